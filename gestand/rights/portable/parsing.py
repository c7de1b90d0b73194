"""Reading data.json piece by piece: memory stays at one row, however long the file is."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from gestand.rights.portable.archive import DAMAGED
from gestand.rights.portable.refusals import PackageRefused

_PIECE_BYTES = 128 * 1024
#: One row, with its longest free texts.
MOST_ROW_CHARACTERS = 16 * 1024 * 1024
_SPACE = " \t\r\n"
#: Also the empty text, which ends what was read.
_IN_NUMBERS = ("", *"0123456789+-.eE")


class _NotJson(ValueError):
    """Inside: what was read is no JSON, or not yet a whole value."""


def _no_constant(_word: str) -> NoReturn:
    raise _NotJson


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that names a field twice says two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PackageRefused(DAMAGED)
    return found


class Reader:
    """A cursor in the text. ``members`` walks an object, ``items`` an array, ``value`` takes a whole value."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._decoder = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_once)
        self._text = ""
        self._place = 0
        self._is_over = False

    def members(self) -> Iterator[str]:
        """The names in an object; the caller takes each value before the next name."""
        self._take("{")
        seen: set[str] = set()
        if self._is_next("}"):
            return
        while True:
            name = self.value()
            if not isinstance(name, str) or name in seen:
                raise PackageRefused(DAMAGED)
            seen.add(name)
            self._take(":")
            yield name
            if self._is_next("}"):
                return
            self._take(",")

    def items(self) -> Iterator[Any]:
        """The values of an array, one by one."""
        for _one in self.places():
            yield self.value()

    def places(self) -> Iterator[None]:
        """Stops before each value of an array; the caller takes it."""
        self._take("[")
        if self._is_next("]"):
            return
        while True:
            yield None
            if self._is_next("]"):
                return
            self._take(",")

    def value(self) -> Any:
        """A whole value. Refuses (``PackageRefused``) one that is longer than any row."""
        self._skip_space()
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._place)
            except (json.JSONDecodeError, _NotJson):
                pass
            except (RecursionError, ValueError):
                raise PackageRefused(DAMAGED) from None
            else:
                # A number at the end of what was read may go on: "1" in "1", and in "1e" before "1e9" is there.
                if self._is_over or self._text[end : end + 1] not in _IN_NUMBERS:
                    self._place = end
                    return found
            if self._is_over or len(self._text) - self._place > MOST_ROW_CHARACTERS:
                raise PackageRefused(DAMAGED)
            self._read_more()

    def end(self) -> None:
        """Nothing may follow."""
        self._skip_space()
        if self._place < len(self._text):
            raise PackageRefused(DAMAGED)

    def _take(self, sign: str) -> None:
        if not self._is_next(sign):
            raise PackageRefused(DAMAGED)

    def _is_next(self, sign: str) -> bool:
        self._skip_space()
        if self._text[self._place : self._place + 1] != sign:
            return False
        self._place += 1
        return True

    def _skip_space(self) -> None:
        while True:
            while self._place < len(self._text):
                if self._text[self._place] not in _SPACE:
                    return
                self._place += 1
            if self._is_over:
                return
            self._read_more()

    def _read_more(self) -> None:
        """Twice as much as there is, so that a long value is not tried anew for each piece."""
        piece = self._stream.read(max(_PIECE_BYTES, len(self._text) - self._place))
        try:
            text = self._decode.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise PackageRefused(DAMAGED) from None
        self._is_over = not piece
        self._text = self._text[self._place :] + text
        self._place = 0
