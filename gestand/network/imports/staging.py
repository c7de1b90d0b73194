"""Reading a file into lines: joined, recognised and compared, piece by piece. Nothing else is written.

Reading again starts anew (the lines are dropped first), so that a crash leaves nothing half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation

from gestand.core.files import open_file
from gestand.network.importers import (
    AddressOrigin,
    FileFormat,
    FileLayout,
    Found,
    FoundContact,
    FoundDevice,
    FoundDomain,
    FoundLease,
    FoundNetwork,
    FoundPlace,
    FoundScan,
    FoundScanEnd,
    Remark,
    UnreadableRow,
    guess_kind,
    read_found,
)
from gestand.network.importers.values import text_of
from gestand.network.imports import gaps, matching
from gestand.network.imports.differing import People, Source, Standing, people_of
from gestand.network.imports.drafts import TOLD, Draft, addresses_of, draft_of, macs_of, merged, name_of
from gestand.network.imports.hanging import UPPER, CablesTold
from gestand.network.imports.matching import Match, known_of, match
from gestand.network.imports.plain_things import Plain, PlainShelf, plain_differences, plain_draft, plain_rank
from gestand.network.imports.tables import insert_rows, save_fields
from gestand.network.kernels.addresses import read_address, sort_key
from gestand.network.models import Device, ImportLine, ImportState, LineState, NetworkImport, ThingKind
from gestand.people.imports.tables import breathe
from gestand.people.kernels.folding import folded

CHUNK = 2000
DEVICE_RANK, REFUSED_RANK = 5, 9
_MOST_REMARKS = 200
_MOST_TARGETS = 100
_MOST_LEFT_OUT, _EXAMPLE_LENGTH = 100, 80
Progress = Callable[[int, int], None]


class Interrupted(Exception):
    """The import was thrown away while it was read."""


@dataclass(slots=True)
class _Item:
    """A device of the present piece: ``line`` when it stood in an earlier one."""

    number: int
    draft: Draft
    problems: list[list[str]] = field(default_factory=list)
    line: ImportLine | None = None
    match: Match = field(default_factory=Match)


def read_into_lines(batch: NetworkImport, *, progress: Progress) -> None:
    """Fill the lines of an import from its file. ``progress(done, total)`` counts bytes."""
    assert batch.file is not None, "an import that is read has its file"  # noqa: S101
    ImportLine.objects.filter(batch=batch).delete()
    layout = FileLayout(**{**batch.layout, "columns": tuple(batch.layout.get("columns", ()))})
    with translation.override(batch.language), open_file(batch.file) as stream:
        batch.is_whole = layout.format == FileFormat.NMAP and _ran_to_its_end(stream)
        stage = _Stage(batch)
        found = read_found(stream, layout, header=tuple(batch.header))
        while chunk := list(islice(found, CHUNK)):
            with transaction.atomic():
                if not NetworkImport.objects.filter(id=batch.id, state=ImportState.READING).exists():
                    raise Interrupted
                stage.take(chunk)
            if len(chunk) == CHUNK:
                breathe()
            progress(min(stream.tell(), batch.file.size_bytes), batch.file.size_bytes)
        with transaction.atomic():
            stage.finish()


def _ran_to_its_end(stream: BinaryIO) -> bool:
    """Known before the first host, so that the preview calls nothing gone that the import would not."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 4096))
    end = stream.read()
    return b"</nmaprun>" in end and b'exit="success"' in end


