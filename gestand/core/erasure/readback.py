"""Reading back: after an erasure the tables are asked again, and one row that is left is a failure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.erasure import ErasureKind
from gestand.core.declarations.registry import personal_models
from gestand.core.erasure.asking import Model, left_of, parts
from gestand.core.erasure.due import words_in
from gestand.core.erasure.gather import Gathered
from gestand.core.filled import filled_tables
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from gestand.core.erasure.subjects import ErasedSubjects


class NotAllGone(Refused):
    """Something was left; the transaction takes everything back."""

    code = "not_all_gone"


def rows_left(subjects: ErasedSubjects, found: Gathered) -> dict[str, int]:
    """By table what is still there and should not be; {} when all is gone. Whatever was known before is asked anew:
    a table that was empty may hold something by now.
    """
    left: dict[str, int] = {}
    about, there = left_of(subjects, found.deleted, among=filled_tables(), written=found.written)
    for declared in personal_models(among=about):
        keys = about[declared.model]
        for stays in (found.shells, found.emptied, found.held):
            keys -= stays.get(declared.model, set())
        if keys and declared.personal is not None and declared.personal.erase.kind is ErasureKind.DELETE:
            left[declared.label] = len(keys)
    for model, fields, keys in found.to_empty:
        full = sum(_with_words(model, some, fields) for some in parts(keys))
        if full:
            left[model._meta.label] = full
    for model, keys in there.items():
        left[model._meta.label] = max(len(keys), left.get(model._meta.label, 0))
    return left


def _with_words(model: Model, keys: Collection[Any], fields: Sequence[str]) -> int:
    """Rows in which one of these fields still holds something."""
    return model._base_manager.filter(words_in(model, fields), pk__in=keys).count()


def require_gone(subjects: ErasedSubjects, found: Gathered) -> None:
    """Refuses (``NotAllGone``) when anything is left."""
    left = rows_left(subjects, found)
    if left:
        raise NotAllGone(
            _("Not everything could be erased, so nothing was: %(tables)s.")
            % {"tables": ", ".join(f"{label} ({count})" for label, count in sorted(left.items()))}
        )
