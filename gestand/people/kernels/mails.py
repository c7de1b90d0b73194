"""Mail addresses: as typed, and folded for comparing."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gestand.core.mail_addresses import checked_mail_address, folded_mail_address
from gestand.people.kernels.refusals import NotValid

_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")
_NO_ADDRESS = _("This is not an e-mail address. It looks like naam@voorbeeld.nl.")


def read_mail_address(text: str) -> str:
    """One address as it is kept: without a name, brackets or "mailto:" around it."""
    line = text.strip()
    if found := _IN_BRACKETS.search(line):
        line = found[1].strip()
    if line[:7].casefold() == "mailto:":
        line = line[7:]
    try:
        return checked_mail_address(line.strip().rstrip(".,;"))
    except ValidationError as error:
        raise NotValid(_NO_ADDRESS, field="address") from error


def folded_mail(address: str) -> str:
    """What two spellings of one mailbox have in common: capitals do not tell them apart."""
    return folded_mail_address(address)


def is_mail_address(text: str) -> bool:
    try:
        read_mail_address(text)
    except NotValid:
        return False
    return True
