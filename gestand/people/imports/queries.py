"""What the import pages show: lines of a preview or result, past imports. A handful of queries a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.people.importers.problems import sentence
from gestand.people.imports.models import (
    BatchState,
    ImportBatch,
    ImportRow,
    RowDecision,
    RowOutcome,
    RowState,
)
from gestand.people.imports.reading import Reading
from gestand.people.models import Client, Person
from gestand.ui.formats import phone_words

ROWS_A_PAGE = 50
PAST_IMPORTS = 25
STATE_LOOKS = {
    RowState.NEW: ("kept", "plus"),
    RowState.CHANGED: ("attested", "pencil"),
    RowState.DOUBTFUL: ("warn", "help-circle"),
    RowState.SAME: ("", "check"),
    RowState.JOINED: ("", "git-merge"),
    RowState.REFUSED: ("broken", "x"),
}
OUTCOME_LOOKS = {
    RowOutcome.WRITTEN: ("kept", "check"),
    RowOutcome.SKIPPED: ("", "minus"),
    RowOutcome.UNDONE: ("", "arrow-back-up"),
    RowOutcome.KEPT: ("warn", "hand-stop"),
}
_FIELD_WORDS: dict[str, str | Promise] = {
    "salutation": gettext_lazy("Form of address"),
    "initials": gettext_lazy("Initials"),
    "given_name": gettext_lazy("First name"),
    "name_prefix": gettext_lazy("Prefix"),
    "note": gettext_lazy("Note"),
    "website": gettext_lazy("Website"),
    "kvk_number": gettext_lazy("Chamber-of-commerce number"),
    "vat_id": gettext_lazy("VAT id"),
    "job_title": gettext_lazy("Job title"),
    "joins": gettext_lazy("Joins"),
    "phone": gettext_lazy("Phone"),
    "mail": gettext_lazy("E-mail address"),
    "address": gettext_lazy("Address"),
}
_WHY: dict[str, str | Promise] = {
    "mail": gettext_lazy("same e-mail address"),
    "phone": gettext_lazy("same telephone number"),
    "name": gettext_lazy("same name"),
    "address": gettext_lazy("same name and postal code"),
}
_KEPT_WHY: dict[str, str | Promise] = {
    "changed_since": gettext_lazy("Changed after the import, so left as it is."),
    "used_since": gettext_lazy("Something was noted or recorded with it after the import, so left as it is."),
}


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    current: bool
    count: int | None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    name: str
    detail: str
    url: str
    chosen: bool


@dataclass(slots=True)
class Line:
    """One row as the preview or the result shows it."""

    row: ImportRow
    tone: str
    icon: str
    words: str
    details: list[str] = field(default_factory=list)
    note: str = ""
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    client_name: str = ""
    client_url: str = ""
    person_url: str = ""
    joins_known: bool = False
    may_turn: bool = False

    @property
    def is_decided(self) -> bool:
        return self.row.decision != RowDecision.NONE

    @property
    def is_left_out(self) -> bool:
        return self.row.decision == RowDecision.SKIP

    @property
    def may_be_left_out(self) -> bool:
        return self.row.state in (RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL)


class _CountedPages(Paginator[ImportRow]):
    """Pages of which the number of rows is known already."""

    def __init__(self, rows: QuerySet[ImportRow], *, known: int | None) -> None:
        super().__init__(rows, ROWS_A_PAGE)
        self._rows, self._known = rows, known

    @cached_property
    def count(self) -> int:
        return self._known if self._known is not None else self._rows.count()


def state_chips(batch: ImportBatch, current: str, *, undecided: bool) -> list[Chip]:
    """The numbers on top, which are the filters; those of which there is none are left out."""
    base = reverse("people:import", args=[batch.id])
    counts = batch.counts
    chips = [Chip(_("All"), base, not current, counts.get("rows", 0))]
    for state in RowState:
        count = counts.get(state.value, 0)
        if count or current == state.value:
            label = str(state.label)
            if state is RowState.DOUBTFUL and undecided and counts.get("undecided"):
                label = _("Doubtful, to decide")
            chips.append(
                Chip(label, f"{base}?show={state.value}", current == state.value, count, STATE_LOOKS[state][1])
            )
    return chips


def result_chips(batch: ImportBatch, current: str) -> list[Chip]:
    """What became of the rows."""
    base = reverse("people:import", args=[batch.id])
    names = {"written": _("Written"), "skipped": _("Left out"), "kept": _("Left as it is"), "refused": _("Refused")}
    chips = [Chip(_("All"), base, not current, batch.counts.get("rows", 0))]
    for name, label in names.items():
        if name == "written" and batch.state == BatchState.UNDONE:
            continue
        if count := batch.counts.get(name, 0):
            chips.append(Chip(label, f"{base}?show={name}", current == name, count))
    return chips


def page_of(batch: ImportBatch, show: str, number: str) -> Page[ImportRow]:
    rows = ImportRow.objects.filter(batch=batch).select_related("person", "client").order_by("number")
    known: int | None = batch.counts.get("rows")
    if show in RowState.values:
        rows, known = rows.filter(state=show), batch.counts.get(show)
    elif show in (RowOutcome.WRITTEN, RowOutcome.SKIPPED, RowOutcome.KEPT):
        rows, known = rows.filter(outcome=show), None
    return _CountedPages(rows, known=known).get_page(number)


def lines_of(rows: Iterable[ImportRow]) -> list[Line]:
    rows = list(rows)
    ids = {UUID(one[1]) for row in rows for one in row.candidates}
    persons = Person.objects.prefetch_related("memberships__client", "mail_addresses").in_bulk(ids) if ids else {}
    clients = Client.objects.in_bulk(ids) if ids else {}
    return [_line(row, persons, clients) for row in rows]


def _line(row: ImportRow, persons: dict[UUID, Person], clients: dict[UUID, Client]) -> Line:
    state, outcome = RowState(row.state), RowOutcome(row.outcome)
    tone, icon = OUTCOME_LOOKS.get(outcome, STATE_LOOKS[state])
    line = Line(row, tone, icon, str(outcome.label if outcome else state.label))
    reading = Reading.from_json(row.parsed)
    line.details = [f"{phone_words(number)} {label}".strip() for number, label in reading.phones]
    line.details += [mail[0] for mail in reading.mails]
    line.details += [", ".join(filter(None, [one[1], f"{one[3]} {one[4]}".strip()])) for one in reading.addresses]
    line.note = reading.note
    line.differences = [(_field(name), _shown(name, old), _shown(name, new)) for name, old, new in row.differences]
    line.problems = [
        str(_KEPT_WHY[code]) if code in _KEPT_WHY else sentence(code, value) for code, value in row.problems
    ]
    line.candidates = [
        _candidate(row, one, persons, clients) for one in row.candidates if UUID(one[1]) in {**persons, **clients}
    ]
    if row.person_id:
        line.person_url = reverse("people:person", args=[row.person_id])
    if row.client is not None:
        line.client_name, line.client_url = row.client.name, reverse("people:client", args=[row.client.id])
        line.joins_known = state in (RowState.NEW, RowState.DOUBTFUL) and not outcome and not row.person_id
    else:
        line.client_name = row.client_name
    line.may_turn = state in (RowState.NEW, RowState.DOUBTFUL) and row.client is None and reading.has_person
    return line


def _field(name: str) -> str:
    return str(_FIELD_WORDS.get(name, name))


def _shown(name: str, value: str) -> str:
    if name == "phone" and value:
        number, _space, label = value.partition(" ")
        return f"{phone_words(number)} {label}".strip()
    return value


def _candidate(row: ImportRow, one: list[str], persons: dict[UUID, Person], clients: dict[UUID, Client]) -> Candidate:
    kind, identifier, why = one
    found = UUID(identifier)
    reason = str(_WHY.get(why, why))
    if kind == "client":
        chosen = row.decision == RowDecision.SAME and row.client_id == found
        return Candidate(identifier, clients[found].name, reason, reverse("people:client", args=[found]), chosen)
    person = persons[found]
    of = ", ".join(membership.client.name for membership in person.memberships.all()[:2])
    detail = " · ".join(filter(None, [reason, of]))
    chosen = row.decision == RowDecision.SAME and row.person_id == found
    return Candidate(identifier, person.full_name, detail, reverse("people:person", args=[found]), chosen)


def past_imports() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.order_by("-created_at")[:PAST_IMPORTS]


def columns_left_out(batch: ImportBatch) -> list[str]:
    """Names of columns that go nowhere."""
    columns: list[Any] = batch.layout.get("columns", [])
    return [name for name, key in zip(batch.header, columns, strict=False) if not key]
