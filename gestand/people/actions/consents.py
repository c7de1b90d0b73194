"""Consents and objections, each an event with its proof (GDPR 7(1), 7(3), 21): words, version, moment and source."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import ActorKind
from gestand.core.audit import write_audit
from gestand.core.declarations.purposes import BASES, Basis, Purpose, rests_on_a_choice
from gestand.core.house import house
from gestand.core.refusals import Refused
from gestand.people.actions.rights import locked, require_person
from gestand.people.drafts import checked_day, checked_text
from gestand.people.kernels.folding import tidied
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import ConsentEvent, ConsentVerb, Person
from gestand.people.queries.uses import uses_of

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LONGEST_VERSION, LONGEST_SOURCE = 20, 160


class NothingToLift(Refused):
    code = "nothing_to_lift"


#: For which purposes consent is a basis at all, and against which one may object (21(1), 21(2)).
CONSENT_PURPOSES = tuple(purpose for purpose, bases in BASES.items() if Basis.CONSENT in bases)
OBJECTION_PURPOSES = tuple(purpose for purpose, bases in BASES.items() if Basis.LEGITIMATE_INTEREST in bases)


def record_consent(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    wording: str,
    wording_version: str,
    source: str,
    given_at: datetime | None = None,
) -> ConsentEvent:
    """Write down that a person said yes, to which words, when and how. Without words or source it proves nothing."""
    return _record(ConsentVerb.GIVEN, by, at, person, purpose, wording, wording_version, source, given_at)


def withdraw_consent(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    source: str,
    wording: str = "",
    withdrawn_at: datetime | None = None,
) -> ConsentEvent:
    """Write down a withdrawal; it is as easy as giving (7(3)) and needs no reason."""
    return _record(ConsentVerb.WITHDRAWN, by, at, person, purpose, wording, "", source, withdrawn_at)


def record_objection(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    source: str,
    wording: str = "",
    objected_at: datetime | None = None,
) -> ConsentEvent:
    """Write down an objection. Against mailing it is absolute and works at once (21(2)-(3))."""
    return _record(ConsentVerb.OBJECTED, by, at, person, purpose, wording, "", source, objected_at)


def lift_objection(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    source: str,
    wording: str = "",
    lifted_at: datetime | None = None,
) -> ConsentEvent:
    """Write down that a person took an objection back. Refuses when none stands."""
    newest = ConsentEvent.objects.filter(
        person=person, purpose=purpose, verb__in=[ConsentVerb.OBJECTED, ConsentVerb.LIFTED]
    ).first()
    if newest is None or newest.verb != ConsentVerb.OBJECTED:
        raise NothingToLift(_("There is no objection to lift."), field="purpose")
    return _record(ConsentVerb.LIFTED, by, at, person, purpose, wording, "", source, lifted_at)


def stop_use(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    source: str,
    wording: str = "",
    said_at: datetime | None = None,
) -> ConsentEvent | None:
    """A person's no to a use, in whichever form it takes: a consent that stands is withdrawn, else an objection made.

    None when the no stands already. Works at once: everything asks ``may_be_used_for``. Refuses (``NotValid``) a
    purpose to which nobody can say no. GDPR 7(3), 21(2)-(3).
    """
    if purpose not in Purpose.values or not rests_on_a_choice(purpose):
        raise NotValid(
            _("Against this purpose no objection is possible: the contract or the law asks for it."), field="purpose"
        )
    said: dict[str, Any] = {"by": by, "at": at, "person": person, "purpose": purpose, "source": source}
    with transaction.atomic():
        use = uses_of(Purpose(purpose), [locked(person, frozen_too=True).id], at=at)[person.id]
        if use.has_consent and not use.has_objection:
            return withdraw_consent(**said, wording=wording, withdrawn_at=said_at)
        if use.has_objection or (use.consent is not None and not use.has_consent):
            return None
        if purpose in OBJECTION_PURPOSES:
            return record_objection(**said, wording=wording, objected_at=said_at)
        return withdraw_consent(**said, wording=wording, withdrawn_at=said_at)


def stop_every_use(*, by: Actor, at: datetime, person: Person, source: str, wording: str = "") -> list[ConsentEvent]:
    """The same for every use to which one can say no; gives what was written down."""
    with transaction.atomic():
        said = [
            stop_use(by=by, at=at, person=person, purpose=purpose, source=source, wording=wording)
            for purpose in Purpose
            if rests_on_a_choice(purpose)
        ]
    return [event for event in said if event is not None]


def allow_use(
    *, by: Actor, at: datetime, person: Person, purpose: str, source: str, wording: str, wording_version: str
) -> list[ConsentEvent]:
    """A person's yes to a use: an objection that stands is lifted, and where a consent can be given it is.

    Gives what was written down; nothing when the yes stands already.
    """
    said: dict[str, Any] = {"by": by, "at": at, "person": person, "purpose": purpose, "source": source}
    found: list[ConsentEvent] = []
    with transaction.atomic():
        use = uses_of(Purpose(purpose), [locked(person).id], at=at)[person.id]
        if use.has_objection:
            found.append(lift_objection(**said, wording=wording))
        if purpose in CONSENT_PURPOSES and not use.has_consent:
            found.append(record_consent(**said, wording=wording, wording_version=wording_version))
    return found


def _require_consent_purpose(purpose: str) -> None:
    if purpose not in CONSENT_PURPOSES:
        raise NotValid(_("This purpose does not rest on consent, so there is nothing to record."), field="purpose")


def _require_objection_purpose(purpose: str) -> None:
    if purpose not in OBJECTION_PURPOSES:
        raise NotValid(
            _("Against this purpose no objection is possible: the contract or the law asks for it."), field="purpose"
        )


def checked_choice(
    verb: str,
    *,
    purpose: str,
    wording: str,
    wording_version: str,
    source: str,
    said_at: datetime,
    at: datetime,
    bsn_confirmed: bool = False,
) -> dict[str, Any]:
    """The cleaned values of what somebody said about a use, written down at ``at``.

    Refuses (``NotValid``) a purpose that does not rest on that choice, a consent without its words, no source, and a
    moment that still has to come; and (``LooksLikeBsn``) what is asked about.
    """
    if verb in (ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN):
        _require_consent_purpose(purpose)
    else:
        _require_objection_purpose(purpose)
    if verb == ConsentVerb.GIVEN and not wording.strip():
        raise NotValid(
            _("Write down the words that were shown or said: without them the consent proves nothing."), field="wording"
        )
    if said_at > at:
        raise NotValid(_("That moment still has to come."), field="at")
    checked_day(said_at.date(), field="at")
    if not tidied(source):
        raise NotValid(_("Write down how it was said: by phone, on a form, by mail."), field="source")
    for name, value, longest in (
        ("source", source, LONGEST_SOURCE), ("wording_version", wording_version, LONGEST_VERSION)
    ):  # fmt: skip
        if len(tidied(value)) > longest:
            raise NotValid(_("This is too long: at most %(number)d characters.") % {"number": longest}, field=name)
    return {
        "purpose": Purpose(purpose),
        "wording": checked_text(wording, field="wording", bsn_confirmed=bsn_confirmed),
        "wording_version": tidied(wording_version),
        "source": tidied(source),
        "at": said_at,
    }


def _record(  # noqa: PLR0917 - one private hand behind four named doors
    verb: ConsentVerb,
    by: Actor,
    at: datetime,
    person: Person,
    purpose: str,
    wording: str,
    wording_version: str,
    source: str,
    said_at: datetime | None,
) -> ConsentEvent:
    require_person(by, person)
    said_at = said_at or at
    cleaned = checked_choice(
        verb, purpose=purpose, wording=wording, wording_version=wording_version, source=source, said_at=said_at, at=at
    )
    with transaction.atomic():
        row = ConsentEvent.objects.create(
            person=locked(person, frozen_too=verb in (ConsentVerb.WITHDRAWN, ConsentVerb.OBJECTED)),
            verb=verb,
            **cleaned,
            statement_version=house.statement_in_force(said_at),
            recorded_at=at,
            recorded_by=by.id if by.kind is ActorKind.ACCOUNT else None,  # else the person did it without us
        )
        write_audit(
            f"people.consent.{verb.value}",
            by=by,
            at=at,
            subject=("person", person.id),
            facts={"purpose": purpose, "event": row.id},
        )
    return row
