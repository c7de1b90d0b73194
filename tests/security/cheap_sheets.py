"""A printed sheet whose passphrase costs nothing to try: the same file of age (https://age-encryption.org/v1, the
scrypt recipient) with a work factor of 2 instead of a second of work. What reads it is the program's own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LABEL = b"age-encryption.org/v1/scrypt"
_LOG_OF_WORK = 1
_ONLY_AND_LAST_CHUNK = bytes(11) + b"\x01"


def encrypt(plain: bytes, passphrase: str) -> bytes:
    """In the place of ``pyrage.passphrase.encrypt``; for less than one chunk of 64 KiB."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrap_key = hashlib.scrypt(passphrase.encode(), salt=_LABEL + salt, n=1 << _LOG_OF_WORK, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_base64(salt), _LOG_OF_WORK, _base64(wrapped))
    seal = hmac.digest(_key_of(file_key, b"", b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_key_of(file_key, nonce, b"payload")).encrypt(_ONLY_AND_LAST_CHUNK, plain, None)
    return header + b" " + _base64(seal) + b"\n" + nonce + payload


def _base64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _key_of(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)
