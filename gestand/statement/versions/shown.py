"""A version as its page needs it: sections, clauses, seals beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gestand.core.firm import current_firm
from gestand.statement.models.versions import StatementVersion
from gestand.statement.versions.files import dated
from gestand.statement.versions.seals import Seal


def page_of(version: StatementVersion, language: str, *, seals: Mapping[str, Seal], at: datetime) -> dict[str, Any]:
    """The context of the template ``statement/public/statement.html``."""
    document = version.content["documents"][language]
    sections = [
        {
            **section,
            "anchor": section["key"].replace("_", "-"),
            "clauses": [
                {
                    **clause,
                    "anchor": clause["id"].replace(".", "-").replace("_", "-"),
                    "seal": seals.get(clause["id"]) if clause["promise"] else None,
                }
                for clause in section["clauses"]
            ],
        }
        for section in document["sections"]
    ]
    return {
        "firm": current_firm(),
        "version": version,
        "sections": sections,
        "dated": dated(version),
        "summary": version.summary(language),
        "has_seals": bool(seals),
        "at": at,
    }
