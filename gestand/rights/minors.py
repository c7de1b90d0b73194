"""A request from a visitor under sixteen: how it is told to the parent, kept after the yes, and destroyed at a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.mail.models import OutgoingMail
from gestand.people.minors.kinds import Entry, EntryKind, Rows
from gestand.rights.actions.requests import take_form
from gestand.rights.models import Request, RequestKind

ENTRY_KIND = "rights.request"


def _told(entry: Entry) -> Sequence[tuple[str, str]]:
    said = [
        (_("What is asked"), str(RequestKind(entry["kind"]).label)),
        (_("Name"), entry["name"]),
        (_("E-mail address of your child"), entry["email"]),
    ]
    return [*said, (_("What your child wrote"), entry["message"])] if entry.get("message") else said


def _keep(entry: Entry, *, language: str, at: datetime) -> UUID | None:
    """As the form of somebody of sixteen: the child's own mailbox still confirms that the address is the child's."""
    taken = take_form(
        kind=entry["kind"],
        name=entry["name"],
        email=entry["email"],
        message=entry.get("message", ""),
        language=language,
        at=at,
    )
    return taken.id if taken else None


def _rows(kept_id: UUID) -> Rows:
    """The request, all that points to it in any room's table, and the mails about it."""
    found: dict[type[models.Model], set[Any]] = {Request: {kept_id}}
    _add_what_points_to(Request, {kept_id}, found)
    mails: set[UUID] = set()
    for model, keys in found.items():
        for field in model._meta.concrete_fields:
            if field.name.endswith("mail_id") and isinstance(field, models.UUIDField):
                named = model._base_manager.filter(pk__in=keys, **{f"{field.name}__isnull": False})
                mails.update(named.values_list(field.name, flat=True))
    found[OutgoingMail] = mails
    _add_what_points_to(OutgoingMail, mails, found)
    return found


def _add_what_points_to(model: type[models.Model], keys: set[Any], found: dict[type[models.Model], set[Any]]) -> None:
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.on_delete is models.SET_NULL:
            continue
        related: Any = relation.related_model
        rows = related._base_manager.filter(**{f"{relation.field.name}__in": keys})
        fresh = set(rows.values_list("pk", flat=True)) - found.get(related, set())
        if fresh:
            found.setdefault(related, set()).update(fresh)
            _add_what_points_to(related, fresh, found)


REQUEST_ENTRY = EntryKind(
    key=ENTRY_KIND,
    what=gettext_lazy("a request about personal data"),
    told=_told,
    keep=_keep,
    rows=_rows,
)
