"""The printed passphrase: letters and digits in groups that one can read, type and check, with 150 bits of chance."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _

from gestand.security.backup.refusals import WrongPassphrase

#: Crockford's base 32: nothing that looks like something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LETTERS = 8, 4
#: The last letters check the others, so that a slip of the pen is told from a wrong sheet.
CHECK_LETTERS = 2
_LETTERS = GROUPS * GROUP_LETTERS
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_passphrase() -> str:
    """Eight groups of four; the last two letters check the rest."""
    letters = "".join(secrets.choice(ALPHABET) for _each in range(_LETTERS - CHECK_LETTERS))
    return grouped(letters + _check(letters))


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP_LETTERS] for start in range(0, len(letters), GROUP_LETTERS))


def read_passphrase(typed: str) -> str:
    """As it was printed, however it was typed. Refuses (``WrongPassphrase``) a slip of the pen."""
    letters = "".join(letter for letter in typed.upper().translate(_READ_AS) if letter.isalnum())
    body = letters[:-CHECK_LETTERS]
    if len(letters) != _LETTERS or not set(letters) <= set(ALPHABET) or letters[-CHECK_LETTERS:] != _check(body):
        raise WrongPassphrase(
            _("That is not what the sheet says: it has eight groups of four letters and digits. Look once more.")
        )
    return grouped(letters)


def _check(letters: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"gestand passphrase " + letters.encode()).digest()[:2], "big")
    return ALPHABET[number >> 5 & 31] + ALPHABET[number & 31]
