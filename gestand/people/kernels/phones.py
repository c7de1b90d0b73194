"""Telephone numbers: any Dutch spelling in, E.164 out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.refusals import NotValid

_EXTENSION = re.compile(
    r"[,;]?\s*(?:toestel|tst|ext|extension|x|doorkiesnummer)\.?\s*:?\s*(\d{1,6})\s*$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^\s*(?:tel(?:efoon)?|mob(?:iel)?|gsm|phone|mobile|t|m)\b\.?\s*(?:nr\.?)?\s*[:.]?\s*", re.IGNORECASE
)
#: What may stand in a number besides digits; anything else makes it no number.
_WRITTEN = re.compile(r"\+?[\d\s().\-/\u00a0\u2010-\u2015]+")
LONGEST = 60
DUTCH_CODE, DUTCH_DIGITS = 31, 9
SERVICE_DIGITS = range(7, 11)  # 0800 and 0900, without the zero
MACHINE_DIGITS = 11  # 097: machines that call machines


@dataclass(frozen=True, slots=True)
class Phone:
    number: str  # E.164
    extension: str = ""


def read_phone(text: str, *, country: str = "NL") -> Phone:
    """Any usual spelling -> E.164: "030-1234567", "+31 (0)30 123 45 67", "tel. 06 12345678 toestel 12".

    A number must have a possible length for its country; that it is in use is not asked (invented numbers are none).
    """
    import phonenumbers

    line = text.strip()
    extension = ""
    if found := _EXTENSION.search(line):
        extension, line = found[1], line[: found.start()]
    line = _LABEL.sub("", line).strip().removeprefix("tel:")
    digits = re.sub(r"\D", "", line)
    if len(line) > LONGEST or not _WRITTEN.fullmatch(line) or not digits or len(set(digits)) == 1:
        raise _refusal()
    international = re.sub(r"^\s*00(?=[1-9])", "+", line)
    # "+31 (0)30": the zero between brackets is for callers inside the country alone.
    international = re.sub(r"^(\+\d{1,3}[\s.\-]*)\(0\)", r"\1", international)
    try:
        number = phonenumbers.parse(international, country)
    except phonenumbers.NumberParseException as error:
        raise _refusal() from error
    if not phonenumbers.is_possible_number(number) or not _right_length(number):
        raise _refusal()
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension)


def is_phone(text: str) -> bool:
    try:
        read_phone(text)
    except NotValid:
        return False
    return True


def phone_digits(text: str) -> str:
    """The digits that tell one line from another, without country code: for finding "0301234567" as "+31301234567"."""
    digits = re.sub(r"\D", "", text)
    for start in ("0031", "31", "0"):
        if digits.startswith(start):
            return digits[len(start) :]
    return digits


def _right_length(number: object) -> bool:
    """The library calls 5 to 11 Dutch digits possible; a line has nine, a service number (0800, 0900) up to eleven."""
    code, national = getattr(number, "country_code", 0), str(getattr(number, "national_number", ""))
    if code != DUTCH_CODE or len(national) == DUTCH_DIGITS:
        return True
    if national.startswith(("800", "90")):
        return len(national) in SERVICE_DIGITS
    return national.startswith("97") and len(national) == MACHINE_DIGITS


def _refusal() -> NotValid:
    return NotValid(
        _("This is not a telephone number. Write it as 030 123 45 67, 06 12 34 56 78 or +32 2 123 45 67."),
        field="number",
    )
