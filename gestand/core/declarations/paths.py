"""Paths through foreign keys: from a model to the person, client or account that its rows are about, or to a clock.

``"person"`` and ``"correspondence__client"`` follow foreign keys, ``"self"`` is the root itself, and
``"person_id:person"`` is a plain id column (for a room that may not import the root) holding the id of the root named
after the colon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

if TYPE_CHECKING:
    from gestand.core.house import SubjectRoot

AnyModel = models.Model
SELF = "self"


class PathBroken(ValueError):
    """A path that does not lead where it must; the sentence says where it breaks."""


@dataclass(frozen=True, slots=True)
class SubjectPath:
    """One way from a model's rows to a subject: ``hops`` are field names, empty for the root itself."""

    path: str
    hops: tuple[str, ...]
    root: str

    @property
    def lookup(self) -> str:
        """The lookup for the subject's id."""
        return "__".join(self.hops) if self.hops else "pk"


def field_at(model: type[AnyModel], path: str) -> models.Field[Any, Any]:
    """The field at the end of ``a__b__c``; every step but the last is a foreign key. Raises ``PathBroken``."""
    step_model = model
    *steps, last = path.split("__")
    for step in steps:
        field = _field_of(step_model, step, path)
        if not isinstance(field, models.ForeignKey):
            raise PathBroken(f"{step!r} in {path!r} is no foreign key of {step_model._meta.label}")
        step_model = field.remote_field.model
    return _field_of(step_model, last, path)


def _field_of(model: type[AnyModel], name: str, path: str) -> models.Field[Any, Any]:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        known = ", ".join(sorted(known.name for known in model._meta.concrete_fields))
        raise PathBroken(f"{model._meta.label} has no field {name!r} (in {path!r}); it has {known}") from None
    if not isinstance(field, models.Field) or not field.concrete:
        raise PathBroken(f"{name!r} in {path!r} is a relation that points back to {model._meta.label}, not a column")
    return field


def resolved(model: type[AnyModel], path: str, roots: Mapping[str, SubjectRoot]) -> SubjectPath:
    """Where a subject path ends. Raises ``PathBroken`` when that is no registered subject root."""
    if path == SELF:
        for root in roots.values():
            if root.model is model:
                return SubjectPath(path, (), root.name)
        raise PathBroken(f"'self' is for a subject root, and {model._meta.label} is none")
    route, colon, root_name = path.partition(":")
    end = field_at(model, route)
    hops = tuple(route.split("__"))
    if colon:
        if root_name not in roots:
            raise PathBroken(f"{root_name!r} in {path!r} is no subject root; registered are {_names(roots)}")
        if not isinstance(end, models.UUIDField):
            raise PathBroken(f"{route!r} in {path!r} must be a column of ids (UUIDField)")
        return SubjectPath(path, hops, root_name)
    target = end.remote_field.model if isinstance(end, models.ForeignKey) else None
    for root in roots.values():
        if root.model is target:
            return SubjectPath(path, hops, root.name)
    where = target._meta.label if target is not None else f"a {type(end).__name__}"
    raise PathBroken(f"{path!r} ends at {where}, which is no subject root; registered are {_names(roots)}")


def _names(roots: Iterable[str]) -> str:
    return ", ".join(sorted(roots)) or "none"
