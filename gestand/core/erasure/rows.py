"""Taking rows, words, files and index entries away, in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import ForeignObjectRel, QuerySet

from gestand.core.erasure.asking import Model, Written, delete_rows, let_go, parts, pointing
from gestand.core.erasure.gather import Gathered, relations_to
from gestand.core.files.models import StoredFile
from gestand.core.files.store import is_pointed_to
from gestand.core.filled import filled_tables
from gestand.core.jobs.models import Job, JobState
from gestand.core.questions import Question
from gestand.core.search.index import reindex
from gestand.core.search.models import SearchEntry

#: What stands in a field that must not be blank.
EMPTY_WORD = "–"


def take_away(found: Gathered) -> None:
    """Do what was gathered. Files on disk are the caller's, after the commit."""
    neighbours = _neighbours(found)
    for model, fields, keys in found.to_empty:
        _empty(model, keys, fields)
    for model, keys in found.deleted.items():
        delete_rows(model, keys, found.written)
    _let_go(found)  # what goes itself need not be changed first: keys are checked at the commit
    _take_stored_files(found)
    _forget_jobs(found)
    for kind, ids in neighbours.items():
        reindex(kind, ids)


def _let_go(found: Gathered) -> None:
    """Rows that stay and may do without what goes, point to nothing."""
    filled = filled_tables()  # asked anew: what was written since it was gathered points to something too
    may_do_without = [
        (relation, keys)
        for model, keys in found.deleted.items()
        for relation in relations_to(model, among=filled)
        if relation.on_delete is models.SET_NULL
    ]
    left: defaultdict[ForeignObjectRel, set[Any]] = defaultdict(set)
    for relation, _key, target in pointing(may_do_without, written=found.written):
        left[relation].add(target)
    for relation, targets in left.items():
        let_go(relation, targets, Written())


def _empty(model: Model, keys: Collection[Any], fields: Collection[str]) -> None:
    plain, single = {}, []
    for name in fields:
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment] # a declared column
        if field.unique:
            single.append(field)
        else:
            plain[name] = empty_value(field)
    for some in parts(keys):
        if plain:
            model._base_manager.filter(pk__in=some).update(**plain)
        for key in some if single else ():
            values = {field.name: UUID(str(key)).hex[: field.max_length or 32] for field in single}
            model._base_manager.filter(pk=key).update(**values)


def empty_value(field: models.Field[Any, Any]) -> Any:
    """What a field holds when it holds nothing about anybody."""
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default()
    return "" if field.blank or not isinstance(field, models.CharField | models.TextField) else EMPTY_WORD


def _take_stored_files(found: Gathered) -> None:
    """Rows of sealed files; one that another row still points to stays."""
    for stored in StoredFile.objects.filter(id__in=list(found.files)) if found.files else ():
        if is_pointed_to(stored):
            found.files.discard(stored.id)
        else:
            stored.delete()


def _forget_jobs(found: Gathered) -> None:
    """Work that was done about what is gone: its arguments are ids of it."""
    if not _any_ended():
        return
    words = {str(key) for keys in found.deleted.values() for key in keys if isinstance(key, UUID)}
    each_job = _ended().values_list("id", "arguments").iterator(chunk_size=2000)
    about = [key for key, arguments in each_job if _names(arguments, words)]
    for some in parts(about):
        Job.objects.filter(id__in=some).delete()


def _ended() -> QuerySet[Job, Job]:
    return Job.objects.filter(state__in=(JobState.DONE, JobState.FAILED)).exclude(arguments={})


@Question
def _any_ended() -> QuerySet[Any, Any]:
    return _ended().order_by().values_list("id", flat=True)[:1]


def _names(arguments: Any, words: set[str]) -> bool:
    if isinstance(arguments, dict):
        return any(_names(each, words) for each in arguments.values())
    if isinstance(arguments, list):
        return any(_names(each, words) for each in arguments)
    return isinstance(arguments, str) and arguments in words


def _neighbours(found: Gathered) -> dict[str, set[UUID]]:
    """What is found through the same clients and stays: its words may have come from what goes."""
    entries = found.deleted.get(SearchEntry, set())
    if not entries:
        return {}
    clients: set[UUID] = set()
    for some in parts(entries):
        clients.update(
            each for each in SearchEntry.objects.filter(pk__in=some).values_list("client_id", flat=True) if each
        )
    found_there: dict[str, set[UUID]] = defaultdict(set)
    for some in parts(clients):
        rows = SearchEntry.objects.filter(client_id__in=some)
        for key, kind, thing in rows.values_list("pk", "kind", "object_id"):
            if key not in entries:
                found_there[kind].add(thing)
    return found_there
