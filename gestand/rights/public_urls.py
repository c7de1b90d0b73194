"""Addresses that visitors reach, in both languages: /verzoek/ and /en/request/, /pakket/ and /en/package/."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from gestand.rights.identity_copy import public as identity_copy
from gestand.rights.portable import views as portable
from gestand.rights.views import public

app_name = "public"
urlpatterns = [
    path(_("request/"), public.ask, name="ask"),
    path(_("request/sent/"), public.asked, name="asked"),
    path(_("request/confirm/<str:token>/"), public.confirm, name="confirm"),
    path(_("request/identity/"), identity_copy.page, name="identity"),
    path(_("request/identity/open/"), identity_copy.open_link, name="identity-open"),
    path(_("request/identity/send/"), identity_copy.send, name="identity-send"),
    path(_("package/"), public.fetch, name="fetch"),
    path(_("organisation/<str:token>/"), portable.confirm_organisation, name="confirm-organisation"),
]
