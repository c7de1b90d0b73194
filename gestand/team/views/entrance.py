"""The pages at the door: one-time links, the call for a second factor, and the end of an access."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.firm import current_firm
from gestand.team.actions.links import SHELL_LINK, LinkNotValid, use_login_link, valid_link
from gestand.team.current import position_of
from gestand.team.middleware import HOME, has_second_factor
from gestand.team.models import Account
from gestand.team.session_store import FACTOR_WAIVED


@never_cache
@require_http_methods(["GET", "POST"])
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows a button, which uses the link up. In a demo it signs in fully, elsewhere the factor follows."""
    if request.method == "GET":
        link = valid_link(token, at=timezone.now())
        return render(request, "team/login_link.html", {"link": link}, status=200 if link else 410)
    try:
        link = use_login_link(token, at=timezone.now())
    except LinkNotValid as refused:
        return render(request, "team/login_link.html", {"link": None, "refused": refused}, status=410)
    account = link.account
    request.session.flush()
    if settings.DEMO and link.kind == SHELL_LINK:
        request.session[FACTOR_WAIVED] = True
        _sign_in_fully(request, account)
        return redirect(HOME)
    record_authentication(request, account, method="login_link")
    answer: HttpResponse = perform_login(request, Login(user=account))
    return answer


def _sign_in_fully(request: HttpRequest, account: Account) -> None:
    get_adapter().login(request, account)


@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Nothing of the team's pages opens before this is done."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - the gate let only accounts in
    if has_second_factor(request, account):
        return redirect(HOME)
    return render(
        request,
        "team/second_factor.html",
        {"account": account, "has_password": account.has_usable_password(), "passkeys_work": passkeys_work(request)},
    )


@require_GET
def no_access(request: HttpRequest) -> HttpResponse:
    """For an account whose agreed time is over or has not begun."""
    account = request.user
    position = position_of(account, at=timezone.now()) if isinstance(account, Account) else None
    return render(request, "team/no_access.html", {"position": position, "firm": current_firm()})


def passkeys_work(request: HttpRequest) -> bool:
    """Browsers tie a passkey to the public address: reached under another name (127.0.0.1) it cannot be made."""
    host = request.get_host().rsplit(":", 1)[0]
    return host == settings.PUBLIC_HOST and (request.is_secure() or host == "localhost")
