"""What this room puts into the pack for an inspector: every request with its days, without names."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.house import InspectorPart, PackWriter
from gestand.core.spreadsheet_cells import without_formula
from gestand.rights.models import Request, RequestState

#: A form that nobody confirmed is no request yet.
_COLUMNS = (
    "number", "kind", "channel", "state", "received_at", "due_on", "law_due_on", "identity", "identified_at",
    "answer_channel", "closed_at", "extended_at", "extension_ground", "refusal_ground",
)  # fmt: skip


def write_requests(add: PackWriter, *, at: datetime, language: str) -> None:
    """Number, kind, days and step of every request, as a table and for machines. Who asked, and what, is left out."""
    del language
    requests = Request.objects.exclude(state=RequestState.UNCONFIRMED).filter(received_at__lte=at)
    rows = [_row(request) for request in requests.only("id", *_COLUMNS).order_by("received_at", "id")]
    head = [
        _("Number"), _("Kind"), _("Received by"), _("Step"), _("Received"), _("Promised by"), _("Due by law"),
        _("Identity"), _("Identity checked"), _("Answered how"), _("Answered"), _("In time"), _("Extension told"),
        _("Why extended"), _("Why refused"),
    ]  # fmt: skip
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([[without_formula(str(cell)) for cell in row.values()] for row in rows])
    add("requests.csv", b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8"))
    add("requests.json", json.dumps(rows, ensure_ascii=False, indent=2).encode("utf-8"))


def _row(request: Request) -> dict[str, Any]:
    closed_on = timezone.localdate(request.closed_at) if request.closed_at else None
    in_time = "" if not (closed_on and request.due_on) else _("yes") if closed_on <= request.due_on else _("no")
    return {
        "number": request.number or "",
        "kind": request.get_kind_display(),
        "received_by": request.get_channel_display(),
        "step": request.get_state_display(),
        "received_on": timezone.localdate(request.received_at).isoformat(),
        "promised_by": request.due_on.isoformat() if request.due_on else "",
        "due_by_law": request.law_due_on.isoformat() if request.law_due_on else "",
        "identity": request.get_identity_display() if request.identity else "",
        "identity_checked_on": timezone.localdate(request.identified_at).isoformat() if request.identified_at else "",
        "answered_how": request.get_answer_channel_display() if request.answer_channel else "",
        "answered_on": closed_on.isoformat() if closed_on else "",
        "in_time": in_time,
        "extension_told_on": timezone.localdate(request.extended_at).isoformat() if request.extended_at else "",
        "why_extended": request.get_extension_ground_display() if request.extended_at else "",
        "why_refused": request.get_refusal_ground_display() if request.refusal_ground else "",
    }


REQUESTS = InspectorPart("requests", gettext_lazy("Requests about privacy rights, without names"), 50, write_requests)
