"""What was changed about a thing, in words, and what each of its fields said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from gestand.core.house import Label, house
from gestand.core.questions import Ids, Question
from gestand.network.kinds import fact_label
from gestand.network.models import Change
from gestand.network.parts import Part, day_in_words, in_words, persons_in
from gestand.network.things import THINGS, Thing

#: On a thing's page; the rest stands on the page of its history.
NEWEST = 20
#: A fact of a device stands in history under "facts.memory".
FACT = "facts."
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """One change: when, by whom, and what each field said before and says since."""

    at: datetime
    who: str
    title: Label
    lines: list[tuple[Label, str, str]]
    icon: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a field said until a moment."""

    words: str
    until: datetime
    who: str


@dataclass(frozen=True, slots=True)
class History:
    """``told``: the newest first; ``earlier``: by field, the newest first; ``left_out``: how many changes more."""

    told: Sequence[Told]
    earlier: Mapping[str, Sequence[Earlier]]
    left_out: int

    def __iter__(self) -> Iterator[Told]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)


@Question
def _changes(things: Ids) -> models.QuerySet[Any, Any]:
    return Change.objects.filter(thing_id__among=things).order_by("-at", "-id")[:_MOST]


def history_of(thing_id: UUID, kind: str, *, newest: int = NEWEST) -> History:
    """At most three statements."""
    changes: list[Change] = _changes(things=(thing_id,))
    shown, thing = changes[:newest], THINGS[kind]
    names = _persons(changes, thing)
    accounts = _accounts(changes)
    told = [
        Told(
            change.at,
            _who(change, accounts),
            _title(change),
            [_line(name, both, thing, names) for name, both in change.fields.items()],
            _icon(change),
        )
        for change in shown
    ]
    earlier: dict[str, list[Earlier]] = {}
    fields = {field.name: field for field in thing.fields}
    for change in changes:
        for name, (before, _after) in change.fields.items():
            if before and (name in fields or name.startswith(FACT)):
                words = _words(fields.get(name), before, names)
                earlier.setdefault(name, []).append(Earlier(words, change.at, _who(change, accounts)))
    return History(told, earlier, len(changes) - len(shown))


def _who(change: Change, accounts: Mapping[UUID, str]) -> str:
    return accounts.get(change.by, "") if change.by else ""


def _accounts(changes: Iterable[Change]) -> Mapping[UUID, str]:
    return _names("account", {change.by for change in changes if change.by})


def _persons(changes: Iterable[Change], thing: Thing) -> Mapping[UUID, str]:
    """Of a person history knows the id alone."""
    about = {field.name for field in thing.fields if field.name == "person"} | {Part.USER.value, Part.SEAT.value}
    texts = (text for change in changes for name, both in change.fields.items() if name in about for text in both)
    return _names("person", {person for text in texts for person in persons_in(text)})


def _names(kind: str, ids: set[UUID]) -> Mapping[UUID, str]:
    resolver = house.name_resolvers.get(kind)
    return resolver(ids) if resolver and ids else {}


def _title(change: Change) -> Label:
    if change.verb == "change" and len(change.fields) == 1:
        ((before, after),) = change.fields.values()
        (name,) = change.fields
        if name in Part.values and not before:
            return _("Added")
        if name in Part.values and not after:
            return _("Removed")
    return {
        "add": _("Written down"),
        "change": _("Changed"),
        "import": _("Taken over from an import"),
        "undo": _("Import taken back"),
    }.get(change.verb, change.verb)


def _icon(change: Change) -> str:
    return {"add": "plus", "import": "file-import"}.get(change.verb, "pencil")


def _line(name: str, both: Sequence[str], thing: Thing, names: Mapping[UUID, str]) -> tuple[Label, str, str]:
    field = next((field for field in thing.fields if field.name == name), None)
    before, after = (_words(field, text, names) for text in both)
    if field is not None:
        return str(field.verbose_name), before, after
    if name.startswith(FACT):
        return fact_label(name.removeprefix(FACT)), before, after
    return (Part(name).label if name in Part.values else name), before, after


def _words(field: models.Field[Any, Any] | None, text: str, names: Mapping[UUID, str]) -> str:
    if field is None or field.name == "person":
        return in_words(text, names)
    if isinstance(field, models.BooleanField):
        return _("yes") if text == "True" else _("no")
    return str(dict(field.flatchoices).get(text, day_in_words(text)))
