"""Taking longer, lawfully: two further months, told with reasons before the first term is over (GDPR 12(3))."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.rights import letters
from gestand.rights.actions.answers import checked_way, claimed_unwritten, with_reasons
from gestand.rights.actions.letters import send_letter, waiting_letter
from gestand.rights.clock import clock_of, extension_told_in_time
from gestand.rights.models import UNWRITTEN_STATES, ExtensionGround, Occasion, Request

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class AlreadyExtended(Refused):
    code = "already_extended"


class TooLateToExtend(Refused):
    code = "too_late_to_extend"


def extend_request(
    *,
    request: Request,
    ground: str,
    reasons: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> Request:
    """Tell the person that the answer takes two further months, and why; the clock moves when that has been told.

    On paper or in person that is now; by mail it is the moment at which the mail leaves, and only within the first
    term. Refuses without reasons (``NeedsReasons``), a second time (``AlreadyExtended``), after the first term
    (``TooLateToExtend``), and what any letter refuses.
    """
    by.require_owner()
    words = with_reasons(words, reasons)
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        if request.extended_at is not None:
            raise AlreadyExtended(_("This request has been extended already; a second time is not possible."))
        if waiting_letter(request, Occasion.EXTENDED) is not None:
            raise AlreadyExtended(_("The letter about the extension waits in the outbox already."))
        if not extension_told_in_time(request.received_at, told_at=at):
            raise TooLateToExtend(_("The first term is over: an extension had to be told before. Answer today."))
        request.extension_ground, request.extension_reasons = ExtensionGround(ground), reasons.strip()
        request.save(update_fields=["extension_ground", "extension_reasons"])
        kept = send_letter(
            request=request,
            occasion=Occasion.EXTENDED,
            letter=letters.reply(request, Occasion.EXTENDED, words),
            channel=chosen,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
        )
        write_audit(
            "rights.request.extend",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=request.extension_ground,
            facts={"recipient": "addressee", "how": chosen.value},
        )
        if kept.mail_id is None:
            _move_the_clock(request, told_at=at)
    return request


def extension_left(request: Request, *, at: datetime) -> None:
    """The mail about the extension has left: the clock moves, unless the first term was over by then."""
    row = Request.objects.select_for_update().get(id=request.id)
    in_time = extension_told_in_time(row.received_at, told_at=at)
    moves = in_time and row.extended_at is None and row.state in UNWRITTEN_STATES
    if moves:
        _move_the_clock(row, told_at=at)
    write_audit(
        "rights.request.extended",
        by=SYSTEM,
        at=at,
        subject=("request", row.id),
        reason="moved" if moves else "too_late",
    )


def _move_the_clock(request: Request, *, told_at: datetime) -> None:
    clock = clock_of(request.received_at, extended=True)
    request.extended_at = told_at
    request.due_on, request.law_due_on = clock.due_on, clock.law_due_on
    request.save(update_fields=["extended_at", "due_on", "law_due_on"])
