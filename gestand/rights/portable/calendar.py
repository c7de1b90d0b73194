"""calendar.ics: whatever has a moment, as iCalendar (RFC 5545): an entry of a journal, or an event when it took time.

No table is named: an entry comes from each row with a moment that is declared personal; a whole number of minutes,
named so, is how long it took.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models

from gestand.rights.portable.lines import escaped, line
from gestand.rights.portable.tables import PortableColumn, PortableTable

HEAD = line("BEGIN", "VCALENDAR") + line("VERSION", "2.0") + line("PRODID", "-//Gestand//Portable package 1//EN")
FOOT = line("END", "VCALENDAR")


class Entries:
    """Makes the entries of one table; ``of`` gives none for a table without moments."""

    def __init__(self, table: PortableTable, columns: Sequence[PortableColumn]) -> None:
        self.title = table.title
        named = [(place, column) for place, column in enumerate(columns) if column.category is not None]
        moments = [place for place, column in named if column.kind == "moment"]
        self.moment = moments[0] if moments else None
        minutes = [place for place, column in named if column.name == "minutes" or column.name.endswith("_minutes")]
        self.minutes = minutes[0] if minutes else None
        texts = [(place, column) for place, column in named if column.kind == "text"]
        self.codes = [place for place, column in texts if column.field.choices]
        self.short = [place for place, column in texts if not column.field.choices and not _is_long(column)]
        self.long = [place for place, column in texts if not column.field.choices and _is_long(column)]
        self.labels = [dict(column.field.flatchoices or ()) for column in columns]
        self.key = next(place for place, column in enumerate(columns) if column.kind == "id")

    def of(self, row: Sequence[Any]) -> bytes:
        at = row[self.moment] if self.moment is not None else None
        if not isinstance(at, datetime):
            return b""
        minutes = row[self.minutes] if self.minutes is not None else None
        kind = "VEVENT" if minutes else "VJOURNAL"
        parts = [
            line("BEGIN", kind),
            line("UID", str(row[self.key]) if isinstance(row[self.key], UUID) else escaped(str(row[self.key]))),
            line("DTSTAMP", _moment(at)),
            line("DTSTART", _moment(at)),
        ]
        if minutes:
            parts.append(line("DURATION", f"PT{int(minutes)}M"))
        words = [row[place] for place in self.short if row[place]]
        codes = [str(self.labels[place].get(row[place], row[place])) for place in self.codes if row[place]]
        parts.append(line("SUMMARY", escaped(" · ".join([*(words[-1:] or [self.title]), *codes]))))
        text = "\n\n".join(str(row[place]) for place in self.long if row[place])
        if text:
            parts.append(line("DESCRIPTION", escaped(text)))
        return b"".join([*parts, line("END", kind)])


def _is_long(column: PortableColumn) -> bool:
    return isinstance(column.field, models.TextField)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
