"""Websites: what people type becomes an address that a browser opens."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.refusals import NotValid

_VALID = URLValidator(schemes=["http", "https"])
LONGEST = 200


def read_website(text: str) -> str:
    """ "www.voorbeeld.nl" -> "https://www.voorbeeld.nl"; http and https alone. Empty stays empty."""
    line = text.strip()
    if not line:
        return ""
    if not re.match(r"[a-z][a-z0-9+.-]*:", line, re.IGNORECASE) or re.match(r"[^/:]+:\d", line):
        line = f"https://{line}"
    try:
        if len(line) > LONGEST:
            raise ValidationError("")
        _VALID(line)
    except ValidationError as error:
        raise NotValid(_("This is not a web address. It looks like www.voorbeeld.nl."), field="website") from error
    return line
