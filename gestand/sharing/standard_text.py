"""The standard agreement: the text that the program brings along, and filling in a version for one client."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).with_name("standard_text.json")
_FACT = re.compile(r"\{([a-z_]+)\}")

#: The eight points of GDPR 28(3), and what its first sentence asks for.
POINTS = ("a", "b", "c", "d", "e", "f", "g", "h")
OPENING = ("subject", "duration", "kinds")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, or the points of a list."""

    words: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """``clauses`` are the letters of 28(3) that it serves."""

    key: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    clauses: tuple[str, ...]


@lru_cache(maxsize=1)
def shipped_text() -> dict[str, Any]:
    """The program's own text: {"version", "articles"}."""
    found: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return found


def facts_in(text: str) -> set[str]:
    """The names of the facts that a text takes: "{client}"."""
    return set(_FACT.findall(text))


def facts_asked(key: str, language: str) -> set[str]:
    """The facts that the program's own article takes; another version of it keeps them."""
    for article in shipped_text()["articles"]:
        if article["key"] == key:
            return facts_in(article[language]["text"])
    return set()


def filled_in(articles: list[dict[str, Any]], *, language: str, facts: dict[str, str | list[str]]) -> list[Article]:
    """The articles with a client's facts. A fact that is a list becomes a list of points. Raises ``KeyError``."""
    made = []
    for article in articles:
        words = article[language]
        made.append(
            Article(
                key=article["key"],
                title=words["title"],
                paragraphs=tuple(_paragraphs(words["text"], facts)),
                clauses=tuple(article["clauses"]),
            )
        )
    return made


def _paragraphs(text: str, facts: dict[str, str | list[str]]) -> list[Paragraph]:
    """A line that is nothing but a fact that is a list becomes its points; blank lines part paragraphs."""
    made: list[Paragraph] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        words: list[str] = []
        for line in block.split("\n"):
            alone = _FACT.fullmatch(line.strip())
            value = facts[alone[1]] if alone else None
            if isinstance(value, list):
                if words:
                    made.append(Paragraph(words="\n".join(words)))
                    words = []
                made.append(Paragraph(points=tuple(value)))
            else:
                words.append(_FACT.sub(lambda found: _inline(facts[found[1]]), line))
        if words:
            made.append(Paragraph(words="\n".join(words)))
    return made


def _inline(value: str | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else value
