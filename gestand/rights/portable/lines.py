"""Content lines of vCard (RFC 6350) and iCalendar (RFC 5545): escaped, so that no text becomes a line, and folded."""

from __future__ import annotations

import re

from gestand.rights.package.text import visible

_LINE_BYTES = 75
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def escaped(text: str) -> str:
    """A text value: whatever could end a line is written in two letters, control codes in words."""
    plain = _LINE_ENDS.sub("\n", text)
    plain = "\n".join(visible(part.replace("\t", " ")) for part in plain.split("\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def structured(*parts: str) -> str:
    """A value of several parts, as a name or an address."""
    return ";".join(escaped(part) for part in parts)


def line(name: str, value: str) -> bytes:
    """One content line, folded after 75 bytes without cutting a letter. ``value`` is escaped already."""
    pieces: list[bytes] = []
    current = bytearray()
    room = _LINE_BYTES
    for letter in f"{name}:{value}":
        encoded = letter.encode("utf-8", "replace")
        if len(current) + len(encoded) > room:
            pieces.append(bytes(current))
            current, room = bytearray(), _LINE_BYTES - 1
        current += encoded
    pieces.append(bytes(current))
    return b"\r\n ".join(pieces) + b"\r\n"


def uri(text: str) -> str:
    """A value that is an address: without anything that ends a line or a part."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
