"""The one base of every refusal: an answer with a name and a sentence, never a silence."""

from __future__ import annotations

from typing import ClassVar

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
