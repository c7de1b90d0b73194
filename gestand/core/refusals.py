"""The one base of every refusal: an answer with a name and a sentence, never a silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.functional import Promise


class Refused(Exception):
    """Something was asked that the program will not do; nothing was changed.

    ``sentence`` is for the person at the screen (translatable), ``code`` for programs, ``field`` names the form
    field that it is about, where there is one.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class SeveralRefused(Refused):
    """More than one thing stands in the way: all of them, a line each, so that nobody mends one to hear of the next."""

    code = "several"

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__("\n".join(dict.fromkeys(str(each) for each in refusals)))
        self.refusals = refusals


def together(*checks: Callable[[], Any]) -> list[Any]:
    """What each check gives. Refuses (``SeveralRefused``) with all that they refuse; one alone is told as it is."""
    given: list[Any] = []
    refusals: list[Refused] = []
    for check in checks:
        try:
            given.append(check())
        except Refused as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise SeveralRefused(refusals)
    return given
