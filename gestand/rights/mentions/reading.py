"""Reading every text, JSON column and file that is about others, for what one person may be called by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from gestand.core.declarations.registry import rows_about, rows_about_nobody
from gestand.core.files.models import StoredFile
from gestand.core.jobs import JobRun
from gestand.rights.mentions.files import Unread, read_text
from gestand.rights.mentions.names import Called, Finder
from gestand.rights.mentions.papers import reading_pdfs
from gestand.rights.mentions.texts import TextTable, digest, text_tables, words_of
from gestand.rights.subjects import Subjects

#: A human reads each of them; more are a sign that the name is too common to be looked for like this.
MOST_MENTIONS = 200
_AT_ONCE = 1000
_FILES_AT_ONCE = 50
#: Of a household or business so many rows of a table are looked through for a first name alone, the newest ones.
_MOST_AT_HOME = 20_000
#: Files that are not reached within this time are told as unread; the job may take longer than this.
MOST_SECONDS_FOR_FILES = 600.0

Place = tuple[str, str, str]  # label of the table, key of the row, field


@dataclass
class Looked:
    """What was found, and what a human has to look at; ``texts`` and ``files`` count what was read."""

    found: dict[Place, str] = field(default_factory=dict)  # with the digest of each text
    unread: dict[Place, tuple[str, str]] = field(default_factory=dict)  # why, and the digest of the file
    texts: int = 0
    files: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.found) > MOST_MENTIONS


class Looking:
    """One look through everything, with its progress."""

    def __init__(self, run: JobRun, subjects: Subjects, names: Called) -> None:
        self._run, self._subjects, self._names = run, subjects, names
        self._finder = Finder(names)
        self._tables = text_tables()
        self._seen = Looked()
        self._done = self._total = 0

    def all(self) -> Looked:
        """Texts and JSON first, then the files: what takes long comes last."""
        with_files = [(table, self._with_files(table)) for table in self._tables if table.files]
        self._total = len(self._tables) + sum(rows.count() for _table, rows in with_files)
        for table in self._tables:
            self._step()
            self._look_in_columns(table)
        until = time.monotonic() + MOST_SECONDS_FOR_FILES
        with reading_pdfs():
            for table, rows in with_files:
                self._look_in_files(table, rows, until=until)
        self._run.progress(done=self._total, total=self._total, words="")
        return self._seen

    def _step(self) -> None:
        self._tell()
        self._done += 1

    def _tell(self) -> None:
        """How far it is; stops here when the time limit of the job has passed."""
        self._run.progress(done=min(self._done, self._total - 1), total=self._total, words="")

    def _others(self, table: TextTable) -> QuerySet[Any]:
        """The rows that are about somebody else, or about nobody yet."""
        known = self._subjects
        own = rows_about(table.model, persons=known.persons, clients=known.clients, accounts=known.accounts)
        others: QuerySet[Any] = table.model._base_manager.exclude(pk__in=own.values("pk"))
        return others

    def _near(self, table: TextTable) -> tuple[QuerySet[Any], ...]:
        """Rows in whose texts a first name says enough."""
        return rows_about(table.model, clients=self._names.clients), rows_about_nobody(table.model)

    def _at_home(self, table: TextTable) -> set[Any]:
        if not self._names.at_home:
            return set()
        return {
            key
            for near in self._near(table)
            for key in near.order_by("-pk").values_list("pk", flat=True)[:_MOST_AT_HOME]
        }

    def _look_in_columns(self, table: TextTable) -> None:
        others = self._others(table)
        at_home = self._at_home(table)
        if table.fields or table.json:
            self._seen.texts += others.count()
        rows = others.filter(self._wanted(table)).order_by("pk").values_list("pk", *table.fields)
        self._look_at(table, table.fields, rows, at_home)
        if table.json:
            # A database searches JSON each in its own way, and one of them writes é as u00e9: it is read here.
            self._look_at(table, table.json, others.order_by("pk").values_list("pk", *table.json), at_home)

    def _wanted(self, table: TextTable) -> Q:
        """What the database can tell: the name stands somewhere in the text."""
        wanted = Q(pk__in=[])
        for name in table.fields:
            if self._names.everywhere:
                wanted |= Q(**{f"{name}__iregex": self._names.everywhere})
            if self._names.at_home:
                for near in self._near(table):
                    wanted |= Q(pk__in=near.values("pk"), **{f"{name}__iregex": self._names.at_home})
        return wanted

    def _look_at(self, table: TextTable, fields: tuple[str, ...], rows: QuerySet[Any], at_home: set[Any]) -> None:
        for number, row in enumerate(rows.iterator(chunk_size=_AT_ONCE)):
            if number % _AT_ONCE == 0:
                self._tell()
            for name, value in zip(fields, row[1:], strict=True):
                text = words_of(value)
                if text and self._finder.places(text, at_home=row[0] in at_home):
                    self._seen.found[table.label, str(row[0]), name] = digest(text)
            if self._seen.is_full:
                return

    def _with_files(self, table: TextTable) -> QuerySet[Any]:
        has_one = Q()
        for name in table.files:
            has_one |= Q(**{f"{name}__isnull": False})
        return self._others(table).filter(has_one)

    def _look_in_files(self, table: TextTable, rows: QuerySet[Any], *, until: float) -> None:
        at_home = self._at_home(table)
        keys = rows.order_by("pk").values_list("pk", *table.files).iterator(chunk_size=_AT_ONCE)
        while some := list(islice(keys, _FILES_AT_ONCE)):
            stored = StoredFile.objects.in_bulk({key for row in some for key in row[1:] if key})
            for row in some:
                self._step()
                for name, file in _files_of(table, row, stored):
                    self._look_in_file((table.label, str(row[0]), name), file, at_home=row[0] in at_home, until=until)

    def _look_in_file(self, place: Place, file: StoredFile, *, at_home: bool, until: float) -> None:
        if time.monotonic() > until:
            self._seen.unread[place] = (Unread.LATE, file.sha256)
            return
        said = read_text(file)
        if not self._seen.is_full and self._finder.places(said.text, at_home=at_home):
            self._seen.found[place] = file.sha256
        if said.unread is None:
            self._seen.files += 1
        elif place not in self._seen.found:
            self._seen.unread[place] = (said.unread, file.sha256)


def _files_of(
    table: TextTable, row: tuple[Any, ...], stored: dict[Any, StoredFile]
) -> Iterator[tuple[str, StoredFile]]:
    for name, key in zip(table.files, row[1:], strict=True):
        if key in stored:
            yield name, stored[key]