class _Stage:
    """What is remembered while a file is read: who was met in which line, and what the client has."""

    def __init__(self, batch: NetworkImport) -> None:
        self._batch = batch
        self._is_lease = batch.format in _LEASES
        self._guessed = batch.format not in TOLD
        self._known = known_of(batch.client_id, batch.site_id)
        self._persons: People = people_of(batch.client_id)
        self._source = source_of(batch)
        self._shelf = PlainShelf(batch.client, batch.site, self._source.site_name)
        self._met: dict[str | UUID, int] = {}
        self._plain: set[str] = set()
        self._sites: dict[str, str] = {}  # named in the file, by their folded names
        self._seen_devices: set[UUID] = set()
        self._addresses = gaps.AddressesMet()
        self._remarks: dict[tuple[str, str], int] = {}
        self._in_note = {name for name, _cells, _example, is_kept in batch.left_out if is_kept}
        self._left_out: dict[str, list[Any]] = {}
        self._number = 0
        self.expired = self.down = self.contacts = 0

    def take(self, chunk: list[Found]) -> None:
        items: dict[int, _Item] = {}
        lines: list[ImportLine] = []
        joins: list[tuple[int, Draft]] = []
        notes: dict[int, list[list[str]]] = {}
        rows: dict[int, int] = {}  # of the file -> our number
        for found in chunk:
            if isinstance(found, FoundDevice | FoundLease):
                self._take_device(found, items, joins, rows)
            elif isinstance(found, FoundNetwork | FoundPlace | FoundDomain):
                lines += self._plain_line(found)
            elif isinstance(found, UnreadableRow):
                lines.append(self._refused(found.row, found.problem, "", found.cells))
            elif isinstance(found, Remark):
                self._take_remark(found, rows, notes, lines)
            else:
                self._take_about_file(found)
        for number, told in notes.items():
            if number in items:
                items[number].problems += told
        older = self._join(joins, items)
        new = list(items.values())
        self._judge([*new, *older])
        insert_rows(ImportLine, (vars(line) for line in [*lines, *(self._line(item) for item in new)]))
        for item in older:
            self._line(item)
        save_fields((item.line for item in older if item.line), _JUDGED)

    def _take_about_file(self, found: Found) -> None:
        if isinstance(found, FoundScan):
            self._begin_scan(found)
        elif isinstance(found, FoundScanEnd):
            self._batch.is_whole = self._batch.is_whole and found.is_finished
            self.down = found.hosts_down
        elif isinstance(found, FoundContact):
            self.contacts += 1

    def finish(self) -> None:
        """What the file misses, networks that nobody wrote down, the remarks, the counts."""
        batch = self._batch
        if not NetworkImport.objects.select_for_update().filter(id=batch.id, state=ImportState.READING).exists():
            raise Interrupted
        lines = self._sites_to_be_made()
        lines += gaps.networks_missing(batch, self._addresses, self._shelf, first=self._number + 1)
        self._number += len(lines)
        lines += gaps.devices_not_seen(batch, source_of(batch), self._seen_devices, first=self._number + 1)
        insert_rows(ImportLine, (vars(line) for line in lines))
        for code, count in (("expired_left_out", self.expired), ("contacts_elsewhere", self.contacts)):
            if count:
                self._remarks[code, str(count)] = 1
        batch.remarks = [[code, value] for code, value in self._remarks]
        batch.left_out = list(self._left_out.values())
        batch.counts = {**counted(batch), "down": self.down}
        batch.state, batch.job = ImportState.PREVIEW, None
        batch.save(force_update=True)

    def _stands_at(self, name: str) -> None:
        """A site that the file names; "" is the one of the file itself."""
        key = folded(name)
        if key not in self._sites:
            self._sites[key] = name[:80]

    def _sites_to_be_made(self) -> list[ImportLine]:
        """Where things of the file stand, and nobody wrote down yet; the site of the file itself comes first."""
        home = self._batch.new_site if self._batch.site is None and "" in self._sites else ""
        names = [home, *(name for key, name in self._sites.items() if key and key != folded(home))]
        written = {folded(name.removeprefix("site ").rstrip()) for name in self._plain if name.startswith("site ")}
        return [
            ImportLine(
                batch=self._batch, rank=plain_rank(ThingKind.SITE), number=0, what=ThingKind.SITE, title=name,
                state=LineState.NEW, ticked=True, found={"name": name, **({"home": True} if name == home else {})},
            )
            for name in names
            if name and folded(name) not in self._shelf.sites and folded(name) not in written
        ]  # fmt: skip

    def _begin_scan(self, scan: FoundScan) -> None:
        batch = self._batch
        if scan.started_at is not None and scan.started_at <= timezone.now():
            batch.looked_on = timezone.localdate(scan.started_at)
        batch.targets = [
            [sort_key(read_address(first)), sort_key(read_address(last))]
            for first, last in scan.targets[:_MOST_TARGETS]
        ]
        self._addresses.targets = list(scan.targets[:_MOST_TARGETS])
        self._source = source_of(batch)

    def _take_device(
        self,
        found: FoundDevice | FoundLease,
        items: dict[int, _Item],
        joins: list[tuple[int, Draft]],
        rows: dict[int, int],
    ) -> None:
        if isinstance(found, FoundLease):
            if not found.is_active and found.origin != AddressOrigin.RESERVED:
                self.expired += 1
                return
            found = _holder_of(found)
        if found.is_up is False:
            return
        draft, problems = draft_of(found, guessed=self._guessed, in_note=self._in_note)
        if draft.keys().isdisjoint(_KNOWN_BY):
            return
        self._leave_out(found.unknown)
        self._stands_at(draft.get("site", ""))
        if not draft.get("site"):
            for address, _origin, _mac in addresses_of(draft):
                self._addresses.add(address)
        found_match = match(draft, self._known)
        keys = _keys_of(draft, found_match)
        first = next((self._met[key] for key in keys if key in self._met), None)
        if first is not None:
            joins.append((first, draft))
            number = first
        else:
            self._number += 1
            number = self._number
            items[number] = _Item(number, draft, problems, match=found_match)
        for key in keys:
            self._met.setdefault(key, number)
        rows[found.row] = number

    def _leave_out(self, cells: Mapping[str, str]) -> None:
        """What no field takes is named in the preview, with how often it is filled and the first that stands there."""
        for name, cell in cells.items():
            if name in self._left_out:
                self._left_out[name][1] += 1
            elif len(self._left_out) < _MOST_LEFT_OUT:
                self._left_out[name] = [name, 1, cell[:_EXAMPLE_LENGTH], name in self._in_note]

    def _join(self, joins: list[tuple[int, Draft]], items: dict[int, _Item]) -> list[_Item]:
        """Put what a double adds into the first of the two; gives those of earlier pieces that it changed."""
        earlier = {number for number, _draft in joins} - set(items)
        older: dict[int, _Item] = {}
        for line in ImportLine.objects.filter(batch=self._batch, number__in=earlier, rank=DEVICE_RANK):
            older[line.number] = _Item(line.number, cast("Draft", line.found), list(line.problems), line)
        for number, draft in joins:
            item = items.get(number) or older.get(number)
            if item is not None:
                item.draft = merged(item.draft, draft)
                item.match = match(item.draft, self._known)
        for item in older.values():
            item.problems = [one for one in item.problems if one[0] not in _OF_MATCHING]
        return list(older.values())

    def _judge(self, items: list[_Item]) -> None:
        """Find out for each what it is, and what it would change."""
        standing = Standing({item.match.device for item in items if item.match.device})
        hinted = {UUID(one[0]) for item in items for one in item.match.candidates}
        names = dict(Device.objects.filter(id__in=hinted).values_list("id", "name")) if hinted else {}
        self._standing, self._names = standing, names
        self._cables = CablesTold(self._batch.client_id, [item.draft for item in items], standing.devices.keys())

    def _line(self, item: _Item) -> ImportLine:
        line = item.line or ImportLine(
            batch=self._batch, rank=DEVICE_RANK, number=item.number, what=ThingKind.DEVICE, state=LineState.NEW
        )
        line.found, line.problems = cast("dict[str, Any]", item.draft), item.problems
        line.title, line.candidates, line.differences = name_of(item.draft)[:160], item.match.candidates, []
        line.matched_by, line.thing_id = item.match.by, item.match.device
        device = self._standing.devices.get(item.match.device) if item.match.device else None
        if device is not None and device.id in self._seen_devices and item.line is None:
            # Two of the file have the name of one device.
            line.state, line.candidates, line.thing_id = LineState.DOUBTFUL, [[str(device.id), item.match.by]], None
            line.problems = [*line.problems, ["twice_in_file", device.name]]
        elif device is not None:
            self._seen_devices.add(device.id)
            changes = self._standing.changes(item.draft, device, self._source, self._persons)
            line.title, line.differences = device.name, changes.as_differences()
            line.state = LineState.SAME if changes.is_empty else LineState.CHANGED
            if changes.leaves:
                line.problems = [*line.problems, ["ends_with_it", ""]]
        elif item.match.is_doubtful:
            line.state = LineState.DOUBTFUL
            self._seen_devices.update(UUID(one[0]) for one in item.match.candidates)
            if len(item.match.candidates) > 1:
                line.problems = [*line.problems, ["several_match", ""]]
        else:
            line.state = LineState.NEW
            if name := self._names.get(UUID(item.match.candidates[0][0]) if item.match.candidates else UUID(int=0)):
                line.problems = [*line.problems, ["address_was", name]]
        if cable := self._cables.of(item.draft, line.thing_id):
            line.differences = [*line.differences, [UPPER, "", cable]]
            line.state = LineState.CHANGED if line.state == LineState.SAME else line.state
        is_scanner = any(code == "the_scanner" for code, _value in line.problems)
        line.ticked = line.state == LineState.CHANGED or (line.state == LineState.NEW and not is_scanner)
        return line

    def _plain_line(self, found: Plain) -> list[ImportLine]:
        kind, title, told, problems = plain_draft(found)
        if kind == ThingKind.SUBNET:
            self._stands_at(told.get("site", ""))
        key = f"{kind} {title.casefold()} {told.get('site', '')}"
        if key in self._plain:
            return []
        self._plain.add(key)
        row = self._shelf.find(kind, told)
        line = ImportLine(
            batch=self._batch, rank=plain_rank(kind), number=found.row, what=kind, title=title, found=told,
            problems=problems, state=LineState.NEW,
        )  # fmt: skip
        if row is not None:
            line.thing_id, line.matched_by = row.pk, matching.NAME
            line.differences = plain_differences(kind, told, row)
            line.state = LineState.CHANGED if line.differences else LineState.SAME
        elif why := self._shelf.why_not(kind, told):
            line.state, line.problems = LineState.REFUSED, [*problems, ["cannot_be", why]]
        elif kind == ThingKind.SUBNET:
            self._addresses.networks.append(told["prefix"])
        line.ticked = line.state in (LineState.NEW, LineState.CHANGED)
        return [line]

    def _take_remark(
        self, remark: Remark, rows: dict[int, int], notes: dict[int, list[list[str]]], lines: list[ImportLine]
    ) -> None:
        number = rows.get(remark.row)
        if remark.row and number is not None:
            notes.setdefault(number, []).append([remark.code, remark.value])
        elif remark.row and remark.code in _REFUSES:
            lines.append(self._refused(remark.row, remark.code, remark.value, []))
        elif len(self._remarks) < _MOST_REMARKS:
            self._remarks[remark.code, text_of(remark.value, 200)] = 1

    def _refused(self, row: int, problem: str, value: str, cells: list[str]) -> ImportLine:
        title = next((words for cell in cells if (words := text_of(cell, 160))), "")
        return ImportLine(
            batch=self._batch, rank=REFUSED_RANK, number=row, what=ThingKind.DEVICE, state=LineState.REFUSED,
            title=title, problems=[[problem, text_of(value, 200)]],
        )  # fmt: skip


