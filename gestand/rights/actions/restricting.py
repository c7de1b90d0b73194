"""What a request for restriction does: the data is frozen, the person is told; and told again before it is lifted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.erasure import ErasedSubjects
from gestand.core.erasure.plan import told_recipients
from gestand.core.refusals import Refused
from gestand.people.actions.freezing import freeze_person, lift_freeze, note_told
from gestand.people.models import Freeze, Person
from gestand.rights import letters
from gestand.rights.actions.answers import checked_way, claimed_unwritten, with_reasons, write_answer
from gestand.rights.actions.letters import send_letter, waiting_letter
from gestand.rights.actions.notices import open_notices
from gestand.rights.models import Occasion, Request, RequestKind, RequestState

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class NotARestriction(Refused):
    code = "not_a_restriction"


class NothingFrozen(Refused):
    code = "nothing_frozen"


class AlreadyTold(Refused):
    code = "already_told"


def restrict_and_answer(
    *,
    request: Request,
    ground: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> Freeze:
    """Freeze the data of who asks and write the answer, in one transaction; recipients are still to be told (GDPR 19).

    Refuses a request for something else (``NotARestriction``), one of nobody known, a person who is frozen already
    (``AlreadyFrozen``), a second answer (``AlreadyAnswered``), and what any letter refuses. GDPR 18, 12(3).
    """
    by.require_owner()
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        if request.kind != RequestKind.RESTRICTION or request.person is None:
            raise NotARestriction(_("This is no request for restriction of somebody who is known."))
        freeze = freeze_person(by=by, at=at, person=request.person, ground=ground, occasion=request.id)
        open_notices(request, recipients=recipients_of(request.person))
        write_answer(
            request,
            words=words,
            channel=chosen,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
            outcome=RequestState.ANSWERED,
        )
        write_audit(
            "rights.request.restrict",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=ground,
            facts={"person": request.person_id},
        )
    return freeze


def tell_before_lifting(
    *,
    request: Request,
    reasons: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> None:
    """Tell the person that the restriction will be lifted (GDPR 18(3)); by mail it counts when the mail has left.

    Refuses when nothing is frozen (``NothingFrozen``), without reasons (``NeedsReasons``), and telling twice.
    """
    by.require_owner()
    words = with_reasons(words, reasons)
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("person").get(id=request.id)
        freeze = _freeze_of(request)
        if freeze.told_at is not None or waiting_letter(request, Occasion.LIFTING) is not None:
            raise AlreadyTold(_("The person has been told already, or the letter waits in the outbox."))
        kept = send_letter(
            request=request,
            occasion=Occasion.LIFTING,
            letter=letters.reply(request, Occasion.LIFTING, words),
            channel=chosen,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
        )
        write_audit("rights.request.tell_lifting", by=by, at=at, subject=("request", request.id), reason=chosen.value)
        if kept.mail_id is None:
            note_told(by=by, at=at, freeze=freeze)


def lift_restriction(*, request: Request, by: Actor, at: datetime) -> Freeze:
    """Let the data be used again. Refuses when nothing is frozen, and before the person was told (``NotToldYet``)."""
    by.require_owner()
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).get(id=request.id)
        freeze = lift_freeze(by=by, at=at, freeze=_freeze_of(request))
        write_audit("rights.request.lift", by=by, at=at, subject=("request", request.id))
    return freeze


def recipients_of(person: Person) -> tuple[str, ...]:
    """Keys of the recipients to whom something about this person went, by the audit log."""
    return told_recipients(ErasedSubjects(persons=frozenset({person.id}), clients=frozenset(), accounts=frozenset()))


def _freeze_of(request: Request) -> Freeze:
    freeze = Freeze.objects.filter(occasion=request.id, lifted_at__isnull=True).first()
    if freeze is None:
        raise NothingFrozen(_("Nothing is restricted at this request (any more)."))
    return freeze
