"""The plan of an erasure: what goes, what stays, under which article, until when. Changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from gestand.core.audit.models import AuditLine
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import declaration_of
from gestand.core.erasure.asking import Keys, Model, parts
from gestand.core.erasure.gather import Gathered, emptiable_fields, emptied_fields, gather
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.house import HeldUntil, house
from gestand.core.law import law
from gestand.core.questions import Ids, Question
from gestand.core.search.models import SearchEntry


class Fate(StrEnum):
    """What becomes of rows."""

    GOES = "goes"
    GOES_ALONG = "goes_along"  # about others, and cannot be without what goes
    EMPTIED = "emptied"
    STAYS = "stays"
    HELD = "held"  # under a hold


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Rows of one table with one fate. ``fields``: names of the personal fields that it is about.

    ``duty`` is a key of the law table, ``article`` where the right ends (17(3)), ``until`` the last day on which any of
    them is kept; None when its term has not begun.
    """

    model: Model
    fate: Fate
    rows: int
    fields: tuple[str, ...]
    article: str = "17(1)"
    duty: str = ""
    until: date | None = None
    hold: str = ""  # why it is held

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    @property
    def title(self) -> str:
        """The table in the reader's language."""
        meta = self.model._meta
        return str(capfirst(str(meta.verbose_name_plural if self.rows != 1 else meta.verbose_name)))

    @property
    def field_words(self) -> tuple[str, ...]:
        """The fields in the reader's language, in the model's order."""
        return field_words(self.model, self.fields)


