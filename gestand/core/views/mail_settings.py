"""How mail leaves: the owner's page, with a test that says what is wrong."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.egress.recipients import find_recipient
from gestand.core.firm import current_firm
from gestand.core.forms import PRESETS, MailSettingsForm, answers_of
from gestand.core.jobs.queue import enqueue
from gestand.core.mail.actions import SettingsRefused, forget_mail_settings, save_mail_settings, send_test_mail
from gestand.core.mail.models import MailLogin, MailSettings, OutgoingMail
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of

_UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def mail_settings(request: HttpRequest) -> HttpResponse:
    row = MailSettings.objects.filter(id=1).first()
    if request.method == "POST":
        form = MailSettingsForm(request.POST)
        if form.is_valid() and _saved(request, form):
            messages.info(
                request, _("The mail settings are saved. Send yourself a test mail to see whether they work.")
            )
            return redirect("core:mail-settings")
        return _page(request, form, row, status=_UNPROCESSABLE)
    return _page(request, MailSettingsForm(initial=_initial(request, row)), row)


def _saved(request: HttpRequest, form: MailSettingsForm) -> bool:
    by, at = actor_of(request), timezone.now()
    try:
        with transaction.atomic():
            save_mail_settings(form.wanted(), by=by, at=at)
            if not settings.DEMO:
                enqueue("core.check_mail_domain", by=by, at=at)
    except SettingsRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _initial(request: HttpRequest, row: MailSettings | None) -> dict[str, Any]:
    if row is not None:
        known = answers_of(row)
    else:
        firm = current_firm()
        known = {"sender_name": firm.name, "sender_address": firm.email, "username": firm.email} if firm else {}
    return known | PRESETS.get(request.GET.get("preset", ""), {})


def _page(request: HttpRequest, form: MailSettingsForm, row: MailSettings | None, *, status: int = 200) -> HttpResponse:
    chosen = form["login"].value()
    provider = find_recipient(MAIL_PROVIDER) if row else None
    words = {
        "form": form,
        "row": row,
        "provider": provider,
        "agreement_is_missing": provider is not None and not provider.may_receive_at(timezone.now()),
        "is_demo": settings.DEMO,
        "test": _shown_test(request),
        "uses_oauth": chosen in (MailLogin.OAUTH_REFRESH, MailLogin.OAUTH_TOKEN),
        "email": getattr(request.user, "email", ""),
    }
    return render(request, "core/mail_settings.html", words, status=status)


def _shown_test(request: HttpRequest) -> OutgoingMail | None:
    """The test mail that this page waits for."""
    try:
        test_id = UUID(request.GET.get("test", ""))
    except ValueError:
        return None
    return OutgoingMail.objects.filter(id=test_id, account_id=request.user.pk).first()


@require_POST
@sent_once
def mail_test(request: HttpRequest) -> HttpResponse:
    """Send the person at the screen a mail, and wait for it on the settings page."""
    account = request.user
    try:
        test_id = send_test_mail(
            to=getattr(account, "email", ""),
            account_id=cast("UUID", account.pk),
            language=(get_language() or "nl")[:2],
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("core:mail-settings")
    return redirect(f"{reverse('core:mail-settings')}?test={test_id}#test")


@require_GET
def mail_test_state(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """How the test mail fares: the part of the page that looks again by itself."""
    test = get_object_or_404(OutgoingMail, id=mail_id, account_id=request.user.pk)
    response = render(request, "core/_mail_test.html", {"test": test, "is_demo": settings.DEMO})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def mail_domain(request: HttpRequest) -> HttpResponse:
    if settings.DEMO:
        messages.warning(request, _("This is a demo: nothing leaves it."))
    else:
        enqueue("core.check_mail_domain", by=actor_of(request), at=timezone.now())
        messages.info(request, _("The mail domain is being looked up."))
    return redirect("core:mail-settings")


@require_POST
def mail_forget(request: HttpRequest) -> HttpResponse:
    forget_mail_settings(by=actor_of(request), at=timezone.now())
    messages.info(request, _("The mail settings and their secret are gone. Mail waits in the outbox from now on."))
    return redirect("core:mail-settings")
