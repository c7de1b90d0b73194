"""A published version as files that need no Gestand: a web page of its own, PDF/A and JSON, sealed and hashed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.documents import render_pdf
from gestand.core.files import read_file, store_file
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.models.versions import FileFormat, StatementFile, StatementVersion
from gestand.statement.versions.days import full_day
from gestand.statement.versions.linked import linked_json

MEDIA_TYPES = {
    FileFormat.HTML: "text/html",
    FileFormat.PDF: "application/pdf",
    FileFormat.JSON: "application/ld+json",
}
_TEMPLATE = "statement/documents/statement.typ"


def file_of(version: StatementVersion, language: str, form: str, *, at: datetime) -> bytes:
    """The kept file; made and kept now when nobody made it yet."""
    kept = StatementFile.objects.filter(version=version, language=language, format=form).select_related("file").first()
    if kept is not None:
        return read_file(kept.file)
    return _keep(version, language, FileFormat(form), at=at)


def keep_files(version: StatementVersion, *, at: datetime, tell: Callable[[int, int], None]) -> None:
    """Every file of a version that is not there yet."""
    wanted = [(language, form) for language in LANGUAGES for form in FileFormat]
    for done, (language, form) in enumerate(wanted):
        tell(done, len(wanted))
        if not StatementFile.objects.filter(version=version, language=language, format=form).exists():
            _keep(version, language, form, at=at)


def _keep(version: StatementVersion, language: str, form: FileFormat, *, at: datetime) -> bytes:
    content = rendered(version, language, form)
    with transaction.atomic():
        StatementVersion.objects.select_for_update().get(id=version.id)  # one at a time
        if not StatementFile.objects.filter(version=version, language=language, format=form).exists():
            stored = store_file(content, name=file_name(version, language, form), media_type=MEDIA_TYPES[form], at=at)
            StatementFile.objects.create(version=version, language=language, format=form, file=stored)
    return content


def file_name(version: StatementVersion, language: str, form: str) -> str:
    base = "privacyverklaring" if language == "nl" else "privacy-statement"
    return f"{base}-{version.reference or 'draft'}.{form}"


def rendered(version: StatementVersion, language: str, form: str) -> bytes:
    """A version in one form; the same version always gives the same bytes for JSON and PDF."""
    if form == FileFormat.JSON:
        return linked_json(version)
    if form == FileFormat.PDF:
        return render_pdf(
            _TEMPLATE, on_paper(version, language), language, at=version.published_at or version.frozen_at
        )
    with translation.override(language):
        context = {
            "document": version.content["documents"][language],
            "version": version,
            "summary": version.summary(language),
            "dated": dated(version),
        }
        return str(render_to_string("statement/public/archive.html", context)).encode("utf-8")


def dated(version: StatementVersion) -> str:
    """As in "Version 3, in force since 23 November 2026"."""
    if version.number and version.takes_effect_on:
        return _("Version %(number)d, in force since %(day)s") % {
            "number": version.number,
            "day": full_day(version.takes_effect_on),
        }
    if version.takes_effect_on:
        return _("Planned: in force from %(day)s") % {"day": full_day(version.takes_effect_on)}
    return _("Draft of %(day)s") % {"day": full_day(timezone.localdate(version.frozen_at))}


def on_paper(version: StatementVersion, language: str) -> dict[str, Any]:
    """What the typesetter gets; every text stays a string there."""
    document = version.content["documents"][language]
    with translation.override(language):
        return {
            "title": _("Privacy statement"),
            "subtitle": dated(version),
            "summary": version.summary(language),
            "contents": _("Contents"),
            "words": {"page": _("Page"), "of": _("of")},
            "footer": dated(version),
            "sections": [
                {
                    "title": f"{section['number']}. {section['title']}",
                    "clauses": [
                        {"title": clause["title"], "blocks": _paper_blocks(clause["blocks"])}
                        for clause in section["clauses"]
                    ],
                }
                for section in document["sections"]
            ],
        }


def _paper_blocks(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"kind": "list", "items": [_plain(item) for item in block["items"]]}
        if block["kind"] == "list"
        else {"kind": "paragraph", "text": _plain(block["parts"])}
        for block in blocks
    ]


def _plain(parts: list[dict[str, str]]) -> str:
    return "".join(part["text"] for part in parts)
