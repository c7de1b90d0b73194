"""The outbox: every mail of the firm on its way out, readable before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gestand.core.files.responses import file_response
from gestand.core.mail.actions import cancel_mail, confirm_arrived, release_held, send_again
from gestand.core.mail.models import MailAttachment, MailSettings, OutgoingMail
from gestand.core.mail.queries import SHELVES, counts_by_shelf, mails_visible_to
from gestand.core.mail.sealed_links import without_links
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from gestand.core.actors import Actor

PAGE = 40


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first, or one shelf of them."""
    actor = actor_of(request)
    shelf = request.GET.get("shelf", "")
    mails = mails_visible_to(actor)
    counts = counts_by_shelf(mails)
    shown = mails.filter(state__in=SHELVES[shelf]) if shelf in SHELVES else mails
    words = {
        "page": Paginator(shown.defer("text", "html"), PAGE).get_page(request.GET.get("page")),
        "chips": _chips(shelf, counts),
        "counts": counts,
        "is_demo": settings.DEMO,
        "has_settings": MailSettings.objects.filter(id=1).exists(),
        "is_owner": actor.is_owner,
    }
    return render(request, "core/outbox.html", words)


def _chips(shelf: str, counts: dict[str, int]) -> list[dict[str, object]]:
    labels = {
        "waiting": _("Waiting"),
        "doubt": _("In doubt"),
        "failed": _("Not sent"),
        "sent": _("Sent"),
    }
    every: dict[str, object] = {"label": _("All"), "url": "?", "current": shelf not in SHELVES}
    return [
        every,
        *(
            {"label": label, "url": f"?shelf={name}", "current": name == shelf, "count": counts[name]}
            for name, label in labels.items()
        ),
    ]


@require_GET
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(mails_visible_to(actor), id=mail_id)
    words = {
        "mail": found,
        "text": without_links(found.text, _("(a link that only the addressee sees)")),
        "attachments": found.attachments.select_related("file"),
        "is_owner": actor.is_owner,
        "is_demo": settings.DEMO,
    }
    return render(request, "core/mail.html", words)


@require_GET
def mail_attachment(request: HttpRequest, mail_id: UUID, attachment_id: UUID) -> HttpResponse:
    found = get_object_or_404(mails_visible_to(actor_of(request)), id=mail_id)
    attachment = get_object_or_404(MailAttachment.objects.select_related("file"), id=attachment_id, mail=found)
    return file_response(attachment.file)  # type: ignore[return-value]


def _decide(request: HttpRequest, mail_id: UUID, action: Callable[..., None], done: str) -> HttpResponse:
    actor: Actor = actor_of(request)
    at: datetime = timezone.now()
    found = get_object_or_404(OutgoingMail, id=mail_id)
    try:
        action(found, by=actor, at=at)
        messages.info(request, done)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("core:mail", mail_id=mail_id)


@require_POST
def mail_cancel(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    return _decide(request, mail_id, cancel_mail, _("This mail will not be sent."))


@require_POST
def mail_again(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    return _decide(request, mail_id, send_again, _("This mail goes out again."))


@require_POST
def mail_arrived(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    return _decide(request, mail_id, confirm_arrived, _("Noted: this mail arrived."))


@require_POST
def outbox_release(request: HttpRequest) -> HttpResponse:
    """Let everything that is held back try again."""
    with transaction.atomic():
        count = release_held(by=actor_of(request), at=timezone.now())
    told = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", count) % {"count": count}
    messages.info(request, told if count else _("Nothing can leave now."))
    return redirect("core:outbox")
