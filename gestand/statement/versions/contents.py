"""The content of a version: today's, its digest, and whether the published one still says what is so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785

from gestand.statement.clauses.assembly import assemble
from gestand.statement.models.versions import ClauseWording, StatementVersion, VersionState


def own_wordings() -> dict[tuple[str, str], str]:
    """The owner's words, by (clause id, language)."""
    return {(row.clause, row.language): row.source for row in ClauseWording.objects.all()}


def content_of_today(*, at: datetime) -> dict[str, Any]:
    """Texts and facts of this moment, with the owner's own words."""
    return assemble(at=at, wordings=own_wordings())


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()


def version_of_today(*, at: datetime) -> StatementVersion:
    """What would be published now, as a version that is not stored."""
    content = content_of_today(at=at)
    return StatementVersion(state=VersionState.DRAFT, content=content, digest=digest_of(content), frozen_at=at)


def facts_that_differ(published: Mapping[str, Any], today: Mapping[str, Any]) -> list[str]:
    """The names of the facts that the published statement states otherwise than today; [] when it still holds."""
    before, now = published["facts"], today["facts"]
    return sorted(name for name in now.keys() | before.keys() if before.get(name) != now.get(name))


def clauses_that_differ(before: Mapping[str, Any], now: Mapping[str, Any], language: str) -> list[str]:
    """The ids of the clauses that read otherwise, in the statement's order."""
    old, new = clauses_of(before, language), clauses_of(now, language)
    changed = [clause for clause, each in new.items() if _read(old.get(clause)) != _read(each)]
    return [*changed, *(clause for clause in old if clause not in new)]


def _read(clause: Mapping[str, Any] | None) -> Any:
    return (clause["title"], clause["blocks"]) if clause else None


def clauses_of(content: Mapping[str, Any], language: str) -> dict[str, Mapping[str, Any]]:
    """Every clause of a document, by id, in order."""
    return {
        clause["id"]: clause for section in content["documents"][language]["sections"] for clause in section["clauses"]
    }
