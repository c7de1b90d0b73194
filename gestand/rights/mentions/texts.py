"""Which fields of which tables hold free text, and what a row's text says; read from the declarations alone."""

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
from gestand.rights.models import Mention, MentionSearch

_FREE = (Category.FREE_TEXT, Category.CORRESPONDENCE)
#: What this search itself writes.
_OWN = (Mention, MentionSearch)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with free text; ``fields`` hold it."""

    declared: DeclaredModel
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.declared.model._meta.label

    @property
    def model(self) -> type[models.Model]:
        return self.declared.model


@lru_cache(maxsize=1)
def text_tables() -> tuple[TextTable, ...]:
    """Every table in which somebody may have written about anybody, by label."""
    found = []
    for declared in personal_models():
        made = declared.model in _OWN or (declared.personal is not None and declared.personal.made_again)
        fields = () if made else tuple(_free_fields(declared))
        if fields:
            found.append(TextTable(declared, fields))
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


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def title_of(label: str, field: str) -> str:
    """As a page names the place: "Correspondence, text"."""
    model = apps.get_model(label)
    names = (str(model._meta.verbose_name_plural), str(getattr(model._meta.get_field(field), "verbose_name", field)))
    return f"{capfirst(_(names[0]))}, {_(names[1])}"


@dataclass(frozen=True, slots=True)
class Found:
    """A text as it is today, and whose row it stands in, where that is a person."""

    text: str
    person_id: UUID | None


def texts_of(mentions: Iterable[Mention]) -> dict[UUID, Found]:
    """The text that each mention points to; one query a table. Rows that are gone are left out."""
    by_table: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_table.setdefault(mention.table, []).append(mention)
    found: dict[UUID, Found] = {}
    for label, here in by_table.items():
        model: type[models.Model] = apps.get_model(label)
        fields = sorted({mention.field for mention in here})
        owners = [subject.lookup for subject in declared_model(model).subjects if subject.root == PERSON]
        rows: dict[str, dict[str, Any]] = {
            str(row["pk"]): row
            for row in model._base_manager.filter(pk__in=[mention.row_key for mention in here]).values(
                *dict.fromkeys(["pk", *fields, *owners])
            )
        }
        for mention in here:
            row = rows.get(mention.row_key)
            if row is not None:
                owner = next((row[lookup] for lookup in owners if row[lookup]), None)
                found[mention.id] = Found(str(row[mention.field] or ""), owner)
    return found
