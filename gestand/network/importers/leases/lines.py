"""Text files as lines of bounded length and number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import Limits, NotANetworkFile
from gestand.people.importers.encodings import open_text


def read_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines without their ends. A longer one is cut; what it is cut from is not given."""
    text = open_text(stream, encoding)
    try:
        is_first = True
        while line := text.readline(Limits.LINE_CHARACTERS):
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = text.readline(Limits.LINE_CHARACTERS)
            plain = line.rstrip("\r\n").replace("\x00", "")
            yield plain.lstrip("\ufeff") if is_first else plain
            is_first = False
    finally:
        text.detach()


def refuse_more_than(limit: int, count: int) -> None:
    if count > limit:
        raise NotANetworkFile(_("This file has more than 100,000 leases or devices. That is no list of one client."))
