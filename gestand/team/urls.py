"""Addresses of the room team."""

from __future__ import annotations

from django.urls import path

from gestand.team.views import accounts, entrance, firm, own, setup

app_name = "team"
urlpatterns = [
    path("begin/", setup.setup, name="setup"),
    path("begin/firm/", setup.setup_firm, name="setup-firm"),
    path("begin/you/", setup.setup_owner, name="setup-owner"),
    path("begin/second-factor/", setup.setup_factor, name="setup-factor"),
    path("begin/mail/", setup.setup_mail, name="setup-mail"),
    path("enter/<str:token>/", entrance.login_link, name="login-link"),
    path("me/second-factor/", entrance.second_factor, name="second-factor"),
    path("me/no-access/", entrance.no_access, name="no-access"),
    path("me/", own.profile, name="profile"),
    path("me/sessions/", own.sessions, name="sessions"),
    path("me/sessions/others/end/", own.sessions_revoke_others, name="sessions-revoke-others"),
    path("me/sessions/<uuid:public_id>/end/", own.session_revoke, name="session-revoke"),
    path("settings/team/", accounts.accounts, name="accounts"),
    path("settings/team/invite/", accounts.invite, name="invite"),
    path("settings/team/<uuid:account_id>/", accounts.account, name="account"),
    path("settings/team/<uuid:account_id>/link/", accounts.account_link, name="account-link"),
    path("settings/team/<uuid:account_id>/close/", accounts.account_deactivate, name="account-deactivate"),
    path("settings/team/access/<uuid:grant_id>/", accounts.grant, name="grant"),
    path("settings/team/access/<uuid:grant_id>/end/", accounts.grant_end, name="grant-end"),
    path("settings/firm/", firm.firm, name="firm"),
]
