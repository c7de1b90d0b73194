"""Gathering what an erasure touches, from the declarations: rows that go, rows that go along with them, rows whose
fields are emptied, rows that stay for a legal duty.

A row to which a row that stays points cannot go: it stays as an empty shell, its words taken out. What is under a hold
stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import ForeignObjectRel

from gestand.core.declarations.erasure import ErasureKind
from gestand.core.declarations.paths import AnyModel
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import declaration_of, personal_models
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.files.models import StoredFile
from gestand.core.search.models import SearchEntry

Model = type[AnyModel]
Keys = dict[Model, set[Any]]
#: Keys in one statement.
AT_ONCE = 500


@dataclass
class Gathered:
    """Keys by table. ``along``: the part of ``deleted`` that is about others and hangs on what goes.

    ``shells``: rows that something kept points to, of which only the words go. ``blanked``: by table and fields, rows
    of which only these go. ``held``: rows under a hold. ``stays``: rows that are not touched, and hang on what goes.
    """

    deleted: Keys = field(default_factory=dict)
    along: Keys = field(default_factory=dict)
    emptied: Keys = field(default_factory=dict)
    shells: Keys = field(default_factory=dict)
    kept: Keys = field(default_factory=dict)
    blanked: dict[tuple[Model, tuple[str, ...]], set[Any]] = field(default_factory=dict)
    held: Keys = field(default_factory=dict)
    stays: Keys = field(default_factory=dict)
    files: set[UUID] = field(default_factory=set)

    @property
    def row_count(self) -> int:
        """How many rows change or go."""
        whole = sum(len(keys) for part in (self.deleted, self.emptied, self.shells) for keys in part.values())
        return whole + sum(len(keys) for keys in self.blanked.values())

    @property
    def to_empty(self) -> Iterator[tuple[Model, tuple[str, ...], set[Any]]]:
        """Rows that stay, and which of their fields go."""
        for part, fields_of in ((self.emptied, emptied_fields), (self.shells, emptiable_fields)):
            for model, keys in part.items():
                yield model, fields_of(model), keys
        for (model, fields), keys in self.blanked.items():
            yield model, fields, keys


def gather(
    subjects: ErasedSubjects,
    *,
    listed: Mapping[Model, Collection[Any]] | None = None,
    held: ErasedSubjects | None = None,
    shells: Keys | None = None,
    with_files: bool = True,
) -> Gathered:
    """What the database of this moment holds about these subjects. ``listed``: rows that go whoever they are about now
    (a restored database may have them from before they were anybody's). What is about ``held`` stays.
    Of ``shells`` the words go and no more, as it was when they were erased.
    """
    going, found = _about(subjects), Gathered()
    found.shells = {model: set(keys) for model, keys in (shells or {}).items() if keys}
    if held is not None:
        found.held = _about(held)
        found.stays = {model: set(keys) for model, keys in found.held.items()}
        going = {model: keys - found.held.get(model, set()) for model, keys in going.items()}
        going = {model: keys for model, keys in going.items() if keys}
    for declared in personal_models():
        if declared.personal is None or declared.model not in going:
            continue
        kind = declared.personal.erase.kind
        part = {ErasureKind.KEEP: found.kept, ErasureKind.EMPTY: found.emptied}.get(kind, found.deleted)
        part[declared.model] = going[declared.model]
    for model, keys in (listed or {}).items():
        there = set(_existing(model, keys))
        if there:
            found.deleted.setdefault(model, set()).update(there)
    return _completed(found, with_files=with_files)


def gather_rows(keys: Keys) -> Gathered:
    """These rows and no others: what is declared and hangs on them has terms of its own, and holds them back."""
    found = Gathered()
    for model, those in keys.items():
        declaration = declaration_of(model)
        empties = isinstance(declaration, Personal) and declaration.erase.kind is ErasureKind.EMPTY
        (found.emptied if empties else found.deleted)[model] = set(those)
    for model, those in found.deleted.items():
        for relation in relations_to(model):
            related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
            if relation.on_delete is models.CASCADE and isinstance(declaration_of(related), Personal):
                alive = set(_pointing(relation, those)) - keys.get(related, set())
                if alive:
                    found.stays.setdefault(related, set()).update(alive)
    return _completed(found, with_files=True)


def gather_fields(model: Model, fields: tuple[str, ...], keys: Collection[Any]) -> Gathered:
    """These fields of these rows."""
    return Gathered(blanked={(model, fields): set(keys)} if keys else {})


def _completed(found: Gathered, *, with_files: bool) -> Gathered:
    _settle(found)
    _add_search_entries(found)
    if with_files:
        found.files = set(_files_of(found.deleted))
    return found


def emptiable_fields(model: Model) -> tuple[str, ...]:
    """The personal fields of a shell that hold words: texts and JSON. Dates stay: terms are counted from them."""
    declaration = declaration_of(model)
    if not isinstance(declaration, Personal):
        return ()
    return tuple(
        each.name
        for each in model._meta.concrete_fields
        if each.name in declaration.categories
        and isinstance(each, models.CharField | models.TextField | models.JSONField)
        and not each.choices
        and not each.primary_key
    )


def emptied_fields(model: Model) -> tuple[str, ...]:
    """The fields that the declaration has emptied at an erasure."""
    declaration = declaration_of(model)
    return declaration.erase.fields if isinstance(declaration, Personal) else ()


def parts(keys: Collection[Any]) -> Iterator[list[Any]]:
    iterator = iter(keys)
    while part := list(islice(iterator, AT_ONCE)):
        yield part


def relations_to(model: Model) -> Iterator[ForeignObjectRel]:
    """Foreign keys of other tables that point to this one."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, models.ForeignKey):
            yield relation


def has_lasting_keys(model: Model) -> bool:
    """Whether the table's keys are never used again, so that the journal may name its rows by them."""
    return isinstance(model._meta.pk, models.UUIDField)


def file_fields(model: Model) -> list[str]:
    return [
        each.attname
        for each in model._meta.concrete_fields
        if isinstance(each, models.ForeignKey) and each.remote_field.model is StoredFile
    ]


def _about(subjects: ErasedSubjects) -> Keys:
    found: Keys = {}
    for declared in personal_models():
        keys = set(subjects.rows_of(declared.model).order_by().values_list("pk", flat=True))
        if keys:
            found[declared.model] = keys
    return found


def _existing(model: Model, keys: Collection[Any]) -> Iterator[Any]:
    for part in parts(keys):
        yield from model._base_manager.filter(pk__in=part).order_by().values_list("pk", flat=True)


def _settle(found: Gathered) -> None:
    """Add what hangs on what goes; and hold back what something kept points to, until nothing changes any more."""
    base = {model: set(keys) for model, keys in found.deleted.items()}
    while True:
        found.deleted = {model: keys - found.shells.get(model, set()) for model, keys in base.items()}
        found.along = {}
        _add_what_hangs_on_it(found)
        if not _hold_back(found):
            break
    found.deleted = {model: keys for model, keys in found.deleted.items() if keys}
    for model, keys in found.deleted.items():
        for part in (found.emptied, found.kept):
            if model in part:
                part[model] -= keys
    found.emptied = {model: keys for model, keys in found.emptied.items() if keys}


def _add_what_hangs_on_it(found: Gathered) -> None:
    fresh = {model: set(keys) for model, keys in found.deleted.items() if keys}
    while fresh:
        nearer: Keys = {}
        for model, keys in fresh.items():
            for relation in relations_to(model):
                related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
                if relation.on_delete is not models.CASCADE or _is_kept(related):
                    continue
                hanging = set(_pointing(relation, keys))
                for known in (found.deleted, found.shells, found.stays):
                    hanging -= known.get(related, set())
                if hanging:
                    nearer.setdefault(related, set()).update(hanging)
        for model, keys in nearer.items():
            found.deleted.setdefault(model, set()).update(keys)
            found.along.setdefault(model, set()).update(keys)
        fresh = nearer


def _hold_back(found: Gathered) -> bool:
    """Rows that cannot go because a row that stays points to them become shells; whether there were new ones."""
    changed = False
    for model, keys in list(found.deleted.items()):
        for relation in relations_to(model):
            related: Model = relation.related_model  # type: ignore[assignment]
            if relation.on_delete in (models.SET_NULL, models.SET_DEFAULT):
                continue
            going = found.deleted.get(related, set())
            goes_along = relation.on_delete is models.CASCADE and not _is_kept(related)
            staying = found.stays.get(related, set())
            if goes_along and not staying:
                continue
            name = relation.field.attname
            for part in parts(keys):
                rows = related._base_manager.filter(**{f"{relation.field.name}__in": part}).order_by()
                pairs = rows.values_list("pk", name)
                held = {target for key, target in pairs if (key in staying if goes_along else key not in going)}
                if held:
                    found.shells.setdefault(model, set()).update(held)
                    changed = True
    return changed


def _is_kept(model: Model) -> bool:
    declaration = declaration_of(model)
    return isinstance(declaration, Personal) and declaration.erase.kind is ErasureKind.KEEP


def _pointing(relation: ForeignObjectRel, keys: Collection[Any]) -> Iterator[Any]:
    related: Model = relation.related_model  # type: ignore[assignment]
    for part in parts(keys):
        rows = related._base_manager.filter(**{f"{relation.field.name}__in": part})
        yield from rows.order_by().values_list("pk", flat=True)


def _add_search_entries(found: Gathered) -> None:
    """What leads to a row that goes, whoever it says that it is about."""
    going = {key for keys in found.deleted.values() for key in keys if isinstance(key, UUID)}
    entries = found.deleted.get(SearchEntry, set())
    for part in parts(going):
        entries.update(SearchEntry.objects.filter(object_id__in=part).values_list("pk", flat=True))
    if entries:
        found.deleted[SearchEntry] = entries


def _files_of(deleted: Keys) -> Iterator[UUID]:
    for model, keys in deleted.items():
        for name in file_fields(model):
            for part in parts(keys):
                rows = model._base_manager.filter(pk__in=part, **{f"{name}__isnull": False}).order_by()
                yield from rows.values_list(name, flat=True)
