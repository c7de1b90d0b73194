"""What was changed about a thing, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gestand.core.house import Label, house
from gestand.network.models import Change
from gestand.network.things import THINGS, Thing
from gestand.ui.formats import day_words

_NEWEST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One change: when, by whom, and what each field said before and says since."""

    at: datetime
    who: str
    title: Label
    lines: list[tuple[Label, str, str]]


def history_of(thing_id: UUID, kind: str) -> list[Told]:
    """The newest changes first. Two statements."""
    changes = list(Change.objects.filter(thing_id=thing_id)[:_NEWEST])
    resolver = house.name_resolvers.get("account")
    names = resolver({change.by for change in changes if change.by}) if resolver else {}
    return [
        Told(
            change.at, names.get(change.by, "") if change.by else "", _title(change), list(_lines(change, THINGS[kind]))
        )
        for change in changes
    ]


def _title(change: Change) -> Label:
    return {
        "add": _("Written down"),
        "change": _("Changed"),
        "import": _("Taken over from an import"),
    }.get(change.verb, change.verb)


def _lines(change: Change, thing: Thing) -> Iterator[tuple[Label, str, str]]:
    fields = {field.name: field for field in thing.fields}
    for name, (before, after) in change.fields.items():
        field = fields.get(name)
        choices = dict(field.flatchoices) if field is not None else {}
        words = [str(choices.get(value, _as_day(value))) for value in (before, after)]
        yield (str(field.verbose_name) if field is not None else name), words[0], words[1]


def _as_day(value: str) -> str:
    if len(value) == len("2026-01-01"):
        try:
            return day_words(date.fromisoformat(value))
        except ValueError:
            pass
    return value
