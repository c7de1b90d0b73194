"""Every clause on the owner's page: its title, whose words it has, what it lacks, how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.versions.contents import clauses_of
from gestand.statement.versions.facts_in_words import facts_in_words
from gestand.statement.versions.seals import seals_of_today


def sections_of(content: Mapping[str, Any], language: str, *, at: datetime) -> list[dict[str, Any]]:
    """The sections with a line for each clause."""
    seals = seals_of_today(at=at)
    by_language = {each: clauses_of(content, each) for each in LANGUAGES}
    return [
        {
            "number": section["number"],
            "title": section["title"],
            "lines": [
                {
                    "id": clause["id"],
                    "title": clause["title"],
                    "own_words": [each.upper() for each in LANGUAGES if by_language[each][clause["id"]]["own_words"]],
                    "lacking": facts_in_words(clause["lacking"]),
                    "seal": seals.get(clause["id"]),
                }
                for clause in section["clauses"]
            ],
        }
        for section in content["documents"][language]["sections"]
    ]
