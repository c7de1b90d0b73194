"""Mail addresses: as typed, and folded for comparing."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.refusals import NotValid

_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")
LONGEST = 254
_NO_ADDRESS = _("This is not an e-mail address. It looks like naam@voorbeeld.nl.")


def read_mail_address(text: str) -> str:
    """One address as it is kept: without a name, brackets or "mailto:" around it."""
    line = unicodedata.normalize("NFC", text).strip()
    if found := _IN_BRACKETS.search(line):
        line = found[1].strip()
    if line[:7].casefold() == "mailto:":
        line = line[7:]
    line = line.strip().rstrip(".,;")
    try:
        validate_email(line)
    except ValidationError as error:
        raise NotValid(_NO_ADDRESS, field="address") from error
    if len(line) > LONGEST:
        raise NotValid(_NO_ADDRESS, field="address")
    return line


def folded_mail(address: str) -> str:
    """What two spellings of one mailbox have in common: capitals do not tell them apart."""
    return unicodedata.normalize("NFC", address.strip()).casefold()


def is_mail_address(text: str) -> bool:
    try:
        read_mail_address(text)
    except NotValid:
        return False
    return True
