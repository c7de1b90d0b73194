"""The register as a file: JSON, Excel and PDF. With ``named`` the business clients stand in it by name."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from gestand.core.documents import render_pdf
from gestand.core.house import ServedController, house
from gestand.core.spreadsheet_cells import for_workbook, without_formula
from gestand.statement.register.facts import Facts, digest_of
from gestand.statement.register.telling import Activity, Register, ToldTerm, told
from gestand.ui import formats

FORMATS = ("xlsx", "pdf", "json")
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
SCHEMA = Path(__file__).with_name("schema.json")
_TEMPLATE = "core/documents/blocks.typ"


@dataclass(frozen=True, slots=True)
class Told:
    """A register in the words of one language, ready for a file."""

    facts: Facts
    register: Register
    at: datetime
    language: str
    controllers: tuple[ServedController, ...]
    named: bool


def register_file(kind: str, facts: Facts, *, at: datetime, language: str, named: bool = True) -> bytes:
    """The register of these facts as "xlsx", "pdf" or "json". ``at`` is the moment that stands on it."""
    with override(language):
        served = tuple(house.served_controllers()) if named and house.served_controllers else ()
        ids = {each["client"] for each in facts["served"]}
        controllers = tuple(each for each in served if str(each.client_id) in ids)
        writing = Told(facts, told(facts), at, language, controllers, named)
        return {"xlsx": _workbook, "pdf": _pdf, "json": _json}[kind](writing)


def file_name(kind: str, at: datetime) -> str:
    return f"{_('register of processing').replace(' ', '-')}-{timezone.localdate(at)}.{kind}"


# JSON -----------------------------------------------------------------------------------------------------------------


def _json(writing: Told) -> bytes:
    return json.dumps(as_json(writing), ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def as_json(writing: Told) -> dict[str, Any]:
    """As ``schema.json`` says."""
    said = writing.register
    names = {str(each.client_id): each for each in writing.controllers}
    return {
        "format": {"name": "gestand.register-of-processing", "version": 1},
        "made_at": writing.at.isoformat(),
        "language": writing.language,
        "digest": digest_of(writing.facts),
        "controller": writing.facts["controller"],
        "activities": [_activity_json(each) for each in said.activities],
        "as_processor": {
            "controllers": [
                {"id": each["client"], "since_on": each["since_on"]}
                | (
                    {"name": names[each["client"]].name, "contact": names[each["client"]].contact}
                    if each["client"] in names
                    else {}
                )
                for each in writing.facts["served"]
            ],
            "work": list(said.as_processor.work),
            "categories": list(said.as_processor.categories),
            "recipients": [each.key for each in said.as_processor.recipients],
            "transfers": list(said.as_processor.transfers),
            "tables": list(said.as_processor.tables),
        },
        "recipients": [
            {
                "key": each.key,
                "name": each.name,
                "kind": each.kind.value,
                "what": each.what,
                "country": each.country,
                "safeguard": each.safeguard,
                "categories": list(each.categories),
                "agreement": each.agreement,
            }
            for each in said.recipients
        ],
        "measures": [{"clause": clause, "words": words} for clause, words in said.measures],
    }


def _activity_json(activity: Activity) -> dict[str, Any]:
    return {
        "key": activity.key,
        "purpose": activity.title,
        "bases": list(activity.bases),
        "subjects": list(activity.subjects),
        "categories": list(activity.categories),
        "recipients": [each.key for each in activity.recipients],
        "transfers": list(activity.transfers),
        "terms": [{"words": each.words, "source": each.source, "tables": list(each.tables)} for each in activity.terms],
        "tables": list(activity.tables),
    }


# Excel ----------------------------------------------------------------------------------------------------------------

_Row = Sequence[str]


def _workbook(writing: Told) -> bytes:
    """Sheets by part of the register; every cell is text, whatever it looks like."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, widths, rows in _sheets(writing):
        _sheet(book, title, widths, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheets(writing: Told) -> Iterable[tuple[str, Sequence[int], list[_Row]]]:
    said = writing.register
    yield (
        _("Who"),
        (28, 60),
        [
            (_("What"), ""),
            *said.controller,
            (_("Made on"), _moment(writing.at)),
            (_("Fingerprint"), digest_of(writing.facts)),
        ],
    )
    yield (
        _("As controller, 30(1)"),
        (36, 30, 40, 44, 50, 36, 36),
        [
            (_("Activity (purpose)"), _("Legal basis"), _("Whose data"), _("Kinds of data"), _("How long"),
             _("Recipients"), _("Transfers outside the EEA")),
            *(
                (
                    each.title,
                    "; ".join(each.bases),
                    "; ".join(each.subjects),
                    "; ".join(each.categories),
                    "; ".join(_term(term) for term in each.terms),
                    "; ".join(recipient.name for recipient in each.recipients),
                    "; ".join(each.transfers) or _("none"),
                )
                for each in said.activities
            ),
        ],
    )  # fmt: skip
    yield (
        _("As processor, 30(2)"),
        (36, 50, 20),
        [
            (_("What"), _("Words"), ""),
            *((_("Work for the client"), each, "") for each in said.as_processor.work),
            (_("Kinds of data kept here"), "; ".join(said.as_processor.categories) or _("none yet"), ""),
            (_("Other processors"), "; ".join(each.name for each in said.as_processor.recipients) or _("none"), ""),
            (_("Transfers outside the EEA"), "; ".join(said.as_processor.transfers) or _("none"), ""),
            (_("Controller (business client)"), _("Contact"), _("Since")),
            *_controllers(writing),
        ],
    )
    yield (
        _("Recipients"),
        (36, 34, 44, 20, 36, 50, 34),
        [
            (_("Name"), _("Role"), _("What it receives"), _("Country"), _("Safeguard"), _("Kinds of data"),
             _("Agreement")),
            *(
                (each.name, each.kind_words, each.what, each.country, each.safeguard, "; ".join(each.categories),
                 each.agreement)
                for each in said.recipients
            ),
        ],
    )  # fmt: skip
    yield (
        _("How long"),
        (50, 30, 80),
        [
            (_("How long"), _("Where it comes from"), _("For what")),
            *((each.words, each.source, "; ".join(each.tables)) for each in said.terms),
        ],
    )
    yield _("Security"), (24, 90), [(_("Clause"), _("Measure")), *said.measures]


def _sheet(book: Any, title: str, widths: Sequence[int], rows: Iterable[_Row]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell: Any = WriteOnlyCell(sheet, value=for_workbook(text))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            if text != without_formula(text):
                cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)


# PDF ------------------------------------------------------------------------------------------------------------------


def _pdf(writing: Told) -> bytes:
    said = writing.register
    blocks: list[dict[str, Any]] = [
        _heading(_("As controller (GDPR 30(1))")),
        _paragraph(_("For its own administration, and for households, the firm decides what happens with the data.")),
    ]
    for activity in said.activities:
        blocks += [
            _heading(activity.title[:1].upper() + activity.title[1:], level=2),
            {
                "kind": "facts",
                "pairs": [
                    [_("Legal basis"), "\n".join(activity.bases)],
                    [_("Whose data"), "\n".join(activity.subjects)],
                    [_("Kinds of data"), ", ".join(activity.categories)],
                    [_("How long"), "\n".join(_term(term) for term in activity.terms)],
                    [_("Recipients"), "\n".join(each.name for each in activity.recipients) or _("nobody")],
                    [_("Outside the EEA"), "\n".join(activity.transfers) or _("nothing")],
                ],
            },
        ]
    blocks += [
        _heading(_("As processor (GDPR 30(2))")),
        _paragraph(_("On the systems of business clients the firm works on the client's instructions:")),
        {"kind": "list", "items": list(said.as_processor.work)},
        {
            "kind": "facts",
            "pairs": [
                [_("Kinds of data kept here"), ", ".join(said.as_processor.categories) or _("none yet")],
                [_("Other processors"), "\n".join(each.name for each in said.as_processor.recipients) or _("none")],
                [_("Outside the EEA"), "\n".join(said.as_processor.transfers) or _("nothing")],
                [_("Controllers"), served_words(said.as_processor.served)],
            ],
        },
    ]
    if writing.controllers:
        blocks.append(_table([_("Business client"), _("Contact"), _("Since")], [3, 4, 2], _controllers(writing)))
    blocks += [
        _heading(_("Recipients")),
        _table(
            [_("Name"), _("What it receives"), _("Country and safeguard"), _("Agreement")],
            [3, 4, 3, 3],
            [
                (
                    f"{each.name}\n{each.kind_words}",
                    each.what,
                    "\n".join(filter(None, [each.country, each.safeguard])),
                    each.agreement,
                )
                for each in said.recipients
            ],
        ),
        _heading(_("How long")),
        _table(
            [_("How long"), _("Where it comes from"), _("For what")],
            [3, 2, 5],
            [(each.words, each.source, ", ".join(each.tables)) for each in said.terms],
        ),
        _heading(_("Security (GDPR 32)")),
        {"kind": "list", "items": [words for _clause, words in said.measures]},
    ]
    content = {
        "title": _("Register of processing"),
        "subtitle": _("Article 30 of the General Data Protection Regulation (GDPR)"),
        "facts": [*map(list, said.controller), [_("Made on"), _moment(writing.at)]],
        "contents": _("Contents"),
        "words": {"page": _("page"), "of": _("of")},
        "blocks": blocks,
        "footer": digest_of(writing.facts)[:16],
    }
    return render_pdf(_TEMPLATE, content, writing.language, at=writing.at)


def served_words(count: int) -> str:
    return (
        ngettext(
            "%(n)d business client with a signed agreement", "%(n)d business clients with a signed agreement", count
        )
        % {"n": count}
        if count
        else _("no agreement is signed yet")
    )


def _controllers(writing: Told) -> list[_Row]:
    """By name where they may stand in it, else by id."""
    if writing.controllers:
        return [(each.name, each.contact, each.since_on.isoformat()) for each in writing.controllers]
    return [(each["client"], "", each["since_on"]) for each in writing.facts["served"]]


def _term(term: ToldTerm) -> str:
    return f"{term.words} ({term.source})" if term.source else term.words


def _heading(text: str, *, level: int = 1) -> dict[str, Any]:
    return {"kind": "heading", "level": level, "text": text}


def _paragraph(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": text}


def _table(columns: list[str], weights: list[int], rows: Iterable[_Row]) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": columns,
        "weights": weights,
        "rows": [{"cells": list(row), "details": []} for row in rows],
    }


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.long_day_words(local.date(), year=True)}, {local:%H:%M}"
