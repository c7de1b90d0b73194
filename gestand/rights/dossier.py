"""One request as evidence for an inspector: what was asked, when, what was done and what was written, in one ZIP.

It holds what the firm keeps about the request and says what is left out on purpose: copies of identity documents,
packages and their links, who of the team did what, and what is about anybody else.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine
from gestand.core.documents import render_pdf
from gestand.core.firm import current_firm
from gestand.core.house import house
from gestand.core.spreadsheet_cells import without_formula
from gestand.people.models import Freeze
from gestand.rights.clock import Clock, clock_of
from gestand.rights.models import Request
from gestand.rights.progress import field_words
from gestand.ui import formats

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: No file in the ZIP bears the moment of packing: the same request gives the same bytes.
_STAMP = (2026, 1, 1, 0, 0, 0)


def dossier_name(request: Request) -> str:
    """As the file is called: "request-12.zip", without a name."""
    return f"{_('request')}-{request.number}.zip"


def write_dossier(request: Request, *, language: str, by: Actor, at: datetime) -> bytes:
    """The ZIP: a page to read (PDF), the facts for machines (JSON), tables (CSV) and each letter as it went.

    Written down in the audit log. Only for the owner. GDPR 5(2).
    """
    by.require_owner()
    with transaction.atomic(), translation.override(language):
        write_audit("rights.request.dossier", by=by, at=at, subject=("request", request.id))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in _files(request, language=language, at=at):
                entry = zipfile.ZipInfo(name, date_time=_STAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
    return stream.getvalue()


def _files(request: Request, *, language: str, at: datetime) -> Iterable[tuple[str, bytes]]:
    facts = _facts(request)
    corrections = [
        [row.what, field_words(row), row.old, row.new, _moment(row.applied_at)] for row in request.corrections.all()
    ]
    weighings = [
        [str(row.get_purpose_display()), _("yes") if row.honoured else _("no"), row.reasons, _moment(row.decided_at)]
        for row in request.weighings.all()
    ]
    notices = [
        [row.name, str(row.get_how_display()), row.done_on.isoformat() if row.done_on else "", row.note]
        for row in request.notices.all()
    ]
    history = _history(request)
    letters = list(request.letters.all())
    yield f"{_('request')}.pdf", _paper(request, facts, history, len(letters), language=language, at=at)
    yield "request.json", json.dumps(facts, ensure_ascii=False, indent=2).encode("utf-8")
    yield "history.csv", _table([_("When"), _("What"), _("Who")], history)
    if corrections:
        yield "corrections.csv", _table([_("What"), _("Field"), _("Before"), _("Afterwards"), _("When")], corrections)
    if weighings:
        yield "weighings.csv", _table([_("Use"), _("Followed"), _("Reasons"), _("When")], weighings)
    if notices:
        yield "recipients.csv", _table([_("Recipient"), _("How"), _("Told on"), _("Note")], notices)
    for place, letter in enumerate(letters, start=1):
        head = [
            f"{_('Subject')}: {letter.subject}",
            f"{_('For')}: {letter.get_occasion_display()}",
            f"{_('How')}: {letter.get_channel_display()}",
            f"{_('Sent')}: {_moment(letter.sent_at) if letter.sent_at else _('not sent')}",
            f"{_('Text')}: {letter.text_version or '-'}",
        ]
        name = f"letters/{place:02}-{letter.occasion}.txt"
        yield name, "\n".join([*head, "", letter.text]).encode("utf-8")
    yield "README.txt", "\n\n".join(_left_out()).encode("utf-8")


def _facts(request: Request) -> dict[str, Any]:
    clock = clock_of(request.received_at, extended=request.extended_at is not None)
    freeze = Freeze.objects.filter(occasion=request.id).order_by("begun_at").first()
    return {
        "number": request.number,
        "kind": str(request.get_kind_display()),
        "received_by": str(request.get_channel_display()),
        "step": str(request.get_state_display()),
        "asked_by": request.name,
        "asked_in": request.language,
        "message": request.message,
        "statement_in_force": request.statement_version,
        **_days(clock),
        "extension_told_at": _moment(request.extended_at),
        "extension_ground": str(request.get_extension_ground_display()) if request.extended_at else "",
        "extension_reasons": request.extension_reasons if request.extended_at else "",
        "identity": str(request.get_identity_display()),
        "identity_checked_at": _moment(request.identified_at),
        "refusal_ground": str(request.get_refusal_ground_display()),
        "refusal_reasons": request.refusal_reasons,
        "restricted_at": _moment(freeze.begun_at) if freeze else "",
        "restriction_ground": str(freeze.get_ground_display()) if freeze else "",
        "restriction_told_at": _moment(freeze.told_at) if freeze else "",
        "restriction_lifted_at": _moment(freeze.lifted_at) if freeze else "",
        "answered_how": str(request.get_answer_channel_display()),
        "answered_at": _moment(request.closed_at),
    }


def _days(clock: Clock) -> dict[str, Any]:
    return {
        "received_on": clock.received_on.isoformat(),
        "promised_by": clock.first_due_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "due_by_law": clock.law_due_on.isoformat(),
        "next_working_day": clock.slack_on.isoformat(),
    }


def _history(request: Request) -> list[list[str]]:
    """What happened, by role and without names."""
    lines = AuditLine.objects.filter(subject_id=request.id).order_by("id").values_list("at", "action", "actor_kind")
    told = []
    for moment, action, kind in lines:
        known = house.audit_actions.get(action)
        told.append([_moment(moment), capfirst(str(known.sentence)) if known else action, kind])
    return told


def _paper(
    request: Request, facts: dict[str, Any], history: list[list[str]], letters: int, *, language: str, at: datetime
) -> bytes:
    firm = current_firm()
    words = [f"{name}: {value}" for name, value in _readable(facts) if value]
    paragraphs = [
        "\n".join(words),
        _("What happened") + "\n" + "\n".join(f"- {' · '.join(line)}" for line in history),
        _("Letters kept in this file: %(n)d.") % {"n": letters},
        *_left_out(),
    ]
    content = {
        "title": _("Request %(number)s") % {"number": request.number},
        "to": [],
        "date_line": formats.long_day_words(timezone.localdate(at), year=True),
        "reference": firm.name if firm else "Gestand",
        "paragraphs": paragraphs,
        "words": {"page": _("page"), "of": _("of")},
    }
    return render_pdf("core/documents/letter.typ", content, language, at=at)


def _readable(facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
    titles = {
        "kind": _("Kind"),
        "received_by": _("Received by"),
        "step": _("Step"),
        "asked_by": _("Asked by"),
        "message": _("Message"),
        "statement_in_force": _("Statement in force"),
        "received_on": _("Received"),
        "promised_by": _("Promised by"),
        "due_on": _("Due"),
        "due_by_law": _("Due by law"),
        "extension_told_at": _("Extension told"),
        "extension_ground": _("Why extended"),
        "extension_reasons": _("Reasons for the extension"),
        "identity": _("Identity"),
        "identity_checked_at": _("Identity checked"),
        "refusal_ground": _("Why refused"),
        "refusal_reasons": _("Reasons for the refusal"),
        "restricted_at": _("Restricted since"),
        "restriction_lifted_at": _("Restriction lifted"),
        "answered_how": _("Answered how"),
        "answered_at": _("Answered"),
    }
    return [(title, str(facts[name])) for name, title in titles.items()]


def _left_out() -> Sequence[str]:
    return (
        _(
            "Left out on purpose: copies of identity documents (destroyed at the check), packages with personal data "
            "and the links to them, the names of those who work here, and everything about others."
        ),
        _("The audit log of the firm holds the same lines, sealed; its pack shows that nothing was taken away."),
    )


def _table(head: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([[without_formula(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else ""
