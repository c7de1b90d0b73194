"""JSON from a stranger, read as a whole within bounds."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import Limits, NotANetworkFile


def read_json(stream: BinaryIO, *, encoding: str) -> Any:
    """What the file holds. Refuses what is too large, too deep or no JSON."""
    stream.seek(0)
    raw = stream.read(Limits.JSON_BYTES + 1)
    if len(raw) > Limits.JSON_BYTES:
        raise NotANetworkFile(_("This JSON file is larger than 32 MB. That is no list of one client's devices."))
    try:
        held = json.loads(raw.decode(encoding, errors="replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotANetworkFile(_("This JSON file is damaged or cut off. Save it again and choose that file.")) from error
    _refuse_depth(held)
    return held


def _refuse_depth(held: Any) -> None:
    level: list[Any] = [held]
    for _depth in range(Limits.JSON_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise NotANetworkFile(_("This JSON file is nested deeper than any list of devices. It is not opened."))
