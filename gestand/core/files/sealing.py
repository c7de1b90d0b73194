"""Sealing bytes with a key of the data folder: AES-256-GCM, whole for small secrets, in chunks for files.

A sealed file is a header (``GSTF``, version 1, 32 random bytes) and chunks of 64 KiB, each with its own tag. The
file's key comes from the home key by HKDF over those random bytes; the nonce is the chunk's number and whether it is
the last, so that a chunk that is moved, dropped, doubled or cut off does not open (the STREAM construction). The file's
id is authenticated with every chunk: two sealed files cannot be swapped.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"GSTF"
VERSION = 1
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + 1 + SALT_BYTES
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
_SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
_NONCE_BYTES = 12


class FileDamaged(Exception):
    """What is on the disk is not what was sealed: damaged, cut, swapped, or sealed with another key."""


def seal_secret(key: bytes, plain: bytes, *, about: bytes) -> bytes:
    """Seal a small secret; ``about`` says what it is and must be the same at opening."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes([VERSION]) + nonce + AESGCM(key).encrypt(nonce, plain, about)


def open_secret(key: bytes, sealed: bytes, *, about: bytes) -> bytes:
    """Open what ``seal_secret`` made; raises ``FileDamaged``."""
    if not sealed or sealed[0] != VERSION:
        raise FileDamaged("unknown version of a sealed secret")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], about)
    except InvalidTag:
        raise FileDamaged("the seal of a secret is broken") from None


def sealed_size(size_bytes: int) -> int:
    """How many bytes a file of this size takes on the disk."""
    chunks = max(1, -(-size_bytes // CHUNK_BYTES))
    return HEADER_BYTES + size_bytes + chunks * TAG_BYTES


def seal_stream(key: bytes, content: BinaryIO, sealed: BinaryIO, *, file_id: UUID) -> Iterator[bytes]:
    """Write ``content`` sealed, yielding each plain chunk as it passes (for digest and size)."""
    header = MAGIC + bytes([VERSION]) + secrets.token_bytes(SALT_BYTES)
    sealed.write(header)
    cipher, bound = AESGCM(_file_key(key, header)), header + file_id.bytes
    number, chunk = 0, _read_full(content)
    while True:
        following = _read_full(content) if len(chunk) == CHUNK_BYTES else b""
        last = not following
        sealed.write(cipher.encrypt(_nonce(number, last=last), chunk, bound))
        yield chunk
        if last:
            return
        number, chunk = number + 1, following


class SealedReader(io.RawIOBase):
    """A readable, seekable view of a sealed file's content; memory stays at one chunk."""

    def __init__(self, key: bytes, sealed: BinaryIO, *, file_id: UUID) -> None:
        super().__init__()
        self._sealed = sealed
        self._position = 0
        self._known: tuple[int, bytes] | None = None
        header = sealed.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or header[: len(MAGIC)] != MAGIC or header[len(MAGIC)] != VERSION:
            raise FileDamaged("this is not a sealed file of a known version")
        self._cipher, self._bound = AESGCM(_file_key(key, header)), header + file_id.bytes
        body = sealed.seek(0, os.SEEK_END) - HEADER_BYTES
        self._chunks = -(-body // _SEALED_CHUNK_BYTES)
        self._size = body - self._chunks * TAG_BYTES
        if self._chunks < 1 or self._size < 0:
            raise FileDamaged("the sealed file is cut off")

    @property
    def size(self) -> int:
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._position >= self._size:
            self._chunk(self._chunks - 1)  # an end is only believed when its seal says that it is the end
            return 0
        number, start = divmod(self._position, CHUNK_BYTES)
        part = self._chunk(number)[start : start + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._known is None or self._known[0] != number:
            self._sealed.seek(HEADER_BYTES + number * _SEALED_CHUNK_BYTES)
            sealed = self._sealed.read(_SEALED_CHUNK_BYTES)
            try:
                nonce = _nonce(number, last=number == self._chunks - 1)
                plain = self._cipher.decrypt(nonce, sealed, self._bound)
            except InvalidTag:
                raise FileDamaged(f"part {number + 1} of a sealed file does not open") from None
            self._known = (number, plain)
        return self._known[1]


def _file_key(key: bytes, header: bytes) -> bytes:
    salt = header[len(MAGIC) + 1 :]
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"gestand sealed file 1").derive(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + (b"\x01" if last else b"\x00")


def _read_full(stream: BinaryIO) -> bytes:
    """A whole chunk, or less only at the end (a stream may give less than was asked)."""
    parts, wanted = [], CHUNK_BYTES
    while wanted:
        part = stream.read(wanted)
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
