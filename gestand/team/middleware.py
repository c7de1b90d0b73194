"""The gate before every view: the access table decides, and whoever may not enter finds nothing there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core import permissions
from gestand.core.actors import Role
from gestand.core.house import Access, house
from gestand.team import first_run
from gestand.team.allauth_adapters import FactorUnreadable
from gestand.team.current import Standing, position_of
from gestand.team.models import Account
from gestand.team.session_store import FACTOR_WAIVED, SessionStore

#: The page that tells an account whose time is over (or has not begun) so; every other page answers 404.
HOME = "office:today"
NO_ACCESS = "team:no-access"
CONFLICT = 409
SETUP = "team:setup"


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            # Pages are about people: nothing on the way keeps one, and none comes back from a store after signing out.
            response["Cache-Control"] = "no-store, private"
        response.headers.setdefault(permissions.HEADER, permissions.NOTHING)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view run. An address that is not in the table exists for nobody."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = house.access.get(name)
        if access is None:
            raise Http404
        if first_run.is_needed() and not first_run.is_open_meanwhile(name, access):
            return redirect(SETUP)
        account = self._account(request)
        if account is None:
            return None if access is Access.PUBLIC else self._to_login(request)
        return self._enter(request, account, name, access)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A second factor that cannot be read stops nobody with a page that failed."""
        if not isinstance(fault, FactorUnreadable):
            return None
        words = {
            "heading": _("Your second factor cannot be read"),
            "happened": " ".join(fault.messages),
            "advice": _("Nothing was lost and nothing was changed."),
        }
        return render(request, "ui/error.html", words, status=CONFLICT)

    def _enter(self, request: HttpRequest, account: Account, name: str, access: Access) -> HttpResponse | None:
        position = position_of(account, at=timezone.now())
        strong = has_second_factor(request, account)
        if strong and position.standing is Standing.RUNNING:
            request.gestand_actor = position.actor  # type: ignore[attr-defined]
        if access is Access.PUBLIC:
            return None
        if account.language != translation.get_language():
            translation.activate(account.language)
            request.LANGUAGE_CODE = account.language
        if position.standing is Standing.ENDED or (
            position.standing is Standing.UPCOMING and strong and access is not Access.SIGNED_IN
        ):
            if name == HOME:
                return redirect(NO_ACCESS)
            raise Http404
        if access is Access.SIGNED_IN:
            return None
        if not strong:
            return redirect("team:second-factor")
        if access is Access.OWNER and position.actor.role is not Role.OWNER:
            raise Http404
        return None

    @staticmethod
    def _account(request: HttpRequest) -> Account | None:
        """The signed-in account; who brings no session costs no look-up."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        account = request.user
        if not isinstance(account, Account):
            return None
        if isinstance(request.session, SessionStore):
            request.session.note_seen(timezone.localdate())
        return account

    @staticmethod
    def _to_login(request: HttpRequest) -> HttpResponse:
        return redirect_to_login(request.get_full_path(), login_url="/account/login/")


def has_second_factor(request: HttpRequest, account: Account) -> bool:
    """Whether the account has a second factor; a demo's one-time link waives it for that one session."""
    known: bool | None = getattr(account, "second_factor_known", None)
    if known is None:
        known = not Account.objects.lacks_second_factor(account)
    return known or (settings.DEMO and bool(request.session.get(FACTOR_WAIVED)))
