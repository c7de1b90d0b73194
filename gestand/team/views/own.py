"""One's own pages: profile and sessions."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.team.actions.accounts import change_profile
from gestand.team.actions.sessions import revoke_session, revoke_sessions
from gestand.team.forms.accounts import ProfileForm
from gestand.team.models import Account, TeamSession
from gestand.team.queries import factors_of, sessions_of
from gestand.team.sign_in_log import as_actor

A_YEAR_SECONDS = 365 * 24 * 3600


def account_of(request: HttpRequest) -> Account:
    """The gate let only accounts in."""
    return cast(Account, request.user)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    shown = {name: getattr(account, name) for name in ("name", "language", "theme", "density")}
    form = ProfileForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        change_profile(account, **form.cleaned_data, by=as_actor(account), at=timezone.now())
        translation.activate(account.language)
        messages.success(request, _("Your profile is saved."))
        response = redirect("team:profile")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            account.language,
            max_age=A_YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
    return render(
        request,
        "team/profile.html",
        {"form": form, "account": account, "factors": factors_of(account)},
        status=422 if form.errors else 200,
    )


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    rows = sessions_of(account, at=timezone.now())
    return render(
        request,
        "team/sessions.html",
        {
            "sessions": [(row, row.session_key == request.session.session_key) for row in rows],
            "others": len(rows) > 1,
        },
    )


@require_POST
def session_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    account = account_of(request)
    session = get_object_or_404(TeamSession, account=account, public_id=public_id)
    revoke_session(session, by=as_actor(account), at=timezone.now())
    messages.success(request, _("That session is over."))
    return redirect("team:sessions")


@require_POST
def sessions_revoke_others(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    revoke_sessions(account, by=as_actor(account), at=timezone.now(), except_key=request.session.session_key)
    messages.success(request, _("You are now signed in on this device alone."))
    return redirect("team:sessions")
