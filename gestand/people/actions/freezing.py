"""Restricting the use of somebody's data, and lifting that after the person was told (GDPR 18)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.people.actions.rights import locked
from gestand.people.models import Freeze, FreezeGround, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class AlreadyFrozen(Refused):
    code = "already_frozen"


class NotFrozen(Refused):
    code = "not_frozen"


class NotToldYet(Refused):
    code = "not_told_yet"


def freeze_person(*, by: Actor, at: datetime, person: Person, ground: str, occasion: UUID | None = None) -> Freeze:
    """From now on this person's data is stored and used for nothing else. Refuses a second one (``AlreadyFrozen``).

    New calls and letters may still be noted, a withdrawal or objection still be recorded. GDPR 18(1), 18(2).
    """
    by.require_owner()
    with transaction.atomic():
        row = locked(person, frozen_too=True)
        if Freeze.objects.filter(person=row, lifted_at__isnull=True).exists():
            raise AlreadyFrozen(_("The use of this person's data is restricted already."))
        freeze = Freeze.objects.create(
            id=new_id(), person=row, ground=FreezeGround(ground), occasion=occasion, begun_at=at, begun_by=by.id
        )
        _audit("people.person.freeze", freeze, by=by, at=at, ground=freeze.ground)
    return freeze


def note_told(*, by: Actor, at: datetime, freeze: Freeze) -> Freeze:
    """The person was told that the restriction will be lifted (GDPR 18(3)). Refuses one that is over."""
    with transaction.atomic():
        row = _running(freeze)
        row.told_at = row.told_at or at
        row.save(update_fields=["told_at"])
        _audit("people.person.freeze_told", row, by=by, at=at)
    return row


def lift_freeze(*, by: Actor, at: datetime, freeze: Freeze) -> Freeze:
    """The data may be used again. Refuses before the person was told (``NotToldYet``), and a second time."""
    by.require_owner()
    with transaction.atomic():
        row = _running(freeze)
        if row.told_at is None:
            raise NotToldYet(_("First tell the person that the restriction will be lifted; the law asks for that."))
        row.lifted_at, row.lifted_by = at, by.id
        row.save(update_fields=["lifted_at", "lifted_by"])
        _audit("people.person.unfreeze", row, by=by, at=at)
    return row


def _running(freeze: Freeze) -> Freeze:
    row = locked(freeze, frozen_too=True)
    if row.lifted_at is not None:
        raise NotFrozen(_("This restriction has been lifted already."))
    return row


def _audit(action: str, freeze: Freeze, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(action, by=by, at=at, subject=("person", freeze.person_id), facts={"request": freeze.occasion, **facts})
