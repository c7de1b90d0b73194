"""The index that a person reads, on screen and on paper: the same sections in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.firm import current_firm
from gestand.rights.mentions.words import told_in_the_package
from gestand.rights.package import page, paper, words
from gestand.rights.package.handling import Handled
from gestand.rights.package.look import ShownRows
from gestand.rights.package.paper import Block, Paper
from gestand.rights.package.spool import spool
from gestand.rights.package.summary import PackageSummary, TableSummary
from gestand.rights.package.tables import Table
from gestand.rights.package.text import for_html
from gestand.rights.subjects import Subjects
from gestand.ui import colour, formats

_HANDLED_AT_ONCE = 500


class Index:
    """Collects the body while the tables stream by; ``finished`` puts the head before it."""

    def __init__(
        self,
        subjects: Subjects,
        tables: tuple[Table, ...],
        body: IO[bytes],
        blocks: IO[bytes] | None,
        *,
        language: str,
        at: datetime,
    ) -> None:
        self.subjects = subjects
        self.tables = {table.name: table for table in tables}
        self.language = language
        self.at = at
        self.firm = current_firm()
        self.firm_name = self.firm.name if self.firm else "Gestand"
        self.paper = Paper(blocks)
        self._body = body
        self._damaged: list[str] = []
        self._rows_written = 0
        self._summary = PackageSummary()
        keys = sorted({key for table in tables for key in table.declaration.recipients})
        self._recipients = dict(zip(keys, words.recipient_words(keys), strict=True))
        self._information = [
            *words.information(self.firm, language=self.language, recipients=list(self._recipients.values())),
            words.Clause(_("Texts about others"), tuple(told_in_the_package(subjects.person.id))),
        ]

    # -- facts that every form tells -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return _("Your data at %(firm)s") % {"firm": self.firm_name}

    @property
    def subtitle(self) -> str:
        return _("Everything we hold about %(name)s") % {"name": self.subjects.person.full_name}

    @cached_property
    def made_words(self) -> str:
        local = timezone.localtime(self.at)
        return f"{formats.long_day_words(local.date(), year=True)}, {local:%H:%M}"

    def controller(self) -> dict[str, Any]:
        firm = self.firm
        if firm is None:
            return {"name": self.firm_name}
        town = f"{firm.postal_code} {firm.city}".strip()
        return {
            "name": firm.name,
            "address": [line for line in (firm.street, town) if line],
            "phone": firm.phone,
            "website": firm.website,
            "privacy_contact": words.contact_of(firm),
        }

    def person(self) -> dict[str, Any]:
        person = self.subjects.person
        return {"id": str(person.id), "short_id": person.short_id, "name": person.full_name}

    def information_raw(self) -> list[dict[str, Any]]:
        return [
            {"heading": clause.heading, "sentences": list(clause.sentences), "points": list(clause.points)}
            for clause in self._information
        ]

    def recipients_of(self, table: Table) -> list[str]:
        return [self._recipients[key] for key in table.declaration.recipients]

    # -- tables ----------------------------------------------------------------------------------------------------

    def begin_table(self, table: Table) -> None:
        pairs = [
            (_("What"), ", ".join(table.categories)),
            (_("Why"), "\n".join(table.purposes)),
            (_("How long"), table.keep_words),
            (_("Who receives it"), "\n".join(self.recipients_of(table)) or _("nobody outside")),
            (_("In which role"), table.role_words),
        ]
        self._html(page.heading(2, table.title, anchor=table.name))
        self._html(page.facts(pairs))
        self.paper.add(paper.heading(1, table.title))
        self.paper.facts(pairs)
        self._rows_written = 0

    def rows(self, rows: ShownRows, *, is_all: bool = False) -> None:
        """Rows that are ready; a table of one row is written as names and values."""
        if is_all:
            self._html(page.single_row(rows))
            self.paper.single_row(rows)
            return
        if self._rows_written == 0:
            self._html(page.table_head(rows.heads))
        self._html(page.table_rows(rows))
        self.paper.rows(rows)
        self._rows_written += len(rows)

    def end_table(self, table: Table, told: TableSummary) -> None:
        if self._rows_written:
            self._html(page.table_foot())
        for sentence in self._left_out(table, told):
            self._html(page.paragraph(sentence, "mute"))
            self.paper.add(paper.paragraph(sentence))

    def _left_out(self, table: Table, told: TableSummary) -> Iterator[str]:
        for name, count in told.withheld.items():
            yield ngettext(
                'Left out: "%(field)s", in %(n)d row: %(reason)s (article 15(4) of the GDPR).',
                'Left out: "%(field)s", in %(n)d rows: %(reason)s (article 15(4) of the GDPR).',
                count,
            ) % {"field": table.label_of(name), "n": count, "reason": table.because(name)}
        if told.of_others:
            yield ngettext(
                "%(n)d row here is about someone else of your household or business. That is theirs to ask for.",
                "%(n)d rows here are about others of your household or business. Those are theirs to ask for.",
                told.of_others,
            ) % {"n": told.of_others}
        if told.notes:
            yield _(
                "Free text is given as it was written. Where it speaks of somebody else, that person's interest is "
                "weighed before it leaves us."
            )

    def handling(self, lines: Iterator[Handled]) -> int:
        """The section on what was done with the data; gives the number of lines."""
        heads = [_("When"), _("Who"), _("What was done"), _("Recipient")]
        title = _("What was done with your data")
        lead = _("From our log: who of what kind did what, and when. It names nobody of our team.")
        self._html(page.heading(2, title, anchor="handling") + page.paragraph(lead, "mute"))
        self.paper.add(paper.heading(1, title))
        self.paper.add(paper.paragraph(lead))
        count = 0
        self._rows_written = 0
        while batch := list(islice(lines, _HANDLED_AT_ONCE)):
            anchors = [f"h-{number}" for number in range(count + 1, count + 1 + len(batch))]
            cells = [
                [formats.moment_words(line.at) for line in batch],
                [line.who for line in batch],
                [line.what for line in batch],
                [line.recipient for line in batch],
            ]
            self.rows(ShownRows(anchors, heads, [3, 3, 5, 2], cells))
            count += len(batch)
        if count:
            self._html(page.table_foot())
        else:
            self._html(page.paragraph(_("Nothing yet.")))
            self.paper.add(paper.paragraph(_("Nothing yet.")))
        return count

    def damaged(self, path: str, name: str) -> None:
        """A file that cannot be read any more is named, not passed over."""
        self._damaged.append(f"{name} ({path})")

    # -- the ends --------------------------------------------------------------------------------------------------

    def finished(self, summary: PackageSummary) -> IO[bytes]:
        """The whole page, ready to be read."""
        self._summary = summary
        whole = spool()
        accent = self.firm.accent if self.firm and colour.is_colour(self.firm.accent) else colour.BUILT_IN
        whole.write(
            (
                page.head(title=self.title, language=self.language, accent=accent)
                + f'<main>\n<p class="firm">{for_html(self.firm_name)}</p>\n'
                + page.heading(1, self.title)
                + page.paragraph(self.subtitle, "lead")
                + page.facts(self._front_facts(summary))
                + page.contents(self._contents(summary))
                + self._category_table(summary)
            ).encode("utf-8", "replace")
        )
        with self._body:
            self._body.seek(0)
            while piece := self._body.read(256 * 1024):
                whole.write(piece)
        whole.write((self._closing(summary) + page.foot(self._colophon())).encode("utf-8", "replace"))
        whole.seek(0)
        return whole

    def paper_parts(self) -> Iterator[bytes]:
        summary = self._summary
        for block in self._closing_blocks(summary):
            self.paper.add(block)
        return self.paper.parts(
            title=self.title,
            subtitle=self.subtitle,
            facts=self._front_facts(summary),
            front=[
                paper.heading(1, _("In short")),
                paper.facts(self._by_category(summary)),
            ],
            language=self.language,
            at=self.at,
        )

    def readme(self, summary: PackageSummary, *, separator: str) -> str:
        lines = [
            self.title,
            self.subtitle,
            self.made_words,
            "",
            _("index.html     open this first: everything, readable in any browser, also to print"),
            _("overview.pdf   the same on paper"),
            _("csv            one file for each table, for a spreadsheet (separator: %(separator)s)")
            % {"separator": separator},
            _("files          documents that belong to it") if summary.files else "",
            _("data.json      the same for a program; schema.json explains it"),
            _("consents.json  what you agreed to and withdrew, as a receipt for a program (ISO/IEC TS 27560)"),
            "",
            _(
                "A cell that starts with =, +, - or @ has an apostrophe in front in the CSV files, so that a "
                "spreadsheet does not run it."
            ),
            "",
            _("Questions: %(address)s") % {"address": words.contact_of(self.firm)},
        ]
        return "\r\n".join(line for place, line in enumerate(lines) if line or place in {3, 10, 12}) + "\r\n"

    # -- front and back --------------------------------------------------------------------------------------------

    def _front_facts(self, summary: PackageSummary) -> list[tuple[str, str]]:
        filled = [table for table in summary.tables if table.rows]
        rows = ngettext("%(n)d row", "%(n)d rows", summary.rows) % {"n": summary.rows}
        tables = ngettext("%(n)d table", "%(n)d tables", len(filled)) % {"n": len(filled)}
        inside = _("%(rows)s in %(tables)s") % {"rows": rows, "tables": tables}
        if summary.files:
            inside += ", " + ngettext("%(n)d file", "%(n)d files", summary.files) % {"n": summary.files}
        return [
            (_("As of"), self.made_words),
            (_("Inside"), inside),
            (_("Your number with us"), self.subjects.person.short_id),
            (_("Responsible"), ", ".join(filter(None, [self.firm_name, *self.controller().get("address", [])]))),
            (_("Questions"), words.contact_of(self.firm)),
        ]

    def _contents(self, summary: PackageSummary) -> list[tuple[str, str, str]]:
        lines = [
            (told.name, self.tables[told.name].title, formats.number_words(told.rows))
            for told in summary.tables
            if told.rows
        ]
        lines.append(("handling", _("What was done with your data"), formats.number_words(summary.handled)))
        lines.append(("information", _("What else you should know"), ""))
        return lines

    def _by_category(self, summary: PackageSummary) -> list[tuple[str, str]]:
        """Which categories of data there are, and in which tables (15(1)(b))."""
        places: dict[str, list[str]] = {}
        for told in summary.tables:
            if told.rows:
                table = self.tables[told.name]
                for category in table.categories:
                    places.setdefault(category, []).append(table.title)
        return [(category, ", ".join(titles)) for category, titles in sorted(places.items())]

    def _category_table(self, summary: PackageSummary) -> str:
        return page.heading(2, _("In short"), anchor="short") + page.facts(self._by_category(summary))

    def _nothing_in(self, summary: PackageSummary) -> str:
        empty = [self.tables[told.name].title for told in summary.tables if not told.rows]
        return (
            _("We also looked here and found nothing about you: %(tables)s.") % {"tables": ", ".join(empty)}
            if empty
            else ""
        )

    def _file_words(self) -> str:
        return _("These files could not be read any more and are missing: %(files)s.") % {
            "files": ", ".join(self._damaged)
        }

    def _closing(self, summary: PackageSummary) -> str:
        parts = [page.heading(2, _("What else you should know"), anchor="information")]
        for clause in self._information:
            parts.append(page.heading(3, clause.heading))
            parts += [page.paragraph(sentence) for sentence in clause.sentences]
            parts.append(page.bullets(clause.points))
        nothing = self._nothing_in(summary)
        if nothing:
            parts.append(page.paragraph(nothing, "mute"))
        if self._damaged:
            parts.append(page.paragraph(self._file_words(), "note"))
        return "".join(parts)

    def _closing_blocks(self, summary: PackageSummary) -> Iterator[Block]:
        yield paper.heading(1, _("What else you should know"))
        for clause in self._information:
            yield paper.heading(2, clause.heading)
            for sentence in clause.sentences:
                yield paper.paragraph(sentence)
            if clause.points:
                yield paper.bullets(clause.points)
        nothing = self._nothing_in(summary)
        if nothing:
            yield paper.paragraph(nothing)
        if self._damaged:
            yield paper.note(self._file_words())

    def _colophon(self) -> str:
        return _("Made by %(firm)s with Gestand on %(moment)s.") % {"firm": self.firm_name, "moment": self.made_words}

    def _html(self, text: str) -> None:
        self._body.write(text.encode("utf-8", "replace"))
