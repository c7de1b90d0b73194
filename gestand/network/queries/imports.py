"""What the import pages show: the lines of a difference or result, the imports of a client. A few statements a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from gestand.core.house import Label, house
from gestand.network.importers import FileFormat
from gestand.network.imports.actions import ANSWERED
from gestand.network.imports.words import field_words, problem_words, value_words, why_words
from gestand.network.imports.writing import FREE, GONE, NEW
from gestand.network.kernels.macs import vendor_of
from gestand.network.kinds import ICONS, fact_label
from gestand.network.models import (
    Device,
    ImportLine,
    ImportState,
    LineOutcome,
    LineState,
    NetworkImport,
    ThingKind,
)
from gestand.network.parts import day_in_words
from gestand.network.things import THINGS

LINES_A_PAGE = 100
PAST_IMPORTS = 25
STATE_LOOKS = {
    LineState.NEW: ("kept", "plus"),
    LineState.CHANGED: ("attested", "pencil"),
    LineState.DOUBTFUL: ("warn", "help-circle"),
    LineState.GONE: ("warn", "question-mark"),
    LineState.SAME: ("", "check"),
    LineState.REFUSED: ("broken", "x"),
}
OUTCOME_LOOKS = {
    LineOutcome.WRITTEN: ("kept", "check"),
    LineOutcome.SKIPPED: ("", "minus"),
    LineOutcome.UNDONE: ("", "arrow-back-up"),
    LineOutcome.KEPT: ("warn", "hand-stop"),
}
_MOST_FACTS = 6


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    current: bool
    count: int | None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(slots=True)
class Line:
    """One thing as the difference or the result shows it."""

    row: ImportLine
    icon: str
    tone: str
    state_icon: str
    words: str
    url: str = ""
    details: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    matched: str = ""
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)

    @property
    def may_be_ticked(self) -> bool:
        return self.row.state in (LineState.NEW, LineState.CHANGED)


class _CountedPages(Paginator[ImportLine]):
    """Pages of which the number of lines is known already."""

    def __init__(self, rows: QuerySet[ImportLine], *, known: int | None) -> None:
        super().__init__(rows, LINES_A_PAGE)
        self._rows, self._known = rows, known

    @cached_property
    def count(self) -> int:
        return self._known if self._known is not None else self._rows.count()


def state_chips(batch: NetworkImport, current: str) -> list[Chip]:
    """The numbers on top, which are the filters; "to look at" leaves out what is unchanged."""
    base = reverse("network:import-one", args=[batch.id])
    counts = batch.counts
    shown = counts.get("lines", 0) - counts.get(LineState.SAME.value, 0)
    chips = [Chip(_("To look at"), base, not current, shown)]
    for state in LineState:
        count = counts.get(state.value, 0)
        if count or current == state.value:
            chips.append(
                Chip(
                    str(state.label),
                    f"{base}?show={state.value}",
                    current == state.value,
                    count,
                    STATE_LOOKS[state][1],
                )
            )
    return chips


def result_chips(batch: NetworkImport, current: str) -> list[Chip]:
    base = reverse("network:import-one", args=[batch.id])
    names = {
        "written": _("Taken over"),
        "same": _("Unchanged"),
        "skipped": _("Left out"),
        "kept": _("Left as it is"),
        "refused": _("Cannot be read"),
    }
    chips = [Chip(_("All"), base, not current, batch.counts.get("lines", 0))]
    for name, label in names.items():
        if name == "written" and batch.state == ImportState.UNDONE:
            continue
        if count := batch.counts.get(name, 0):
            chips.append(Chip(label, f"{base}?show={name}", current == name, count))
    return chips


def page_of(batch: NetworkImport, show: str, number: str) -> Page[ImportLine]:
    rows = ImportLine.objects.filter(batch=batch).order_by("rank", "number", "id")
    known: int | None = None
    if show in LineState.values:
        rows, known = rows.filter(state=show), batch.counts.get(show)
    elif show in (LineOutcome.WRITTEN, LineOutcome.SKIPPED, LineOutcome.KEPT):
        rows = rows.filter(outcome=show)
        if show == LineOutcome.WRITTEN:
            rows = rows.exclude(state=LineState.SAME)
    elif batch.state == ImportState.PREVIEW:
        rows = rows.exclude(state=LineState.SAME)
        known = batch.counts.get("lines", 0) - batch.counts.get(LineState.SAME.value, 0)
    return _CountedPages(rows, known=known).get_page(number)


def lines_of(rows: Iterable[ImportLine]) -> list[Line]:
    """One statement for the devices that they may be."""
    listed = list(rows)
    ids = {UUID(one[0]) for row in listed for one in row.candidates}
    ids |= {row.thing_id for row in listed if row.thing_id and row.what == ThingKind.DEVICE}
    devices = Device.objects.in_bulk(ids) if ids else {}
    return [_line(row, devices) for row in listed]


def _line(row: ImportLine, devices: dict[UUID, Device]) -> Line:
    state, outcome = LineState(row.state), LineOutcome(row.outcome)
    tone, icon = OUTCOME_LOOKS.get(outcome, STATE_LOOKS[state])
    device = devices.get(row.thing_id) if row.thing_id else None
    line = Line(row, _icon(row, device), tone, icon, str(outcome.label if outcome else state.label))
    if row.thing_id and (row.what != ThingKind.DEVICE or device is not None) and outcome != LineOutcome.UNDONE:
        line.url = reverse("network:thing", args=[row.what, row.thing_id])
    if row.what == ThingKind.DEVICE:
        _tell_device(row, line)
    elif not row.outcome or row.state == LineState.NEW:
        line.facts = [
            (field_words(row.what, name), str(value)[:200])
            for name, value in row.found.items()
            if name not in ("home", "prefix", "name") or (name == "name" and row.what == ThingKind.SUBNET)
        ][:_MOST_FACTS]
    line.matched = why_words(row.matched_by) if row.matched_by else ""
    if outcome != LineOutcome.UNDONE:
        line.differences = [
            (field_words(row.what, name), value_words(row.what, name, old), value_words(row.what, name, new))
            for name, old, new in row.differences
        ]
    line.problems = [
        words
        for code, value in row.problems
        if not (outcome and code.startswith("network_")) and (words := problem_words(code, value))
    ]
    if state in ANSWERED and not outcome:
        line.options = _options(row, devices)
    return line


def _icon(row: ImportLine, device: Device | None) -> str:
    if row.what != ThingKind.DEVICE:
        return THINGS[row.what].icon
    kind = device.kind if device is not None else row.found.get("kind", "other")
    return ICONS.get(kind, "devices")


def _tell_device(row: ImportLine, line: Line) -> None:
    found: dict[str, Any] = row.found
    if row.state == LineState.GONE:
        line.details = list(found.get("addresses", ()))
        if seen_on := found.get("seen_on"):
            line.details.append(_("last seen %(day)s") % {"day": day_in_words(seen_on)})
        return
    for mac, _name, _kind, vendor, addresses in found.get("interfaces", ())[:4]:
        line.details += [address[0] for address in addresses[:4]]
        if mac:
            maker = vendor or vendor_of(mac)
            line.details.append(f"{mac} ({maker})" if maker else mac)
    if row.state not in (LineState.NEW, LineState.DOUBTFUL):
        return
    told = {
        "kind": value_words("device", "kind", found.get("kind", "")),
        "make": found.get("make", ""),
        "model": found.get("model", ""),
        "serial_number": found.get("serial", ""),
        "operating_system": found.get("system", ""),
        "host_name": found.get("host", "") if found.get("host", "") != row.title else "",
        "user": found.get("user", ""),
        "place": found.get("place", ""),
    }
    line.facts = [(field_words("device", name), str(words)) for name, words in told.items() if words]
    line.facts += [(str(fact_label(name)), words) for name, words in found.get("facts", {}).items()]
    line.facts = line.facts[:_MOST_FACTS]


def _options(row: ImportLine, devices: dict[UUID, Device]) -> list[Option]:
    if row.state == LineState.GONE:
        listed = [
            ("", _("Leave it as it is")),
            (FREE, _("It is away: its address is free")),
            (GONE, _("The device is gone")),
        ]
    else:
        listed = [("", _("Leave out"))]
        for one, why in row.candidates:
            if (device := devices.get(UUID(one))) is not None:
                listed.append((one, _("It is %(name)s (%(why)s)") % {"name": device.name, "why": why_words(why)}))
        listed.append((NEW, _("It is something new")))
    return [Option(value, label, row.choice == value) for value, label in listed]


@dataclass(frozen=True, slots=True)
class PastImport:
    batch: NetworkImport
    format: Label
    who: str

    @property
    def new(self) -> int:
        """How many it made; before the yes, how many it would make."""
        return self._counted("made", LineState.NEW)

    @property
    def changed(self) -> int:
        return self._counted("altered", LineState.CHANGED)

    def _counted(self, done: str, waiting: LineState) -> int:
        found: int = self.batch.counts.get(done, self.batch.counts.get(waiting.value, 0))
        return found


def past_imports(client_id: UUID) -> list[PastImport]:
    """The imports of a client, the newest first. Two statements."""
    batches = list(NetworkImport.objects.filter(client_id=client_id)[:PAST_IMPORTS])
    resolver = house.name_resolvers.get("account")
    names = resolver({one.made_by for one in batches if one.made_by}) if resolver else {}
    return [
        PastImport(
            one,
            format_words(one),
            names.get(one.made_by, "") if one.made_by else _("the command line"),
        )
        for one in batches
    ]


def format_words(batch: NetworkImport) -> Label:
    return FileFormat(batch.format).label if batch.format in FileFormat.values else batch.format


def remarks_of(batch: NetworkImport) -> list[str]:
    """What is to be said about the whole file."""
    return list(dict.fromkeys(problem_words(code, value) for code, value in batch.remarks))
