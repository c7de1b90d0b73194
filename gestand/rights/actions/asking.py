"""Letters on the way to the answer: that the request is here, and the question who asks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gestand.core.audit import write_audit
from gestand.rights import letters
from gestand.rights.actions.answers import checked_way, claimed_unwritten
from gestand.rights.actions.letters import send_letter
from gestand.rights.models import Occasion, Request, RequestLetter

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Letters that stop no clock and decide nothing.
ON_THE_WAY = (Occasion.RECEIVED, Occasion.IDENTITY)


def write_to_asker(
    *,
    request: Request,
    occasion: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> RequestLetter:
    """Confirm the receipt, or ask who it is; kept as sent. The clock goes on.

    Refuses once the answer has been written (``AlreadyAnswered``), and what any letter refuses.
    """
    by.require_owner()
    which = Occasion(occasion)
    assert which in ON_THE_WAY, "other letters have an action of their own"  # noqa: S101
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        kept = send_letter(
            request=request,
            occasion=which,
            letter=letters.reply(request, which, words),
            channel=chosen,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
        )
        write_audit(
            "rights.request.letter",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=which.value,
            facts={"recipient": "addressee", "how": chosen.value},
        )
    return kept
