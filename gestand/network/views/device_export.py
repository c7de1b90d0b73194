"""The list of devices as a file: every page of it, exactly the devices that the filters show."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gestand.core.audit import write_audit
from gestand.core.freezing import frozen_now
from gestand.core.requests import actor_of
from gestand.network.exporters.devices import as_csv, write_excel
from gestand.network.queries.device_filter import (
    COLUMNS,
    USUAL_COLUMNS,
    DeviceFilter,
    filtered_devices,
    found_by_words,
    known_columns,
)
from gestand.network.queries.device_list import DeviceRow, every_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gestand.core.actors import Actor

_AT_ONCE = 1000
_IN_MEMORY_BYTES = 2 * 1024 * 1024
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def device_export(request: HttpRequest) -> HttpResponseBase:
    """The owner's right, written down; devices of a client whose data is restricted stay out."""
    actor, now = actor_of(request), timezone.now()
    wanted = DeviceFilter.read(QueryDict(request.POST.get("query", "")[:800]))
    asked = request.POST.get("do", "csv")
    columns = COLUMNS if asked.endswith("-all") else known_columns(request.POST.getlist("column")) or USUAL_COLUMNS
    today, frozen = timezone.localdate(now), frozen_now().clients
    found = found_by_words(actor, wanted)
    listed = filtered_devices(actor, wanted, today=today, found=found).exclude(client_id__in=frozen)
    rows = every_row(actor, wanted, today=today, columns=columns, without=frozen, at_once=_AT_ONCE)
    name = f"{_('devices')}-{timezone.localdate(now):%Y-%m-%d}"
    form = "excel" if asked.startswith("excel") else "csv"
    _note_export(by=actor, at=now, form=form, rows=listed.count())
    if form == "excel":
        return _excel(rows, columns, name)
    response = StreamingHttpResponse(_spoken(rows, columns), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _note_export(*, by: Actor, at: datetime, form: str, rows: int) -> None:
    by.require_owner()
    write_audit("network.devices.export", by=by, at=at, facts={"form": form, "rows": rows})


def _excel(rows: Iterator[DeviceRow], columns: Sequence[str], name: str) -> HttpResponseBase:
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - the response closes it
    write_excel(file, rows, columns)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_EXCEL)


def _spoken(rows: Iterator[DeviceRow], columns: Sequence[str]) -> Iterator[bytes]:
    """The lines are made while they are sent, when the page's language is no longer that of the thread."""
    language = get_language()
    lines = as_csv(rows, columns)
    while True:
        with override(language):
            piece = next(lines, None)
        if piece is None:
            return
        yield piece
