"""The key with which proof reports are signed (Ed25519), and signatures over canonical JSON (RFC 8032, RFC 8785).

The private key is ``keys/report-signing.pem`` (PKCS 8, mode 0600), made when it is first needed. Its public half stands
beside the statement, so that anybody can check a report without us.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.home import ensure_home
from gestand.core.refusals import Refused

KEY_FILE = "report-signing.pem"


class KeyUnusable(Refused):
    """A file that should hold a key of this kind does not."""

    code = "key_unusable"


def signing_key() -> Ed25519PrivateKey:
    """The firm's signing key, made at the first call: written whole or not at all, by whichever process is first."""
    home = Path(settings.GESTAND_HOME)
    path = home / "keys" / KEY_FILE
    if not path.exists():
        ensure_home(home)
        _make_key(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(_("keys/report-signing.pem holds another kind of key than Ed25519."))
    return key


def _make_key(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path)  # fails when another process was first: then theirs counts
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def public_key_pem() -> bytes:
    """What stands beside the statement (SubjectPublicKeyInfo)."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(_("This file holds no public Ed25519 key."))
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 over the key as it is published (DER), in hexadecimal digits."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def canonical(document: dict[str, Any]) -> bytes:
    """The one way to write this JSON (RFC 8785)."""
    return rfc8785.dumps(document)


def sign(written: bytes) -> bytes:
    """Sixty-four bytes."""
    return signing_key().sign(written)


def is_signed_by(key: Ed25519PublicKey, written: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, written)
    except InvalidSignature:
        return False
    return True
