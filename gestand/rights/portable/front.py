"""index.html, the first page: whose package it is, what is inside, what is not and why, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.rights.package import page as html
from gestand.rights.package.text import for_html
from gestand.rights.portable.scope import Scope, ScopeKind
from gestand.ui import colour, formats

if TYPE_CHECKING:
    from gestand.rights.portable.tables import Division
    from gestand.rights.portable.write import PortableSummary


def page(scope: Scope, division: Division, summary: PortableSummary, *, language: str) -> str:
    """The whole page, in the active language; it names neither the office that made it nor the hour."""
    title = _("Your data, to take along")
    rows = ngettext("%(n)d row", "%(n)d rows", summary.rows) % {"n": summary.rows}
    files = ngettext("%(n)d file", "%(n)d files", summary.files) % {"n": summary.files}
    about_whom = (
        _("What you gave us, and what we wrote down while working for you, under our contract or your consent.")
        if scope.kind is ScopeKind.PERSON
        else _("A household or business with everybody in it, for whoever goes on with the work.")
    )
    filled = [(table.title, table.rows, table.name) for table in summary.tables if table.rows]
    return (
        html.head(title=title, language=language, accent=colour.BUILT_IN)
        + "<main>\n"
        + html.heading(1, title)
        + html.paragraph(scope.name, "lead")
        + html.paragraph(about_whom)
        + html.facts([(_("Inside"), f"{rows}, {files}")])
        + html.heading(2, _("What is inside"))
        + _tables(filled)
        + html.heading(2, _("What to do with it"))
        + html.bullets(_uses())
        + html.heading(2, _("What is not inside"))
        + html.paragraph(
            _(
                "Article 20 of the GDPR is about what you provided. Everything else that is kept about you is told by "
                "a request for access (article 15)."
            )
        )
        + html.facts(_by_reason(scope, division))
        + html.paragraph(
            _("A row that hangs on something of somebody else, such as a role with a business, is not in it either."),
            "mute",
        )
        + html.foot(_("The same data gives the same file, byte by byte: two packages can be compared."))
    )


def _tables(filled: list[tuple[str, int, str]]) -> str:
    lines = "".join(
        f'<li><a href="csv/{for_html(name)}.csv">{for_html(title)}</a>'
        f"<span>{for_html(formats.number_words(rows))}</span></li>"
        for title, rows, name in filled
    )
    return f'<ol class="contents">{lines}</ol>\n' if lines else html.paragraph(_("Nothing."))


def _uses() -> list[str]:
    return [
        _("contacts.vcf: open it with the address book of a phone or computer (vCard)."),
        _("calendar.ics: open it with a calendar; each conversation stands on its day (iCalendar)."),
        _("csv: one file for each table, for a spreadsheet."),
        _("files: the documents that belong to it."),
        _("data.json: everything at once for another program; schema.json explains it (JSON Schema)."),
        _('Another office with Gestand takes the whole ZIP in, under "Settings", "Take in a package".'),
        _(
            "A cell that starts with =, +, - or @ has an apostrophe in front in the CSV files, so that a "
            "spreadsheet does not run it."
        ),
    ]


def _by_reason(scope: Scope, division: Division) -> list[tuple[str, str]]:
    """What stays, gathered under each reason: single fields first, then whole tables."""
    what: dict[str, list[str]] = {}
    for table in division.tables:
        for left in scope.left_out_of(table):
            what.setdefault(left.because, []).append(f"{left.label} ({table.title})")
    for each in division.stays:
        what.setdefault(each.because, []).append(each.title)
    return [(capfirst(because), ", ".join(names)) for because, names in what.items()]
