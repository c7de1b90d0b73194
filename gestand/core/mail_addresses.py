"""What a mail address is, and when two spellings are one mailbox.

Unicode has letters that turn into others when a program compares without capitals ("ſ" into "s", the kelvin sign into
"k") and letters of other scripts that look alike. Two systems that do not agree on them can be made to mail a stranger
what was meant for somebody else, so that such an address is refused where it comes in.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254
_NO_ADDRESS = _("This is not an e-mail address. It looks like naam@voorbeeld.nl.")
#: The domain name system of some programs takes these for dots.
_DOTS = "\u3002\uff0e\uff61"
_by_django = EmailValidator()


def checked_mail_address(text: str) -> str:
    """The address as it is kept: its domain in ASCII unless it is written in Latin letters. Refuses all else."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local.isascii() or len(text) > LONGEST:
        raise ValidationError(_NO_ADDRESS, code="invalid")
    plain = _in_ascii(domain)
    _by_django(f"{local}@{plain}")  # what mail servers will see
    return f"{local}@{domain if _is_latin(domain) else plain}"


def folded_mail_address(address: str) -> str:
    """What two spellings of one mailbox have in common: capitals and the spelling of the domain."""
    local, at, domain = address.strip().rpartition("@")
    if not local.isascii():
        return f"{local}{at}{domain}"  # no address of ours: it is like nothing but itself
    try:
        return f"{local.lower()}{at}{_in_ascii(domain)}"
    except ValidationError:
        return f"{local.lower()}{at}{domain}"


def _in_ascii(domain: str) -> str:
    """The domain as the domain name system knows it."""
    if domain.isascii():
        return domain.lower()
    try:
        # Strict: what would have to be mapped to be a domain ("ſ", a wide letter) is none.
        return idna.encode(_small(domain), uts46=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValidationError(_NO_ADDRESS, code="invalid") from error


def _small(domain: str) -> str:
    """Capitals may be typed; a letter that is not itself once its capitals are gone is no letter of a domain."""
    small = unicodedata.normalize("NFC", domain).lower()
    is_else = any(letter in _DOTS or _passes_for_ascii(letter) for letter in domain)
    if is_else or small != unicodedata.normalize("NFKC", small):
        raise ValidationError(_NO_ADDRESS, code="invalid")
    if any(len(_scripts(label)) > 1 for label in small.split(".")):
        raise ValidationError(_NO_ADDRESS, code="invalid")
    return small


def _passes_for_ascii(letter: str) -> bool:
    """Whether a letter beyond ASCII becomes one of ASCII when somebody compares without capitals."""
    forms = (letter.casefold(), letter.lower(), letter.upper(), unicodedata.normalize("NFC", letter))
    return not letter.isascii() and any(len(form) == 1 and form.isascii() for form in forms)


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in label if letter.isalpha()}


def _is_latin(domain: str) -> bool:
    return all(_scripts(label) <= {"LATIN"} for label in domain.split("."))


class MailAddressField(forms.EmailField):
    """A form's field for a mail address."""

    default_validators: list[Any] = []

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        return checked_mail_address(cleaned) if cleaned else cleaned
