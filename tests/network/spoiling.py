"""Ways to spoil a file, for a short run in the tests and a long one by hand (``make fuzz``)."""

from __future__ import annotations

import random
from collections.abc import Callable

#: Bytes that mean something in one format or another.
_TELLING = b"\x00\xff\"'{}[]<>&;,=:\\\n\r\t 0"


def cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.choice([1, 2, len(content) - 1, chance.randrange(len(content))])]


def with_bytes_turned_over(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.choice([1, 5, 50])):
        byte = chance.choice([*_TELLING, chance.randrange(256)])
        spoiled[chance.randrange(len(spoiled))] = byte
    return bytes(spoiled)


def with_parts_repeated(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:end] + content[start:end] * chance.choice([1, 3]) + content[start:]


def with_parts_left_out(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:start] + content[end:]


def with_bytes_put_between(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([chance.choice(_TELLING)]) * chance.choice([1, 3, 5000]) + content[place:]


WAYS_TO_SPOIL: list[Callable[[bytes, random.Random], bytes]] = [
    cut_off,
    with_bytes_turned_over,
    with_parts_repeated,
    with_parts_left_out,
    with_bytes_put_between,
]
