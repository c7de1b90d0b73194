"""The first run: firm, owner, second factor, mail. Each step is kept at once, so that it can be left and taken up."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gestand.core.actors import SHELL, Role
from gestand.core.firm import current_firm
from gestand.core.refusals import Refused
from gestand.core.visitors import may_try
from gestand.team import first_run
from gestand.team.actions.accounts import AlreadyClaimed, create_first_owner
from gestand.team.actions.firm import finish_setup, save_firm_profile
from gestand.team.forms.accounts import OwnerForm, SetupCodeForm
from gestand.team.forms.firm import FirmForm
from gestand.team.middleware import HOME, has_second_factor
from gestand.team.models import Account
from gestand.team.queries import factors_of, has_owner
from gestand.team.sign_in_log import as_actor
from gestand.team.views.entrance import passkeys_work
from gestand.team.views.firm import point_out_addresses_elsewhere
from gestand.ui.context import address

#: This session has shown the set-up code.
CODE_SHOWN = "setup_code_shown"
CONFLICT = 409
TRIES = 20
TRIES_SECONDS = 600


def step_labels() -> list[str]:
    return [_("Your firm"), _("You"), _("Second factor"), _("Mail")]


@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Where the wizard goes on; without the code from the console nobody gets in."""
    if not first_run.is_needed():
        return redirect(HOME)
    if has_owner():
        return _next_step(request) if _owner(request) else _has_an_owner(request)
    if request.session.get(CODE_SHOWN):
        return _next_step(request)
    given = request.POST.get("code") or request.GET.get("code") or ""
    form, wrong_link = SetupCodeForm(request.POST or None), ""
    if given:
        if not may_try("team.setup", request, each=TRIES, seconds=TRIES_SECONDS):
            said = _("Too many tries. Wait ten minutes.")
        elif first_run.is_setup_code(given):
            request.session[CODE_SHOWN] = True
            return redirect("team:setup-firm")
        elif form.is_bound:
            said = _("This is not the code that the console shows.")
        else:
            said = _(
                "The code in this link is not the one of this Gestand. The right link, with the right code, stands in "
                "the window (terminal) in which Gestand was started. Open that one, or type its code here."
            )
        if form.is_bound:
            form.add_error("code", said)
        else:
            wrong_link = said
    status = 422 if form.errors or wrong_link else 200
    return render(request, "team/setup/code.html", {"form": form, "wrong_link": wrong_link}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def setup_firm(request: HttpRequest) -> HttpResponse:
    owner = _owner(request)
    if not _may_go_on(request, owner):
        return redirect("team:setup")
    form = FirmForm(request.POST or None, instance=current_firm())
    if request.method == "POST" and form.is_valid():
        by = as_actor(owner) if owner else SHELL
        saved = save_firm_profile(form.cleaned_data, by=by, at=timezone.now())
        point_out_addresses_elsewhere(request, saved)
        return redirect("team:setup-factor" if owner else "team:setup-owner")
    return _step(request, "firm", 1, form=form, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def setup_owner(request: HttpRequest) -> HttpResponse:
    if not _may_go_on(request, None) or has_owner() or current_firm() is None:
        return redirect("team:setup")
    form = OwnerForm(request.POST or None, initial=_owner_guess())
    if request.method == "POST" and form.is_valid():
        try:
            owner = create_first_owner(by=SHELL, at=timezone.now(), **form.cleaned_data)
        except AlreadyClaimed:
            return redirect("team:setup")
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            record_authentication(request, owner, method="password", reauthenticated=True)
            get_adapter().login(request, owner)
            return redirect("team:setup-factor")
    return _step(request, "owner", 2, form=form, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET"])
def setup_factor(request: HttpRequest) -> HttpResponse:
    owner = _owner(request)
    if not first_run.is_needed() or owner is None:
        return redirect("team:setup")
    return _step(
        request,
        "factor",
        3,
        factors=factors_of(owner),
        done=has_second_factor(request, owner),
        passkeys_work=passkeys_work(request),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def setup_mail(request: HttpRequest) -> HttpResponse:
    """The last step: mail may wait. Either way the wizard is done."""
    owner = _owner(request)
    if not first_run.is_needed() or owner is None or not has_second_factor(request, owner):
        return redirect("team:setup")
    mail_url = address("core:mail-settings")
    if request.method == "POST":
        finish_setup(by=as_actor(owner), at=timezone.now())
        return redirect(mail_url if request.POST.get("now") and mail_url else HOME)
    return _step(request, "mail", 4, mail_url=mail_url)


def _has_an_owner(request: HttpRequest) -> HttpResponse:
    if request.session.get(CODE_SHOWN):
        return render(request, "team/setup/taken.html", status=CONFLICT)
    return redirect_to_login(reverse("team:setup"))


def _next_step(request: HttpRequest) -> HttpResponse:
    firm, owner = current_firm(), _owner(request)
    if firm is None or not firm.name:
        return redirect("team:setup-firm")
    if owner is None:
        return redirect("team:setup-owner")
    return redirect("team:setup-mail" if has_second_factor(request, owner) else "team:setup-factor")


def _owner(request: HttpRequest) -> Account | None:
    account = request.user
    return account if isinstance(account, Account) and account.role == Role.OWNER else None


def _may_go_on(request: HttpRequest, owner: Account | None) -> bool:
    """The code counts until there is an owner; from then on it is the owner who goes on."""
    if not first_run.is_needed():
        return False
    return owner is not None or (bool(request.session.get(CODE_SHOWN)) and not has_owner())


def _owner_guess() -> dict[str, str]:
    firm, chosen = current_firm(), {"language": get_language() or "nl"}
    if firm is None:
        return chosen
    return {"name": "" if firm.officer_is_registered else firm.officer_name, "email": firm.email, **chosen}


def _step(request: HttpRequest, name: str, place: int, *, status: int = 200, **context: object) -> HttpResponse:
    return render(
        request,
        f"team/setup/{name}.html",
        {"step_labels": step_labels(), "place": place, **context},
        status=status,
    )