_LEASES = frozenset({FileFormat.DNSMASQ, FileFormat.ISC_DHCPD, FileFormat.KEA, FileFormat.MIKROTIK, FileFormat.UNIFI})
_KNOWN_BY = frozenset({"interfaces", "host", "name", "serial"})
_JUDGED = (
    "found", "problems", "title", "candidates", "differences", "matched_by", "thing_id", "state", "ticked", "choice",
)  # fmt: skip
_OF_MATCHING = frozenset({"twice_in_file", "several_match", "address_was", "ends_with_it"})
_REFUSES = frozenset({"no_device", "no_name", "network_wrong", "domain_wrong", "lease_broken"})


def _keys_of(draft: Draft, found: Match) -> list[str | UUID]:
    """By which another row of the file is the same device."""
    keys: list[str | UUID] = [*macs_of(draft)]
    if serial := matching.serial_key(draft.get("serial", "")):
        keys.append(f"s {serial}")
    if found.device is not None and found.by in (matching.SERIAL, matching.MAC):
        keys.append(found.device)
    return keys


def _holder_of(lease: FoundLease) -> FoundDevice:
    """The device that has a lease, or for which an address is kept."""
    device = lease.as_device()
    device.is_up, device.kind = True, guess_kind(device)
    return device


def source_of(batch: NetworkImport) -> Source:
    """What holds for the whole file."""
    return Source(
        day=batch.looked_on,
        site_id=batch.site_id,
        site_name=batch.site.name if batch.site is not None else batch.new_site,
        targets=batch.targets if batch.is_whole else (),
        is_lease=batch.format in _LEASES,
        knows_state=batch.format in (FileFormat.ITFLOW_ASSETS, FileFormat.TABLE, FileFormat.EXCEL),
    )


def counted(batch: NetworkImport) -> dict[str, int]:
    """How many lines are in which state, and how many are ticked."""
    lines = ImportLine.objects.filter(batch=batch).order_by()
    counts = dict.fromkeys(LineState.values, 0)
    counts |= dict(lines.values_list("state").annotate(Count("id")))
    counts["lines"] = sum(counts.values())
    counts["ticked"] = lines.filter(ticked=True).count()
    counts["undecided"] = lines.filter(Q(state=LineState.DOUBTFUL) & Q(ticked=False)).count()
    return counts


__all__ = ["CHUNK", "Interrupted", "Progress", "counted", "read_into_lines", "source_of"]
