"""Numbers that a firm prints about itself, checked: phone, chamber of commerce, VAT; never a citizen service number."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KVK = re.compile(r"\d{8}")
_DUTCH_VAT = re.compile(r"NL(\d{9})B\d{2}")
_NOT_A_VAT_ID = _("This VAT id is not right. A Dutch one looks like NL001234567B01.")


class NotThisNumber(ValueError):
    """The number is wrong or may not be kept; ``str()`` is the sentence for the form."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)


def clean_phone(given: str, country: str = "NL") -> str:
    """E.164 ("+31300123456"). Numbers that are possible but not handed out yet are accepted."""
    import phonenumbers

    try:
        number = phonenumbers.parse(given, country)
    except phonenumbers.NumberParseException:
        raise NotThisNumber(_("This is no phone number. It looks like 030 123 45 67 or +31 30 123 45 67.")) from None
    if not phonenumbers.is_possible_number(number):
        raise NotThisNumber(_("This phone number has too few or too many digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_kvk_number(given: str) -> str:
    """Eight digits. (The 11-test of a BSN says nothing about these: it accepts 9.1% of them.)"""
    plain = re.sub(r"[\s.]", "", given)
    if not _KVK.fullmatch(plain):
        raise NotThisNumber(_("A chamber-of-commerce number has eight digits."))
    return plain


def clean_vat_id(given: str, *, legal_person: bool) -> str:
    """A VAT id with its country, valid by its own check.

    The Dutch btw-id of a natural person passes mod 97. A legal person's is its RSIN with B01 behind it, which passes
    the 11-test instead. A sole trader's old number is the BSN with B01: it looks the same as the latter, fails mod 97
    and may not be kept (UAVG 46), so that the legal form decides.
    """
    from stdnum.eu import vat
    from stdnum.iso7064 import mod_97_10
    from stdnum.nl import bsn

    plain = re.sub(r"[\s.\-]", "", given).upper()
    if re.fullmatch(r"\d{9}B\d{2}", plain):
        plain = f"NL{plain}"
    dutch = _DUTCH_VAT.fullmatch(plain)
    if dutch is None:
        if re.fullmatch(r"\d{9}", plain) and bsn.is_valid(plain):
            raise NotThisNumber(_("This looks like a citizen service number (BSN). That may not be kept here."))
        if plain.startswith("NL") or not vat.is_valid(plain):
            raise NotThisNumber(_NOT_A_VAT_ID)
        return str(vat.compact(plain))
    if mod_97_10.is_valid(plain):
        return plain
    if not bsn.is_valid(dutch[1]):
        raise NotThisNumber(_NOT_A_VAT_ID)
    if not legal_person:
        raise NotThisNumber(
            _(
                "This is an old VAT number, which may hold a citizen service number (BSN) and may not be kept. "
                "Use your btw-id: it is in the letter from the tax office of late 2019."
            )
        )
    return plain


def is_legal_persons_vat_id(vat_id: str) -> bool:
    """Whether a kept VAT id can only be a legal person's (RSIN, not mod 97)."""
    from stdnum.iso7064 import mod_97_10

    return bool(_DUTCH_VAT.fullmatch(vat_id)) and not mod_97_10.is_valid(vat_id)
