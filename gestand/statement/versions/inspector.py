"""The statement in the inspector's pack: every version that was in force, as files that need nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import InspectorPart
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.models.versions import FileFormat, StatementVersion
from gestand.statement.versions import differences
from gestand.statement.versions.files import file_of
from gestand.statement.versions.schema import SCHEMA

if TYPE_CHECKING:
    from gestand.core.house import PackWriter


def write_versions(add: PackWriter, *, at: datetime, language: str) -> None:
    """Each version as web page and PDF in both languages and as JSON, what changed in it, and their digests."""
    del language
    listed, before = [], None
    for version in StatementVersion.objects.published().order_by("number").iterator(chunk_size=10):
        for tongue in LANGUAGES:
            for form in (FileFormat.HTML, FileFormat.PDF):
                add(f"{version.reference}.{tongue}.{form.value}", file_of(version, tongue, form, at=at))
        add(f"{version.reference}.json", file_of(version, "nl", FileFormat.JSON, at=at))
        if before is not None:
            changes = differences.for_machines(before, version)
            add(f"{version.reference}.changes.json", json.dumps(changes, ensure_ascii=False, indent=1).encode())
        listed.append(
            {
                "version": version.reference,
                "digest": version.digest,
                "published_at": version.published_at.isoformat() if version.published_at else None,
                "in_force_from": version.takes_effect_on.isoformat() if version.takes_effect_on else None,
                "told_clients_first": version.tells_clients,
                "not_told_because": version.not_told_because,
            }
        )
        before = version
    add("versions.json", json.dumps(listed, ensure_ascii=False, indent=1).encode())
    add("statement.schema.json", json.dumps(SCHEMA, indent=1).encode())


PART = InspectorPart("statement", _("Privacy statement: every version"), 10, write_versions)
