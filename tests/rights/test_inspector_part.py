"""The list of requests for an inspector: every day and step, no name and no word of who asked."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.utils import translation

from gestand.rights.actions.requests import enter_request
from gestand.rights.inspector import REQUESTS
from gestand.rights.models import Channel, RequestKind
from tests.cast import NOW, Cast


@pytest.mark.django_db
def test_the_list_tells_the_days_and_no_name(cast: Cast) -> None:
    enter_request(
        kind=RequestKind.ACCESS,
        channel=Channel.PHONE,
        name="Eva Jansen",
        email="eva@jansen.example",
        phone="+31201234567",
        message="Wat hebben jullie over mij?",
        language="nl",
        received_at=NOW,
        by=cast.owner,
        at=NOW,
    )
    files: dict[str, bytes] = {}
    with translation.override("en"):
        REQUESTS.write(files.__setitem__, at=NOW, language="en")
    [row] = json.loads(files["requests.json"])
    assert (row["received_on"], row["promised_by"], row["in_time"]) == ("2026-11-23", "2026-12-21", "")
    table = list(csv.reader(io.StringIO(files["requests.csv"].decode("utf-8-sig"))))
    assert len(table) == 2
    assert len(table[0]) == len(table[1])
    for word in ("Eva", "Jansen", "1234567", "jullie"):
        assert all(word not in content.decode() for content in files.values())
