"""The gate before every view: the access table decides, and whoever may not enter finds nothing there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from gestand.core.actors import Role
from gestand.core.house import Access, house
from gestand.team.current import actor_for
from gestand.team.models import Account


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view run. An address that is not in the table exists for nobody."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = house.access.get(name)
        if access is None:
            raise Http404
        account = request.user
        if isinstance(account, Account):
            request.gestand_actor = actor_for(account, at=timezone.now())  # type: ignore[attr-defined]
        if access is Access.PUBLIC:
            return None
        if not isinstance(account, Account):
            return redirect_to_login(request.get_full_path(), login_url="/account/login/")
        if account.language != translation.get_language():
            translation.activate(account.language)
            request.LANGUAGE_CODE = account.language
        if access is Access.SIGNED_IN:
            return None
        if not Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return redirect("team:second-factor")
        if access is Access.OWNER and account.role != Role.OWNER:
            raise Http404
        return None
