"""Which tables and columns can be taken along, decided from the declarations alone: no room is named here.

GDPR 20(1): what a person provided or what was observed, under consent or contract. A table is in it when one of its
purposes rests on either; its rows must have ids that are never used again, and be able to stand without what stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.declarations import Basis, Category, Personal
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import CLIENT, PERSON, DeclaredModel, personal_models
from gestand.core.files.models import StoredFile
from gestand.core.house import house

Model = type[models.Model]
AnyField = models.Field[Any, Any]
#: Whose rows are taken along; a login account of the office is not.
ROOTS = (PERSON, CLIENT)
_TAKEN_ALONG = {Basis.CONSENT, Basis.CONTRACT}


@dataclass(frozen=True, slots=True)
class PortableColumn:
    """``kind`` says how its values are written; ``target`` names the table that a reference leads to, ``among`` the
    tables of which one holds the row that an id names.
    """

    name: str
    attribute: str
    kind: str
    field: AnyField
    label: str
    category: Category | None
    target: str = ""
    among: tuple[str, ...] = ()

    @property
    def is_reference(self) -> bool:
        return self.kind == "reference"

    @property
    def is_required(self) -> bool:
        return not self.field.null


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that stays, and why."""

    name: str
    label: str
    because: str
    field: AnyField

    @property
    def instead(self) -> Any:
        """What stands in it at the other office."""
        if self.field.has_default():
            return self.field.get_default()
        return None if self.field.null else ""


