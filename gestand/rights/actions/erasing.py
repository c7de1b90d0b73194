"""Doing what a request for erasure asks, and answering it: one yes, one transaction, one letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.erasure import Erased, erase
from gestand.core.erasure.plan import told_recipients
from gestand.core.freezing import at_own_request
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights.actions.answers import NeedsAddress, claimed_unwritten, close, put_in_outbox
from gestand.rights.actions.letters import send_letter
from gestand.rights.actions.notices import open_notices
from gestand.rights.erasure import who_goes
from gestand.rights.erasure_letter import erasure_letter
from gestand.rights.models import AnswerChannel, Occasion, Request, RequestKind
from gestand.rights.replies import STANDARD_NUMBER

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.journal import Entry


class NotAnErasure(Refused):
    code = "not_an_erasure"


class NobodyKnown(Refused):
    code = "nobody_known"


def erase_and_answer(
    *, request: Request, fingerprint: str, channel: str, email: str, told: Sequence[str], by: Actor, at: datetime
) -> Erased:
    """Erase who asked, exactly as the plan with this fingerprint said, and write the letter that tells it by field.

    ``told``: recipients that are asked to erase it too (GDPR 19). Refuses a request for something else
    (``NotAnErasure``), one of nobody known (``NobodyKnown``), a mail without an address (``NeedsAddress``), what
    ``who_goes`` and ``erase`` refuse, and a second answer (``AlreadyAnswered``). GDPR 17, 19, 12(3).
    """
    by.require_owner()
    if request.kind != RequestKind.ERASURE:
        raise NotAnErasure(_("This request asks for something else."))
    if request.person_id is None:
        raise NobodyKnown(_("First make sure who asks."))
    chosen = AnswerChannel(channel)
    if chosen is AnswerChannel.MAIL and not email.strip():
        raise NeedsAddress(_("To which address?"), field="email")
    who = who_goes(request.person_id, occasion=request.id)
    recipients = told_recipients(who.subjects)

    def answer(entry: Entry) -> None:
        fresh = claimed_unwritten(request)
        letter = erasure_letter(
            fresh,
            entry,
            name=who.person.full_name,
            told=told,
            shares=bool(who.shared),
            by_mail=chosen is AnswerChannel.MAIL,
        )
        # About nobody any more: the letter goes to an address, and after its term the outbox forgets it.
        written = send_letter(
            request=fresh,
            occasion=Occasion.DONE,
            letter=letter,
            channel=chosen,
            email=email,
            by=by,
            at=at,
            text_version=f"standard {STANDARD_NUMBER}",
            about_person=False,
        )
        open_notices(fresh, recipients=recipients)
        if written.mail_id is not None:
            put_in_outbox(fresh, text=letter.text, mail_id=written.mail_id)
        else:
            close(fresh, text=letter.text, channel=chosen, at=at)
        write_audit(
            "rights.request.write" if chosen is AnswerChannel.MAIL else "rights.request.answer",
            by=by,
            at=at,
            subject=("request", fresh.id),
            reason=chosen.value,
            facts={"recipient": "addressee", "kind": fresh.kind, "entry": entry.id},
        )
        reindex("request", [fresh.id])

    # Also when the use of the data is restricted: it is done with the person's consent (GDPR 18(2)).
    with at_own_request(*who.subjects.ids):
        return erase(subjects=who.subjects, fingerprint=fingerprint, by=by, at=at, occasion=request.id, also=answer)
