"""Gathering what an erasure touches, from the declarations: rows that go, rows that go along with them, rows whose
fields are emptied, rows that stay for a legal duty.

A row to which a row that stays points cannot go: it stays as an empty shell, its words taken out. What is under a hold
stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import ForeignObjectRel, QuerySet

from gestand.core.declarations.erasure import ErasureKind
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import declaration_of, personal_models
from gestand.core.erasure.asking import Keys, Model, Written, keys_about, parts, pointing, still_there, values_of
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.files.models import StoredFile
from gestand.core.filled import filled_tables
from gestand.core.questions import Ids, Question
from gestand.core.search.models import SearchEntry


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
    written: Written = field(default_factory=Written, compare=False)
    is_exact: bool = False  # of declared tables exactly these rows: whatever else hangs on them is in ``stays``

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
    filled = filled_tables()
    going, found = keys_about(subjects, among=filled), Gathered()
    found.shells = {model: set(keys) for model, keys in (shells or {}).items() if keys}
    if held is not None:
        found.held = keys_about(held, among=filled)
        found.stays = {model: set(keys) for model, keys in found.held.items()}
        going = {model: keys - found.held.get(model, set()) for model, keys in going.items()}
        going = {model: keys for model, keys in going.items() if keys}
    for declared in personal_models(among=going):
        if declared.personal is None:
            continue
        kind = declared.personal.erase.kind
        part = {ErasureKind.KEEP: found.kept, ErasureKind.EMPTY: found.emptied}.get(kind, found.deleted)
        part[declared.model] = going[declared.model]
    for model, keys in still_there({model: set(keys) for model, keys in (listed or {}).items()}).items():
        found.deleted.setdefault(model, set()).update(keys)
    return _completed(found, filled, with_files=with_files)


def gather_rows(keys: Keys) -> Gathered:
    """These rows and no others: what is declared and hangs on them has terms of its own, and holds them back."""
    found, filled = Gathered(is_exact=True), filled_tables()
    for model, those in keys.items():
        declaration = declaration_of(model)
        empties = isinstance(declaration, Personal) and declaration.erase.kind is ErasureKind.EMPTY
        (found.emptied if empties else found.deleted)[model] = set(those)
    hanging = [
        (relation, those)
        for model, those in found.deleted.items()
        for relation in relations_to(model, among=filled)
        if relation.on_delete is models.CASCADE and isinstance(declaration_of(_points_from(relation)), Personal)
    ]
    for relation, key, _target in pointing(hanging, but=(keys,)):
        related = _points_from(relation)
        if key not in keys.get(related, ()):
            found.stays.setdefault(related, set()).add(key)
    return _completed(found, filled, with_files=True)


def gather_fields(model: Model, fields: tuple[str, ...], keys: Collection[Any]) -> Gathered:
    """These fields of these rows."""
    return Gathered(blanked={(model, fields): set(keys)} if keys else {})


def _completed(found: Gathered, filled: frozenset[Model], *, with_files: bool) -> Gathered:
    _settle(found, filled)
    if SearchEntry in filled:
        _add_search_entries(found)
    found.written = Written()  # nothing of it changes any more
    if with_files:
        found.files = set(_files_of(found))
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


def relations_to(model: Model, *, among: Collection[Model] | None = None) -> list[ForeignObjectRel]:
    """Foreign keys of other tables (``among``: of these) that point to this one."""
    fields = model._meta.get_fields(include_hidden=True)
    known = _relations.get(model)
    if known is None or known[0] is not fields:
        found = [each for each in fields if isinstance(each, ForeignObjectRel)]
        known = _relations[model] = fields, [each for each in found if isinstance(each.field, models.ForeignKey)]
    return known[1] if among is None else [relation for relation in known[1] if relation.related_model in among]


#: With the fields among which they were found: Django makes those anew when there are other tables.
_relations: dict[Model, tuple[Sequence[Any], list[ForeignObjectRel]]] = {}


def file_fields(model: Model) -> list[str]:
    return [
        each.attname
        for each in model._meta.concrete_fields
        if isinstance(each, models.ForeignKey) and each.remote_field.model is StoredFile
    ]


def _settle(found: Gathered, filled: frozenset[Model]) -> None:
    """Add what hangs on what goes; and hold back what something kept points to, until nothing changes any more."""
    base = {model: set(keys) for model, keys in found.deleted.items()}
    while True:
        found.deleted = {model: keys - found.shells.get(model, set()) for model, keys in base.items()}
        found.along = {}
        _add_what_hangs_on_it(found, filled)
        if not _hold_back(found, filled):
            break
    found.deleted = {model: keys for model, keys in found.deleted.items() if keys}
    for model, keys in found.deleted.items():
        for part in (found.emptied, found.kept):
            if model in part:
                part[model] -= keys
    found.emptied = {model: keys for model, keys in found.emptied.items() if keys}


def _add_what_hangs_on_it(found: Gathered, filled: frozenset[Model]) -> None:
    fresh = {model: set(keys) for model, keys in found.deleted.items() if keys}
    is_known = found.is_exact  # of the first ones it was asked already
    while fresh:
        nearer: Keys = {}
        hanging = [
            (relation, keys)
            for model, keys in fresh.items()
            for relation in relations_to(model, among=filled)
            if _goes_along(relation) and not (is_known and _is_declared(_points_from(relation)))
        ]
        known = (found.deleted, found.shells, found.stays)
        for relation, key, _target in pointing(hanging, but=known):
            related = _points_from(relation)
            if not any(key in part.get(related, ()) for part in known):
                nearer.setdefault(related, set()).add(key)
        for model, keys in nearer.items():
            found.deleted.setdefault(model, set()).update(keys)
            found.along.setdefault(model, set()).update(keys)
        fresh, is_known = nearer, False


def _hold_back(found: Gathered, filled: frozenset[Model]) -> bool:
    """Rows that cannot go because a row that stays points to them become shells; whether there were new ones."""
    holding = []
    for model, keys in found.deleted.items():
        for relation in relations_to(model, among=filled):
            if relation.on_delete in (models.SET_NULL, models.SET_DEFAULT):
                continue
            if not _goes_along(relation) or found.stays.get(_points_from(relation)):
                holding.append((relation, keys))
    changed = False
    for relation, key, target in pointing(holding):
        related = _points_from(relation)
        stays = (
            key in found.stays.get(related, ()) if _goes_along(relation) else key not in found.deleted.get(related, ())
        )
        if stays:
            found.shells.setdefault(relation.model, set()).add(target)
            changed = True
    return changed


def _goes_along(relation: ForeignObjectRel) -> bool:
    """Whether a row that points there goes with it, unless it stays for a reason of its own."""
    return relation.on_delete is models.CASCADE and not _is_kept(_points_from(relation))


def _points_from(relation: ForeignObjectRel) -> Model:
    related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
    return related


def _is_declared(model: Model) -> bool:
    return isinstance(declaration_of(model), Personal)


def _is_kept(model: Model) -> bool:
    declaration = declaration_of(model)
    return isinstance(declaration, Personal) and declaration.erase.kind is ErasureKind.KEEP


def _add_search_entries(found: Gathered) -> None:
    """What leads to a row that goes, whoever it says that it is about."""
    going = {key for keys in found.deleted.values() for key in keys if isinstance(key, UUID)}
    entries = found.deleted.get(SearchEntry, set())
    for part in parts(going):
        entries.update(_entries(things=tuple(part)))
    if entries:
        found.deleted[SearchEntry] = entries


@Question
def _entries(things: Ids) -> QuerySet[Any, Any]:
    return SearchEntry.objects.filter(object_id__among=things).order_by().values_list("pk", flat=True)


def _files_of(found: Gathered) -> Iterator[UUID]:
    columns = ((model, name) for model in found.deleted for name in file_fields(model))
    return values_of(columns, found.deleted, found.written)
