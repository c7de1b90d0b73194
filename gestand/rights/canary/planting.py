"""Planting: a row of every personal table for an invented person, with a token in each field that can hold one.

No table is named here: rows are built from the models' own fields, so a room that does not exist yet is walked too.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from gestand.core.declarations import Personal, after, days
from gestand.core.declarations.registry import ACCOUNT, PERSON, declared_model, personal_models
from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.core.ids import new_id
from gestand.people.models import MailAddress

AnyField = models.Field[Any, Any]
#: When the invented people lived.
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Kinds of fields whose value can be a token of its own.
WORDS = (models.CharField, models.TextField)
ABOUT_NOBODY = Personal(
    subject="self", categories={}, impersonal=[], purposes=[], keep=after("id", days(0), why="it is about nobody")
)
#: A token has so many letters.
SHORTEST = 8


@dataclass
class Planted:
    """The tokens of one person: by table and field; those that the declaration withholds apart."""

    letter: str
    roots: dict[str, models.Model] = field(default_factory=dict)
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    withheld: dict[tuple[str, str], str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@dataclass
class Gardener:
    """Builds a row of any model for a person, with a token in each personal field that can hold one."""

    planted: Planted
    counter: itertools.count[int]
    made: dict[tuple[type[models.Model], str], models.Model] = field(default_factory=dict)

    def token(self) -> str:
        """Short enough for most columns, and of letters that nothing changes: "knra0042"."""
        return f"knr{self.planted.letter}{next(self.counter):04d}"

    def plant(self, model: type[models.Model], declaration: Personal, *, about: str) -> models.Model:
        """One row about the root named ``about``."""
        values: dict[str, Any] = {}
        for each in model._meta.concrete_fields:
            if not isinstance(each, models.AutoField):
                values[each.attname] = self.value(model, each, declaration, about=about)
        row = model(**{name: value for name, value in values.items() if value is not ...})
        if not _is_taken(row):
            self.point_elsewhere(row, about=about)
        model._base_manager.bulk_create([row])
        self.made.setdefault((model, about), row)
        return row

    def point_elsewhere(self, row: models.Model, *, about: str) -> None:
        """What a table's own conditions ask: of two things one alone, or two that are not the same."""
        roots = {root.model for root in house.subject_roots.values()}
        seen: set[Any] = set()
        for each in row._meta.concrete_fields:
            value = getattr(row, each.attname)
            if not isinstance(each, models.ForeignKey) or value is None or each.remote_field.model in roots:
                continue
            if each.null:
                setattr(row, each.attname, None)
            elif value in seen:
                declaration = declared_model(each.remote_field.model).personal or ABOUT_NOBODY
                setattr(row, each.attname, self.plant(each.remote_field.model, declaration, about=about).pk)
            seen.add(value)
            if _is_taken(row):
                return

    def value(self, model: type[models.Model], each: AnyField, declaration: Personal, *, about: str) -> Any:
        if isinstance(each, models.ForeignKey):
            return self.reference(each, declaration, model, about=about)
        if each.primary_key and isinstance(each, models.UUIDField):
            return new_id()
        roots = {
            path.partition("__")[0].partition(":")[0]: path.rpartition(":")[2] for path in declaration.subject_paths
        }
        if each.name in declaration.points_to:
            # Each such column another table's row: what depends on itself is refused.
            place, targets = list(declaration.points_to).index(each.name), declaration.points_to[each.name]
            return self.row_of(apps.get_model(targets[place % len(targets)]), about=about).pk
        if isinstance(each, models.UUIDField):
            return (
                self.root_id(roots[each.name]) if roots.get(each.name) == about else (None if each.null else new_id())
            )
        if isinstance(each, WORDS) and self.can_hold_a_token(each, declaration):
            return self.plant_token(model, each, declaration)
        return plain_value(each, next(self.counter))

    def can_hold_a_token(self, each: AnyField, declaration: Personal) -> bool:
        long_enough = each.max_length is None or each.max_length >= SHORTEST
        return each.name in declaration.categories and not each.choices and long_enough

    def plant_token(self, model: type[models.Model], each: AnyField, declaration: Personal) -> str:
        token = self.token()
        place = (model._meta.label_lower, each.name)
        (self.planted.withheld if each.name in declaration.withhold else self.planted.given)[place] = token
        if isinstance(each, models.EmailField):
            return f"{token}@tuin.example"
        if isinstance(each, models.URLField):
            return f"https://{token}.example/"
        return token

    def root_id(self, root: str) -> UUID:
        return UUID(str(self.planted.roots[root].pk))

    def reference(
        self, each: models.ForeignKey[Any, Any], declaration: Personal, model: type[models.Model], *, about: str
    ) -> Any:
        target: type[models.Model] = each.remote_field.model
        if target is StoredFile:
            return self.file(model, each, declaration)
        for root in house.subject_roots.values():
            if root.model is target:
                return self.root_id(root.name) if root.name == about or not each.null else None
        if target is model and each.null:
            return None  # a row that follows another one of its kind: the first follows none
        return self.row_of(target, about=about).pk

    def file(self, model: type[models.Model], each: AnyField, declaration: Personal) -> UUID:
        token = self.token()
        stored = store_file(f"inhoud {token}".encode(), name=f"{token}.txt", media_type="text/plain", at=MOMENT)
        if each.name in declaration.files:
            self.planted.files.append(token)
        elif each.name in declaration.withhold:
            self.planted.withheld[model._meta.label_lower, each.name] = token
        return stored.pk

    def row_of(self, target: type[models.Model], *, about: str) -> models.Model:
        """The row that a foreign key points to; one that is about nobody serves everybody."""
        declared = declared_model(target)
        if self.is_had_once(target):
            about = min(declared.subject_roots)
        if (target, about) not in self.made:
            known = target._base_manager.first() if declared.personal is None else None
            if known is not None:
                self.made[target, about] = known
            else:
                self.plant(target, declared.personal or ABOUT_NOBODY, about=about)
        return self.made[target, about]

    @staticmethod
    def is_had_once(target: type[models.Model]) -> bool:
        """Whether a person, client or account has one row of it at most."""
        roots = {root.model for root in house.subject_roots.values()}
        return any(
            isinstance(each, models.OneToOneField) and not each.primary_key and each.remote_field.model in roots
            for each in target._meta.concrete_fields
        )