@dataclass(frozen=True, slots=True)
class PortableTable:
    name: str  # "people.correspondence"
    title: str
    model: Model
    declared: DeclaredModel
    columns: tuple[PortableColumn, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_root(self) -> bool:
        """Whether its rows are persons or clients themselves."""
        return any(not subject.hops for subject in self.declared.subjects)

    @property
    def references(self) -> tuple[PortableColumn, ...]:
        return tuple(column for column in self.columns if column.is_reference)

    @property
    def namings(self) -> tuple[PortableColumn, ...]:
        """Columns that name a row by its id alone, of one of several tables."""
        return tuple(column for column in self.columns if column.among)

    @property
    def owners(self) -> tuple[str, ...]:
        """The columns of which one must be filled, or the row would be about nobody."""
        return tuple(dict.fromkeys(subject.hops[0] for subject in self.declared.subjects if subject.hops))

    @property
    def personal(self) -> Personal:
        assert self.declared.personal is not None  # noqa: S101 - personal_models() gives no others
        return self.declared.personal


@dataclass(frozen=True, slots=True)
class StaysHere:
    """A table of which nothing is taken along, and why."""

    name: str
    title: str
    because: str


@dataclass(frozen=True, slots=True)
class Division:
    """All tables that hold something about people: what goes along, what stays."""

    tables: tuple[PortableTable, ...]
    stays: tuple[StaysHere, ...]

    def table(self, name: str) -> PortableTable | None:
        return next((table for table in self.tables if table.name == name), None)


@lru_cache(maxsize=4)
def division(_language: str) -> Division:
    """What goes along and what stays, in the active language; tables before those that point to them."""
    reasons: dict[Model, str] = {}
    candidates: dict[Model, DeclaredModel] = {}
    for declared in personal_models():
        reason = _stays_because(declared)
        if reason:
            reasons[declared.model] = reason
        else:
            candidates[declared.model] = declared
    while falling := dict(_cannot_stand(candidates)):
        reasons |= falling
        candidates = {model: each for model, each in candidates.items() if model not in falling}
    tables = [_table(declared, candidates) for declared in candidates.values()]
    stays = [StaysHere(model._meta.label_lower, _title(model), reason) for model, reason in reasons.items()]
    return Division(tuple(_in_order(tables)), tuple(sorted(stays, key=lambda each: each.name)))


def _stays_because(declared: DeclaredModel) -> str:
    declaration = declared.personal
    assert declaration is not None  # noqa: S101 - personal_models() gives no others
    if not declared.subject_roots & set(ROOTS):
        return _("it is about the login accounts of our team")
    if declaration.stays_here:
        return str(declaration.stays_here)
    if not any(basis in _TAKEN_ALONG for purpose in declaration.purposes for basis in BASES[purpose]):
        return _("we hold it by law or in our own interest, not under consent or contract")
    if not isinstance(declared.model._meta.pk, models.UUIDField):
        return _("it is our own bookkeeping and means nothing elsewhere")
    return ""


def _cannot_stand(candidates: Mapping[Model, DeclaredModel]) -> Iterator[tuple[Model, str]]:
    """Tables whose rows need a column that stays."""
    for model, declared in candidates.items():
        declaration = declared.personal
        assert declaration is not None  # noqa: S101 - personal_models() gives no others
        for field in model._meta.concrete_fields:
            if field.name in declaration.withhold and _root_of(field) in ROOTS:
                yield model, _("it ties two people together, of whom one stays out")
                break
            if _kind(field, declared, candidates) is None and not _can_be_empty(field):
                yield model, _("it is our own bookkeeping and means nothing elsewhere")
                break


def _can_be_empty(field: AnyField) -> bool:
    texts = (models.CharField, models.TextField)
    return field.null or field.has_default() or (isinstance(field, texts) and field.blank)


def _table(declared: DeclaredModel, candidates: Mapping[Model, DeclaredModel]) -> PortableTable:
    declaration = declared.personal
    assert declaration is not None  # noqa: S101 - personal_models() gives no others
    columns, left_out = [], []
    for field in declared.model._meta.concrete_fields:
        label = capfirst(_(str(field.verbose_name)))
        found = _kind(field, declared, candidates)
        if found is None:
            because = str(declaration.withhold.get(field.name, "")) or _("it points to something that stays with us")
            left_out.append(LeftOut(field.name, label, because, field))
        else:
            kind, target = found
            category = declaration.categories.get(field.name)
            among = _among(field, declaration, candidates) if kind == "one_of" else ()
            columns.append(PortableColumn(field.name, field.attname, kind, field, label, category, target, among))
    return PortableTable(
        declared.model._meta.label_lower,
        _title(declared.model),
        declared.model,
        declared,
        tuple(columns),
        tuple(left_out),
    )


def _kind(
    field: AnyField, declared: DeclaredModel, candidates: Mapping[Model, DeclaredModel]
) -> tuple[str, str] | None:
    """How a column is written and where it leads; None when it stays."""
    declaration = declared.personal
    if declaration is None or field.name in declaration.withhold:
        return None
    if field.primary_key:
        return "id", ""
    if isinstance(field, models.ForeignKey):
        target: Model = field.remote_field.model
        if target is StoredFile:
            return ("file", "") if field.name in declaration.files else None
        return ("reference", target._meta.label_lower) if target in candidates else None
    if isinstance(field, models.UUIDField):
        return _kind_of_id(field, declared, declaration, candidates)
    return next((kind for kinds, kind in _KINDS if isinstance(field, kinds)), "text"), ""


def _kind_of_id(
    field: AnyField, declared: DeclaredModel, declaration: Personal, candidates: Mapping[Model, DeclaredModel]
) -> tuple[str, str] | None:
    root = next((path.root for path in declared.subjects if path.hops == (field.name,)), "")
    model = house.subject_roots[root].model if root in ROOTS else None
    if model is None:
        return ("one_of", "") if _among(field, declaration, candidates) else None
    return ("reference", model._meta.label_lower) if model in candidates else None


def _among(field: AnyField, declaration: Personal, candidates: Mapping[Model, DeclaredModel]) -> tuple[str, ...]:
    """The tables that go along of those that an id may lead to."""
    there = {model._meta.label: model._meta.label_lower for model in candidates}
    return tuple(there[label] for label in declaration.points_to.get(field.name, ()) if label in there)


def _root_of(field: AnyField) -> str:
    target = field.remote_field.model if isinstance(field, models.ForeignKey) else None
    return next((root.name for root in house.subject_roots.values() if root.model is target), "")


def _title(model: Model) -> str:
    return capfirst(_(str(model._meta.verbose_name_plural)))


def _in_order(tables: list[PortableTable]) -> Iterator[PortableTable]:
    """What is pointed to comes first; where two point to each other, by name."""
    waiting = sorted(tables, key=lambda table: (not table.is_root, table.name))
    done: set[str] = set()
    while waiting:
        ready = next((each for each in waiting if _leads_to(each) <= done | {each.name}), waiting[0])
        waiting.remove(ready)
        done.add(ready.name)
        yield ready


def _leads_to(table: PortableTable) -> set[str]:
    return {one.target for one in table.references} | {name for one in table.namings for name in one.among}


_KINDS: tuple[tuple[tuple[type[AnyField], ...], str], ...] = (
    ((models.DateTimeField,), "moment"),
    ((models.DateField,), "date"),
    ((models.TimeField,), "time"),
    ((models.DurationField,), "seconds"),
    ((models.BinaryField,), "base64"),
    ((models.JSONField,), "json"),
    ((models.DecimalField,), "decimal"),
    ((models.BooleanField,), "boolean"),
    ((models.IntegerField,), "number"),
    ((models.FloatField,), "fraction"),
)
