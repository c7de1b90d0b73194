"""Websites: what people type becomes an address that a browser opens."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.refusals import NotValid

_VALID = URLValidator(schemes=["http", "https"])
LONGEST = 200
_NO_ADDRESS = _("This is not a web address. It looks like www.voorbeeld.nl.")


def read_website(text: str) -> str:
    """Make "https://www.voorbeeld.nl" of "www.voorbeeld.nl"; http and https alone. Empty stays empty."""
    line = text.strip()
    if not line:
        return ""
    if not re.match(r"[a-z][a-z0-9+.-]*:", line, re.IGNORECASE) or re.match(r"[^/:]+:\d", line):
        line = f"https://{line}"
    try:
        _VALID(line)
    except ValidationError as error:
        raise NotValid(_NO_ADDRESS, field="website") from error
    if len(line) > LONGEST:
        raise NotValid(_NO_ADDRESS, field="website")
    return line
