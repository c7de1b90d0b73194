"""Age files are opened by two programs: what the library writes, ours reads, and what is damaged neither does."""

from __future__ import annotations

import io

import pyrage
import pytest
from pyrage import x25519

from gestand.security.backup.opening import PIECE_BYTES, NotOpened, OtherKey, open_sealed

KEY, OTHER = x25519.Identity.generate(), x25519.Identity.generate()


class Gathers:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def take(self, piece: bytes) -> None:
        self.pieces.append(piece)


class Dripping(io.BytesIO):
    """Gives a little at a time, as a file does that is still being written."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000))


def opened(sealed: bytes, key: x25519.Identity = KEY) -> bytes:
    taker = Gathers()
    open_sealed(Dripping(sealed), taker, key)
    return b"".join(taker.pieces)


def plain(size: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(size))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_the_library_seals_is_opened(size: int) -> None:
    assert opened(pyrage.encrypt(plain(size), [KEY.to_public()])) == plain(size)


def test_one_of_several_keys_opens_it() -> None:
    assert opened(pyrage.encrypt(b"words", [OTHER.to_public(), KEY.to_public()])) == b"words"


def test_another_key_does_not() -> None:
    with pytest.raises(OtherKey):
        opened(pyrage.encrypt(b"words", [OTHER.to_public()]))


@pytest.mark.parametrize("size", [5, 2 * PIECE_BYTES, 2 * PIECE_BYTES + 9])
def test_what_is_cut_off_anywhere_is_refused(size: int) -> None:
    sealed = pyrage.encrypt(plain(size), [KEY.to_public()])
    piece = PIECE_BYTES + 16
    for left in {0, 10, 100, 200, len(sealed) - 1, len(sealed) - 16, len(sealed) - piece, len(sealed) - 2 * piece}:
        if 0 <= left < len(sealed):
            with pytest.raises(NotOpened):
                opened(sealed[:left])


def test_a_bit_that_fell_over_is_seen_wherever_it_is() -> None:
    sealed = pyrage.encrypt(plain(PIECE_BYTES + 50), [KEY.to_public()])
    for place in [0, 3, *range(23, 200, 7), 300, PIECE_BYTES, len(sealed) - 1]:
        with pytest.raises((NotOpened, OtherKey)):
            opened(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])


def test_pieces_that_change_places_or_come_twice_are_refused() -> None:
    sealed = pyrage.encrypt(plain(4 * PIECE_BYTES), [KEY.to_public()])
    piece = PIECE_BYTES + 16
    head, parts = sealed[: -4 * piece], [sealed[-4 * piece :][n * piece : (n + 1) * piece] for n in range(4)]
    for order in ((1, 0, 2, 3), (0, 1, 1, 2, 3), (0, 1, 3), (0, 1, 2, 3, 3)):
        with pytest.raises(NotOpened):
            opened(head + b"".join(parts[each] for each in order))


def test_nothing_may_stand_behind_the_end() -> None:
    with pytest.raises(NotOpened):
        opened(pyrage.encrypt(plain(100), [KEY.to_public()]) + b"x")
