"""Where somebody may be spoken of: columns of text and JSON, and files; read from the declarations alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.declarations import Category
from gestand.core.declarations.registry import PERSON, DeclaredModel, declared_model, personal_models
from gestand.core.files.models import StoredFile
from gestand.rights.mentions.files import FileText, read_text
from gestand.rights.mentions.papers import reading_pdfs
from gestand.rights.models import Mention, MentionSearch

_FREE = (Category.FREE_TEXT, Category.CORRESPONDENCE)
#: What this search itself writes.
_OWN = (Mention, MentionSearch)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with free text: ``fields`` are columns of text, ``json`` of JSON, ``files`` point to stored files."""

    declared: DeclaredModel
    fields: tuple[str, ...]
    json: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.declared.model._meta.label

    @property
    def model(self) -> type[models.Model]:
        return self.declared.model


@lru_cache(maxsize=1)
def text_tables() -> tuple[TextTable, ...]:
    """Every table in which somebody may have written about anybody, or to which a file belongs; by label."""
    found = []
    for declared in personal_models():
        personal = declared.personal
        if personal is None or personal.made_again or declared.model in _OWN:
            continue
        table = TextTable(declared, tuple(_free_fields(declared)), tuple(_json_fields(declared)), tuple(personal.files))
        if table.fields or table.json or table.files:
            found.append(table)
    return tuple(found)


def _free_fields(declared: DeclaredModel) -> Iterable[str]:
    """Text fields in which one writes what one likes: of a free category, or long enough for it."""
    categories = declared.personal.categories if declared.personal is not None else {}
    for each in declared.model._meta.concrete_fields:
        if each.name not in categories or each.choices or each.is_relation:
            continue
        if isinstance(each, models.TextField) or (
            isinstance(each, models.CharField) and categories[each.name] in _FREE
        ):
            yield each.name


def _json_fields(declared: DeclaredModel) -> Iterable[str]:
    """Columns of JSON that hold personal data, whatever it is called."""
    categories = declared.personal.categories if declared.personal is not None else {}
    for each in declared.model._meta.concrete_fields:
        if isinstance(each, models.JSONField) and each.name in categories:
            yield each.name


def words_of(value: Any) -> str:
    """What a column says: a text as it is, of JSON each value with its name, one a line."""
    if isinstance(value, str):
        return value
    return "\n".join(_lines_of(value)) if isinstance(value, dict | list) else ("" if value is None else str(value))


def _lines_of(value: Any, name: str = "") -> Iterable[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _lines_of(each, str(key))
    elif isinstance(value, list):
        for each in value:
            yield from _lines_of(each, name)
    elif value is not None and not isinstance(value, bool):
        yield f"{name}: {value}" if name else str(value)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def title_of(label: str, field: str) -> str:
    """As a page names the place: "Correspondence, text"."""
    model = apps.get_model(label)
    names = (str(model._meta.verbose_name_plural), str(getattr(model._meta.get_field(field), "verbose_name", field)))
    return f"{capfirst(_(names[0]))}, {_(names[1])}"


@dataclass(frozen=True, slots=True)
class Found:
    """A text as it is today, its digest, and whose row it stands in, where that is a person.

    ``file``: the text stands in this file; ``unread`` says why not all of it could be read, if so.
    """

    text: str
    digest: str
    person_id: UUID | None
    file: StoredFile | None = None
    unread: str = ""


def texts_of(mentions: Iterable[Mention], *, read_files: bool = True) -> dict[UUID, Found]:
    """The text that each mention points to; two queries a table. Rows that are gone are left out.

    Without ``read_files`` a file's text stays empty: enough to see whether it is still the same file.
    """
    with reading_pdfs():
        return _texts_of(mentions, read_files=read_files)


def _texts_of(mentions: Iterable[Mention], *, read_files: bool) -> dict[UUID, Found]:
    by_table: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_table.setdefault(mention.table, []).append(mention)
    found: dict[UUID, Found] = {}
    for label, here in by_table.items():
        model: type[models.Model] = apps.get_model(label)
        declared = declared_model(model)
        files = set(declared.personal.files) if declared.personal is not None else set()
        fields = sorted({mention.field for mention in here})
        owners = [subject.lookup for subject in declared.subjects if subject.root == PERSON]
        rows: dict[str, dict[str, Any]] = {
            str(row["pk"]): row
            for row in model._base_manager.filter(pk__in=[mention.row_key for mention in here]).values(
                *dict.fromkeys(["pk", *fields, *owners])
            )
        }
        wanted = {row[name] for row in rows.values() for name in files.intersection(fields) if row[name]}
        stored = StoredFile.objects.in_bulk(wanted) if wanted else {}
        for mention in here:
            row = rows.get(mention.row_key)
            if row is None:
                continue
            owner = next((row[lookup] for lookup in owners if row[lookup]), None)
            if mention.field not in files:
                text = words_of(row[mention.field])
                found[mention.id] = Found(text, digest(text), owner)
            elif file := stored.get(row[mention.field]):
                said = read_text(file) if read_files else FileText("")
                found[mention.id] = Found(said.text, file.sha256, owner, file, said.unread or "")
    return found
