"""The network documentation: its addresses, its purpose, and that clients get it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as live

from gestand.core.declarations import Purpose
from gestand.core.egress.gate import allow
from gestand.core.home import ensure_home
from gestand.network.models import Device, HandOver
from gestand.people.models import Membership
from tests.statement.sabotage.breaking import Home, sabotage


@sabotage("network.addresses", "an IP address is typed where somebody's job belongs")
def test_an_address_in_another_room(home: Home) -> None:
    Membership.objects.filter(person=home.cast.carla).update(job_title="kassa 192.168.14.20")


@sabotage("network.addresses", "a log with addresses of visitors lies in the data folder")
def test_an_address_in_a_log(home: Home) -> None:
    folder = Path(live.GESTAND_HOME)
    ensure_home(folder)
    (folder / "reports" / "access.log").write_text("203.0.113.9 - GET /\n" * 3, encoding="utf-8")


@sabotage("network.addresses", "the log is written without the formatter that masks")
def test_a_log_that_masks_nothing(home: Home, settings: LazySettings) -> None:
    settings.LOGGING = {**live.LOGGING, "formatters": {"line": {"format": "%(message)s"}}}


@sabotage("network.maintenance", "something of a client's network is sent out for calling and mailing")
def test_another_purpose_than_maintenance(home: Home) -> None:
    device = Device.objects.get()
    allow(
        "addressee",
        purpose=Purpose.CONTACT,
        by=home.cast.owner,
        at=home.at,
        subject=("network_device", device.pk),
        client_id=device.client_id,
    )


@sabotage("network.handed_over", "a client does not get its documentation for more than a year")
def test_documentation_that_nobody_got(home: Home) -> None:
    Device.objects.update(created_at=home.at - timedelta(days=500))
    HandOver.objects.update(handed_on=home.at.date() - timedelta(days=366))


@pytest.mark.parametrize("days", [89, 91])
def test_documentation_is_due_three_months_after_it_was_begun(home: Home, days: int) -> None:
    HandOver.objects.all().delete()
    Device.objects.update(created_at=home.at - timedelta(days=days))
    assert home.red() == (["network.handed_over"] if days > 90 else [])


def test_without_documentation_nothing_is_proven(home: Home) -> None:
    Device.objects.all().delete()
    said = home.asked()["network.handed_over"]
    assert (said.state, dict(said.counts)["documented"]) == ("unproven", 0)
