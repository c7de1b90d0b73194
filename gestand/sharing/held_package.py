"""The package in which what was held for a client goes back: its files, and a list that anybody can read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from gestand.core.declarations.held import held_models
from gestand.core.declarations.paths import field_at
from gestand.core.files import open_file
from gestand.core.files.models import StoredFile
from gestand.core.files.uploads import harmless_name
from gestand.core.firm import current_firm
from gestand.core.house import house
from gestand.core.spreadsheet_cells import without_formula
from gestand.people.models import ClientKind
from gestand.sharing.models import HandBack
from gestand.sharing.queries.held import Held, file_fields, hops, value_at
from gestand.ui import formats

_COPY_BYTES = 256 * 1024


def write_held(row: HandBack, held: Held, *, at: datetime, to: IO[bytes]) -> None:
    """Write the files and the lists as one ZIP (streamed; flat memory)."""
    with override(row.language), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = [line for table in _tables(held) for line in _packed(archive, *table)]
        _put(archive, "list.csv", _as_csv(lines), at)
        _put(archive, "list.json", json.dumps(lines, ensure_ascii=False, indent=2).encode(), at)
        _put(archive, f"{_('READ ME')}.txt", _as_words(row, lines, at=at).encode(), at)
        # What is documented of a household's own systems was never held as its processor.
        is_business = row.client is not None and row.client.kind == ClientKind.BUSINESS
        for write in house.held_documents if is_business else ():
            if row.client_id is not None:
                write(archive, client_id=row.client_id, language=row.language, at=at)


def _tables(held: Held) -> Iterator[tuple[type[models.Model], tuple[str, ...], set[Any]]]:
    for declared, how in held_models():
        if declared.model in held.keys:
            yield declared.model, tuple(how.told), held.keys[declared.model]


def _packed(
    archive: zipfile.ZipFile, model: type[models.Model], told: tuple[str, ...], keys: set[Any]
) -> Iterator[dict[str, Any]]:
    """Each row as a line of the list, with its files written on the way."""
    plain = [each for each in model._meta.concrete_fields if not each.is_relation and not each.primary_key]
    plain = [each for each in plain if not isinstance(each, models.BooleanField)]
    paths = file_fields(model)
    columns = [*told, *(each.name for each in plain)]
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    for row in rows.select_related(*paths, *hops(told)):
        line: dict[str, Any] = {_("What"): str(capfirst(str(model._meta.verbose_name)))}
        for column in columns:
            line[str(capfirst(str(field_at(model, column).verbose_name)))] = value_at(row, model, column)
        for name in paths:
            stored: StoredFile | None = getattr(row, name)
            if stored is not None:
                number = len(archive.namelist()) + 1  # a row may have several files, and two tables the same name
                inside = f"files/{number:04d} {harmless_name(stored.name)}"
                info = zipfile.ZipInfo(inside, timezone.localtime(stored.stored_at).timetuple()[:6])
                with open_file(stored) as source, archive.open(info, "w", force_zip64=True) as target:
                    while chunk := source.read(_COPY_BYTES):
                        target.write(chunk)
                line |= {_("File"): inside, _("Bytes"): stored.size_bytes, "SHA-256": stored.sha256}
        yield line


def _put(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    info = zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _as_csv(lines: list[dict[str, Any]]) -> bytes:
    """Semicolons and a byte-order mark, as a Dutch Excel opens with one click; no cell is a formula."""
    stream = io.StringIO()
    columns = list(dict.fromkeys(column for line in lines for column in line))
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([without_formula(str(line.get(column, ""))) for column in columns])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _as_words(row: HandBack, lines: list[dict[str, Any]], *, at: datetime) -> str:
    firm = current_firm()
    name = firm.name if firm else "Gestand"
    said = [
        _("%(firm)s gives back to %(client)s") % {"firm": name, "client": row.party_name},
        "",
        formats.long_day_words(timezone.localdate(at), year=True),
        "",
        _(
            "This is everything that we hold for you as your processor (GDPR 28(3)(g)). Look whether it is complete, "
            "and tell us that you have it. After that we delete it here, and confirm that in writing."
        ),
        "",
        ngettext("%(n)d item:", "%(n)d items:", len(lines)) % {"n": len(lines)},
        "",
    ]
    said += [
        "- " + "; ".join(f"{key}: {value}" for key, value in line.items() if value not in {"", None}) for line in lines
    ]
    said += ["", _("The same list is in list.csv (for a spreadsheet) and list.json (for a program).")]
    if firm:
        said += ["", name, firm.officer_email or firm.email]
    return "\r\n".join(said) + "\r\n"
