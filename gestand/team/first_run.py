"""An empty home: nothing works until the firm, its owner and a second factor exist.

Whoever sets a fresh Gestand up must show the set-up code that the machine's own console prints, so that nobody else
can claim a server that is reachable from outside.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings

from gestand.core.firm import ONLY_ROW, Firm
from gestand.core.home import read_key
from gestand.core.house import Access

KEY = "setup"
_CODE_LENGTH = 12
_CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


class _Seen:
    """Once the firm stands it stays: after that the question costs nothing."""

    set_up = False


def is_needed() -> bool:
    """True until somebody has finished the wizard."""
    if _Seen.set_up:
        return False
    _Seen.set_up = Firm.objects.filter(id=ONLY_ROW, set_up_at__isnull=False).exists()
    return not _Seen.set_up


def forget() -> None:
    """Ask the database again at the next request (for tests)."""
    _Seen.set_up = False


def is_open_meanwhile(view_name: str, access: Access) -> bool:
    """What works before the wizard is done: itself, signing in, second factors, and the design system's files."""
    return (
        view_name.startswith(("team:setup", "ui:"))
        or (access is Access.SIGNED_IN and view_name != "mfa_index")  # from there one goes back to the wizard
        or view_name in {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "team:login-link"}
    )


def setup_code() -> str:
    """Three groups of four characters, the same until the set-up is done."""
    digest = sha256(b"gestand set-up code\0" + read_key(settings.GESTAND_HOME, KEY)).digest()
    letters = [_CODE_ALPHABET[byte % len(_CODE_ALPHABET)] for byte in digest[:_CODE_LENGTH]]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, _CODE_LENGTH, 4))


def is_setup_code(given: str) -> bool:
    plain = "".join(letter for letter in given.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), setup_code().replace("-", "").encode())


def forget_code() -> None:
    """The code has done its work."""
    (settings.GESTAND_HOME / "keys" / KEY).unlink(missing_ok=True)
