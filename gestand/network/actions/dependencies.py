"""What depends on what: any thing of a client on any other thing of that client. Circles are allowed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import note_part
from gestand.network.checks import NotDocumented
from gestand.network.models import Dependency
from gestand.network.parts import Part
from gestand.network.things import THINGS, client_id_of, thing_of

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def add_dependency(dependent: models.Model, needed: models.Model, *, by: Actor, at: datetime) -> Dependency:
    """``dependent`` stops when ``needed`` does. Refuses (``NotDocumented``) a thing on itself, on another client's, and
    the same twice.
    """
    client_id = client_id_of(dependent)
    require_reach(by, client_id)
    if client_id_of(needed) != client_id:
        raise NotDocumented(_("This belongs to another client."), field="needed")
    if dependent.pk == needed.pk:
        raise NotDocumented(_("Nothing depends on itself."), field="needed")
    with transaction.atomic():
        row, is_new = Dependency.objects.get_or_create(
            dependent_id=dependent.pk,
            needed_id=needed.pk,
            defaults={
                "client_id": client_id,
                "dependent_kind": thing_of(dependent).kind,
                "needed_kind": thing_of(needed).kind,
            },
        )
        if not is_new:
            raise NotDocumented(_("That it depends on this is written down already."), field="needed")
        told = [(dependent, Part.NEEDED, "", str(needed)), (needed, Part.DEPENDENT, "", str(dependent))]
        note_part("network.dependency.add", row, told, by=by, at=at)
    return row


def remove_dependency(row: Dependency, *, by: Actor, at: datetime) -> None:
    """It does not depend on it (any more)."""
    dependent, needed = thing_at(row.dependent_kind, row.dependent_id), thing_at(row.needed_kind, row.needed_id)
    require_reach(by, row.client_id)
    with transaction.atomic():
        told = [(dependent, Part.NEEDED, str(needed), ""), (needed, Part.DEPENDENT, str(dependent), "")]
        note_part("network.dependency.remove", row, told, by=by, at=at)
        row.delete()


def thing_at(kind: str, thing_id: object) -> models.Model:
    """A thing by kind and id, with its site if it has one."""
    thing = THINGS[kind]
    rows = thing.model._default_manager.select_related("site" if thing.has_site else "client")  # noqa: SLF001 - Django's documented API
    found: models.Model = rows.get(pk=thing_id)
    return found