@dataclass(frozen=True)
class ErasurePlan:
    """``fingerprint`` stands for exactly these rows: a yes to it is a yes to nothing else.

    ``subjects`` were asked for; ``goes`` are those of them that are under no hold.
    ``told``: keys of recipients to whom something about these subjects went (GDPR 19), by the audit log.
    """

    subjects: ErasedSubjects
    goes: ErasedSubjects
    lines: tuple[PlanLine, ...]
    files: int
    told: tuple[str, ...]
    fingerprint: str
    gathered: Gathered
    holds: Mapping[UUID, HeldUntil] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows go or are emptied."""
        return self.gathered.row_count

    def of_fate(self, *fates: Fate) -> list[PlanLine]:
        return [line for line in self.lines if line.fate in fates]


def plan_erasure(subjects: ErasedSubjects, *, at: datetime) -> ErasurePlan:
    """What an erasure of these subjects would do at this moment."""
    today = timezone.localdate(at)
    holds = holds_on(subjects.ids, today)
    free, held = subjects.parted(holds)
    found = gather(free, held=held if holds else None)
    lines = [
        *_lines(found.deleted, Fate.GOES, without=found.along),
        *_lines(found.along, Fate.GOES_ALONG),
        *_lines(found.emptied, Fate.EMPTIED, fields=emptied_fields),
        *_lines(found.shells, Fate.EMPTIED, fields=emptiable_fields),
        *(_kept_line(model, keys, today=today) for model, keys in _by_label(found.kept)),
        *_held_lines(found.held, holds),
    ]
    return ErasurePlan(
        subjects=subjects,
        goes=free,
        lines=tuple(lines),
        files=len(found.files),
        told=told_recipients(subjects),
        fingerprint=_fingerprint(found),
        gathered=found,
        holds=holds,
    )


def holds_on(ids: Collection[UUID], on: date) -> Mapping[UUID, HeldUntil]:
    """Which of these subjects are under a hold on that day."""
    return house.holds_on(ids, on) if house.holds_on is not None and ids else {}


def _held_lines(keys: Keys, holds: Mapping[UUID, HeldUntil]) -> list[PlanLine]:
    """What stays because somebody holds it, for the establishment or defence of claims (GDPR 17(3)(e))."""
    if not keys:
        return []
    until = max(hold.until_on for hold in holds.values())
    reason = "; ".join(dict.fromkeys(hold.reason for hold in holds.values()))
    return [
        PlanLine(model, Fate.HELD, len(each), personal_field_names(model), "17(3)(e)", "", until, reason)
        for model, each in _by_label(keys)
        if model is not SearchEntry
    ]


def personal_field_names(model: Model) -> tuple[str, ...]:
    """The fields that say something about somebody; those that only point to whose row it is are left out."""
    declaration = declaration_of(model)
    if not isinstance(declaration, Personal):
        return ()
    ways = {path.partition("__")[0].partition(":")[0] for path in declaration.subject_paths}
    named = declaration.categories.keys() - ways
    return tuple(each.name for each in model._meta.concrete_fields if each.name in named)


def field_words(model: Model, fields: Iterable[str]) -> tuple[str, ...]:
    words = dict.fromkeys(str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in fields)
    return tuple(words)


def article_of(duty: str, *, on: date) -> str:
    """Which exception of GDPR 17(3) a duty is: (b) where a law obliges, (e) where claims must be provable."""
    return "17(3)(b)" if law(duty, on).is_a_duty else "17(3)(e)"


def told_recipients(subjects: ErasedSubjects) -> tuple[str, ...]:
    told = _told(subjects=subjects.ids, clients=subjects.clients)
    return tuple(sorted({str(each) for each in told if each} - {"addressee"}))  # who got it about himself need not be


@Question
def _told(subjects: Ids, clients: Ids) -> QuerySet[Any, Any]:
    about = Q(subject_id__among=subjects) | Q(client_id__among=clients)
    lines = AuditLine.objects.filter(about, action="core.egress.pass").order_by()
    return lines.values_list("facts__recipient", flat=True)


def _by_label(keys: Keys) -> list[tuple[Model, set[Any]]]:
    return sorted(((model, each) for model, each in keys.items() if each), key=lambda pair: pair[0]._meta.label)


def _lines(
    keys: Keys, fate: Fate, *, without: Keys | None = None, fields: Any = personal_field_names
) -> list[PlanLine]:
    found = []
    for model, each in _by_label(keys):
        count = len(each - (without or {}).get(model, set()))
        if count:
            found.append(PlanLine(model, fate, count, tuple(fields(model))))
    return found


def _kept_line(model: Model, keys: set[Any], *, today: date) -> PlanLine:
    declaration = declaration_of(model)
    assert isinstance(declaration, Personal)  # noqa: S101 - only personal tables are gathered
    duty = declaration.erase.duty
    return PlanLine(
        model,
        Fate.STAYS,
        len(keys),
        personal_field_names(model),
        article=article_of(duty, on=today),
        duty=duty,
        until=_last_day(model, keys, declaration),
    )


def _last_day(model: Model, keys: set[Any], declaration: Personal) -> date | None:
    """The last day that any of these rows is kept; None while the term of one has not begun."""
    clocks = declaration.keep.clock.split("|")
    last: date | None = None
    for part in parts(keys):
        for moments in model._base_manager.filter(pk__in=part).order_by().values_list(*clocks):
            began = [timezone.localdate(each) if isinstance(each, datetime) else each for each in moments if each]
            if not began:
                return None
            until = declaration.keep.length.added_to(max(began))
            last = until if last is None or until > last else last
    return last


#: Large enough that no two sets of rows have the same number by chance.
_SPACE = 1 << 256


def _fingerprint(found: Gathered) -> str:
    digest = hashlib.sha256()
    named = {"deleted": found.deleted, "emptied": found.emptied, "shells": found.shells, "kept": found.kept}
    for part, keys in named.items():
        for model, each in _by_label(keys):
            if model is SearchEntry:  # a copy, which may be made anew at any moment
                continue
            digest.update(f"{part} {model._meta.label} {len(each)} {_sum_of(each):x}\n".encode())
    digest.update(" ".join(sorted(map(str, found.files))).encode())
    return digest.hexdigest()


def _sum_of(keys: Iterable[Any]) -> int:
    """A number that stands for a set of keys, whatever their order."""
    numbers = (key.int if isinstance(key, UUID) else int(str(key).encode().hex(), 16) for key in keys)
    return sum(number * number for number in numbers) % _SPACE
