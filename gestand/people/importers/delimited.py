"""Separated text (CSV and its kin) as records, streamed; one broken quotation mark costs one row, not the rest."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from gestand.core.spreadsheet_cells import as_it_was
from gestand.people.importers.contact import Limits, UnreadableRow
from gestand.people.importers.encodings import open_text

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_RECORDS = 30
_LONGEST_LINE = 1_000_000


class _Lines(Iterator[str]):
    """Lines without zero bytes, that remembers those of the current record and takes some back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._source)
        if "\x00" in line:
            line = line.replace("\x00", "")
        self.taken.append(line)
        if len(self.taken) > Limits.RECORD_LINES or len(line) > _LONGEST_LINE:
            raise csv.Error("record too long")
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))


def read_records(stream: BinaryIO, *, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]] | UnreadableRow]:
    """Each record with its number as a spreadsheet shows it (the header is 1; Excel's "sep=" line has none)."""
    text = open_text(stream, encoding)
    try:
        yield from _records(text, delimiter)
    finally:
        text.detach()


def _records(text: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]] | UnreadableRow]:
    lines = _Lines(_bounded(text))
    number = width = 0
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            taken = lines.taken.copy()
            yield UnreadableRow(number, "quote_not_closed", [taken[0][:2000].rstrip("\r\n")] if taken else [])
            lines.give_back(taken[1:])
            reader = csv.reader(lines, delimiter=delimiter)
            continue
        if number == 0 and _declared_delimiter(lines.taken[0] if lines.taken else ""):
            number = -1  # the line "sep=;" is Excel's own and has no number
        width = width or len(cells)
        if len(lines.taken) > 1 and _is_broken(lines.taken, delimiter, found=len(cells), width=width):
            number += 1
            taken = lines.taken.copy()
            yield UnreadableRow(number, "quote_not_closed", [taken[0][:2000].rstrip("\r\n")])
            lines.give_back(taken[1:])
            reader = csv.reader(lines, delimiter=delimiter)
            continue
        number += 1
        if number:
            yield number, [as_it_was(cell) for cell in cells]


def _bounded(text: Iterable[str]) -> Iterator[str]:
    """Lines of bounded length, so that a file without line ends does not fill the memory."""
    readline = getattr(text, "readline", None)
    if readline is None:
        yield from text
        return
    while line := readline(_LONGEST_LINE + 2):
        yield line


def _is_broken(lines: list[str], delimiter: str, *, found: int, width: int) -> bool:
    """A record of several lines whose quotation marks do not add up.

    The lenient reader hides this: it closes a quote at the next mark it meets, in the row below, or gives all that is
    left of the file as one cell.
    """
    try:
        for _cells in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        swallowed = width > 2 and any(line.count(delimiter) == width - 1 for line in lines[1:])  # noqa: PLR2004
        return swallowed or found != width or "unexpected end" in str(error)
    return False


def _declared_delimiter(first_line: str) -> str:
    """Excel's own first line: "sep=;"."""
    line = first_line.strip().strip('"').lower()
    return line[4:5] or "\t" if line.startswith("sep=") and len(line) <= len("sep=;") else ""


def recognise_delimiter(stream: BinaryIO, encoding: str) -> str:
    """The separator that cuts the first records most evenly into most columns."""
    text = open_text(stream, encoding)
    try:
        start = text.read(128 * 1024)
    finally:
        text.detach()
        stream.seek(0)
    first_line, _, _rest = start.partition("\n")
    if declared := _declared_delimiter(first_line):
        return declared
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(
            len(record[1])
            for record, _ in zip(
                _records(start.splitlines(keepends=True), delimiter), range(_SAMPLE_RECORDS), strict=False
            )
            if not isinstance(record, UnreadableRow) and any(record[1])
        )
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        if width < 2:  # noqa: PLR2004 - a single column is what every wrong separator gives
            continue
        score = count / sum(widths.values()) + min(width, 20) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best