def _is_taken(row: models.Model) -> bool:
    """Whether the table's own conditions hold for this row."""
    try:
        for each in row._meta.constraints:
            if isinstance(each, models.CheckConstraint):
                each.validate(type(row), row)  # type: ignore[attr-defined] # its types forget it
    except ValidationError:
        return False
    return True


def plain_value(each: AnyField, number: int) -> Any:
    """Something valid of the field's kind, without a token."""
    if each.has_default():
        return ...
    if each.choices:
        return next(iter(dict(each.flatchoices)))
    if each.null:
        return None
    by_kind: list[tuple[type[AnyField], Any]] = [
        (models.BooleanField, False),
        (models.DateTimeField, MOMENT + timedelta(minutes=number)),
        (models.DateField, date(2026, 1, 1) + timedelta(days=number)),
        (models.TimeField, time(9, 0)),
        (models.DurationField, timedelta(minutes=number)),
        (models.DecimalField, Decimal("1.00")),
        (models.BinaryField, b"x"),
        (models.JSONField, {}),
        (models.GenericIPAddressField, "192.0.2.1"),
        (models.IntegerField, number),
        (models.FloatField, 1.0),
        (models.EmailField, f"plain{number}@tuin.example"),
        (models.URLField, "https://tuin.example/"),
        (models.CharField, f"p{number}"[: each.max_length or 8]),
        (models.TextField, "plain"),
    ]
    for kind, value in by_kind:
        if isinstance(each, kind):
            return value
    raise TypeError(f"no plain value for {each}: teach the canary this kind of field")


def planted(letter: str) -> Planted:
    """A person with a household, an account and a row in every table; every row about them holds tokens."""
    what = Planted(letter)
    gardener = Gardener(what, itertools.count(ord(letter) % 32 * 1000))
    every = personal_models()
    for declared in every:  # the roots first: everything else points to them
        for path in declared.subjects:
            if not path.hops and declared.personal is not None:
                what.roots[path.root] = gardener.plant(declared.model, declared.personal, about=path.root)
    for declared in every:
        for root in sorted(declared.subject_roots):
            if declared.personal is not None and (declared.model, root) not in gardener.made:
                gardener.plant(declared.model, declared.personal, about=root)
    email = str(getattr(what.roots[ACCOUNT], "email"))  # noqa: B009 - a root is any model
    MailAddress.objects.create(person_id=what.roots[PERSON].pk, address=email, folded=email)
    return what
