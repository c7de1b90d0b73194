"""What a withdrawal or an objection does: against marketing at once and without weighing, else decided with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.freezing import frozen_now
from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.people import actions as people
from gestand.people.actions.consents import OBJECTION_PURPOSES
from gestand.people.models import ConsentEvent, ConsentVerb, Person
from gestand.rights.actions.answers import NeedsReasons, claimed_unwritten
from gestand.rights.models import Request, RequestKind, Weighing

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Direct marketing: an objection is absolute, and works at once (GDPR 21(2)-(3)).
MARKETING = Purpose.MAILING
#: Uses on a legitimate interest: here an objection is weighed, with reasons (GDPR 21(1)).
WEIGHED = tuple(purpose for purpose in OBJECTION_PURPOSES if purpose is not MARKETING)

WRONG = _("It turned out that somebody else had asked.")


@dataclass(frozen=True, slots=True)
class NoOfAnother:
    """A withdrawal or an objection that stands for a person who did not ask it."""

    person_id: UUID
    name: str
    is_objection: bool


class NotAnObjection(Refused):
    code = "not_an_objection"


class NobodyKnownYet(Refused):
    code = "nobody_known_yet"


def stop_marketing_at_once(request: Request, *, by: Actor, at: datetime) -> None:
    """Who withdraws or objects gets no newsletter from the moment that it is known who asks; once for each request.

    Part of the transaction that identifies. GDPR 7(3), 21(2)-(3).
    """
    if request.kind not in (RequestKind.WITHDRAWAL, RequestKind.OBJECTION) or request.person_id is None:
        return
    person = Person.objects.get(id=request.person_id)
    record = people.withdraw_consent if request.kind == RequestKind.WITHDRAWAL else people.record_objection
    if not _stands(request, person):
        record(by=by, at=at, person=person, purpose=MARKETING, source=_source(request), wording=request.message)


def undo_for_others(request: Request, *, by: Actor, at: datetime) -> None:
    """Who asks is somebody else than was thought: what was decided for this request about the other one is undone.

    An objection is lifted again and the uses are weighed anew. A withdrawal stays, for nobody makes up a consent, and
    so does an objection of whoever is restricted: ``noes_of_others`` names whose, on the request's page. Part of the
    transaction that identifies.
    """
    if request.kind != RequestKind.OBJECTION or request.person_id is None:
        return
    noted = ConsentEvent.objects.filter(source=_source(request), verb=ConsentVerb.OBJECTED)
    others = noted.exclude(person_id=request.person_id)
    if not others.exists():
        return
    request.weighings.all().delete()
    frozen = frozen_now().persons  # whose data may only be stored, keeps the no
    for event in others.select_related("person"):
        said = ConsentEvent.objects.filter(
            person=event.person, purpose=event.purpose, verb__in=(ConsentVerb.OBJECTED, ConsentVerb.LIFTED)
        )
        if said.order_by("-at", "-id").first() == event and event.person_id not in frozen:
            people.lift_objection(
                by=by, at=at, person=event.person, purpose=event.purpose, source=_source(request), wording=str(WRONG)
            )


def noes_of_others(request: Request) -> list[NoOfAnother]:
    """What was noted by this request about persons who did not ask it after all, and still stands: a withdrawal, or an
    objection of whoever is restricted, whose data may only be stored.
    """
    if request.person_id is None or request.kind not in (RequestKind.WITHDRAWAL, RequestKind.OBJECTION):
        return []
    noted = ConsentEvent.objects.filter(source=_source(request), verb__in=(ConsentVerb.WITHDRAWN, ConsentVerb.OBJECTED))
    opposite = {ConsentVerb.WITHDRAWN.value: ConsentVerb.GIVEN, ConsentVerb.OBJECTED.value: ConsentVerb.LIFTED}
    found: dict[tuple[UUID, bool], NoOfAnother] = {}
    for event in noted.exclude(person_id=request.person_id).select_related("person").order_by("id"):
        later = ConsentEvent.objects.filter(
            person=event.person_id, purpose=event.purpose, verb=opposite[event.verb], id__gt=event.id
        )
        if not later.exists():
            is_objection = event.verb == ConsentVerb.OBJECTED
            one = NoOfAnother(event.person_id, event.person.full_name, is_objection=is_objection)
            found[event.person_id, is_objection] = one
    return sorted(found.values(), key=lambda each: each.name)


def _stands(request: Request, person: Person) -> bool:
    """Whether the same no is the newest word about marketing already."""
    verbs = (
        (ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN)
        if request.kind == RequestKind.WITHDRAWAL
        else (ConsentVerb.OBJECTED, ConsentVerb.LIFTED)
    )
    said = ConsentEvent.objects.filter(person=person, purpose=MARKETING, verb__in=verbs)
    newest = said.order_by("-at", "-id").first()
    return newest is not None and newest.verb in (ConsentVerb.WITHDRAWN, ConsentVerb.OBJECTED)


def weigh_objection(
    *, request: Request, purpose: str, honoured: bool, reasons: str, by: Actor, at: datetime
) -> Weighing:
    """Decide about an objection to one use. Followed, it is recorded at once; not followed, it needs reasons that weigh
    more than those of the person, and they go along in the answer (``NeedsReasons``). GDPR 21(1).

    A later decision takes the place of an earlier one, until the answer is written.
    """
    by.require_owner()
    if not honoured and not reasons.strip():
        raise NeedsReasons(_("Write down the reasons; the law asks for them."), field="reasons")
    with transaction.atomic():
        request = claimed_unwritten(request)
        if request.kind != RequestKind.OBJECTION or Purpose(purpose) not in WEIGHED:
            raise NotAnObjection(_("Here is nothing to weigh."))
        if request.person is None:
            raise NobodyKnownYet(_("First make sure who asks."))
        row, _new = Weighing.objects.update_or_create(
            request=request,
            purpose=purpose,
            defaults={"honoured": honoured, "reasons": reasons.strip(), "decided_at": at, "decided_by": by.id},
            create_defaults={
                "id": new_id(),
                "honoured": honoured,
                "reasons": reasons.strip(),
                "decided_at": at,
                "decided_by": by.id,
            },
        )
        _record(request, request.person, purpose, honoured=honoured, by=by, at=at)
        write_audit(
            "rights.request.weigh",
            by=by,
            at=at,
            subject=("request", request.id),
            reason="followed" if honoured else "not_followed",
            facts={"purpose": purpose},
        )
    return row


def _record(request: Request, person: Person, purpose: str, *, honoured: bool, by: Actor, at: datetime) -> None:
    newest = (
        ConsentEvent.objects.filter(person=person, purpose=purpose, verb__in=(ConsentVerb.OBJECTED, ConsentVerb.LIFTED))
        .order_by("-at", "-id")
        .first()
    )
    stands = newest is not None and newest.verb == ConsentVerb.OBJECTED
    source = _source(request)
    if honoured and not stands:
        people.record_objection(by=by, at=at, person=person, purpose=purpose, source=source, wording=request.message)
    elif not honoured and newest is not None and stands and newest.source == source:
        people.lift_objection(by=by, at=at, person=person, purpose=purpose, source=source)


def _source(request: Request) -> str:
    with translation.override(request.language):
        return gettext("privacy request %(number)s") % {"number": request.number}
