"""What every action of this room asks first (may this actor? did nobody change it meanwhile?), and keeping a change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import ActorKind, NotAllowed
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.people.models import Attachment, Client, Correspondence, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor

Row = TypeVar("Row", bound=models.Model)


class ChangedMeanwhile(Refused):
    """Somebody else saved after this form was opened; nothing of either is lost."""

    code = "changed_meanwhile"


class Gone(Refused):
    """The row was removed after the page was opened."""

    code = "gone"


def require_client(by: Actor, client: Client) -> None:
    if not by.may_see_client(client.id):
        raise NotAllowed(_("You cannot reach this client."))


def require_person(by: Actor, person: Person) -> None:
    if by.kind is ActorKind.CONTACT and by.id == person.id:  # through a link of his or her own
        return
    if not by.sees_every_client and not Person.objects.visible_to(by).filter(id=person.id).exists():
        raise NotAllowed(_("You cannot reach this person."))


def require_every_client(by: Actor) -> None:
    if not by.sees_every_client:
        raise NotAllowed(_("You work for some clients only, so you cannot add a new one."))


def require_owner_of(by: Actor, owner: Client | Person) -> None:
    if isinstance(owner, Client):
        require_client(by, owner)
    else:
        require_person(by, owner)


def locked(row: Row, *, frozen_too: bool = False) -> Row:
    """The row as it is now, held until the end of the transaction.

    Refuses (``Frozen``) what is about somebody whose data is restricted, unless this change is one that goes on then.
    """
    fresh = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()  # noqa: SLF001 - Django's documented API
    if fresh is None:
        raise Gone(_("This no longer exists. Somebody removed it or joined it with another."))
    if not frozen_too:
        require_not_frozen(fresh)
    return fresh


def require_not_frozen(row: models.Model) -> None:
    """Refuses (``Frozen``) what is about a person, or a client of nobody else, whose data is restricted (GDPR 18)."""
    if isinstance(row, Attachment):
        row = row.correspondence
    if isinstance(row, Person):
        require_usable(persons=[row.id])
    elif isinstance(row, Client):
        require_usable(clients=[row.id])
    else:
        require_usable(persons=[getattr(row, "person_id", None)], clients=[getattr(row, "client_id", None)])


def require_unchanged(row: Client | Person | Correspondence, seen: datetime | None) -> None:
    """``seen`` is the row's ``changed_at`` when the form was opened; None asks nothing."""
    if seen is not None and row.changed_at != seen:
        raise changed_meanwhile()


def keep_changes(row: Client | Person | Correspondence, cleaned: Mapping[str, object], *, at: datetime) -> list[str]:
    """Save the fields that differ, and the moment; gives their names (none: nothing was saved)."""
    changed = [name for name, value in cleaned.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, cleaned[name])
        row.changed_at = at
        row.save(update_fields=[*changed, "changed_at"])
    return changed


def changed_meanwhile() -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _("Somebody else changed this while you were typing. What you typed is still here: compare, and save again.")
    )


def fingerprint(row: models.Model) -> str:
    """What a small row looked like when its form was opened (rows without a moment of their own)."""
    values = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]


def require_fingerprint(row: models.Model, seen: str) -> None:
    if seen and fingerprint(row) != seen:
        raise changed_meanwhile()
