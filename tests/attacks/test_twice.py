"""A button pressed twice, or by two people at once: done once."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.jobs.models import Job
from gestand.core.mail.models import OutgoingMail
from gestand.core.refusals import Refused
from gestand.people.actions import merge_persons
from gestand.people.imports import actions
from gestand.people.imports.models import BatchState, ImportBatch
from gestand.people.models import Merge, Person
from gestand.rights.actions.packages import PackageNotReady, send_package
from gestand.rights.models import Package, PackageState, Request, RequestState
from tests.cast import NOW, Cast, make_person

FILE = b"Voornaam;Achternaam;E-mail\nPiet;Pietersen;piet@pietersen.example\n"


def test_two_owners_say_yes_to_one_import(cast: Cast, anna: Browser) -> None:
    batch = actions.stage_file(BytesIO(FILE), name="a.csv", by=cast.owner, at=datetime.now(UTC))
    url = reverse("people:import-confirm", args=[batch.id])
    assert [anna.post(url).status_code, anna.post(url).status_code] == [302, 302]
    assert Job.objects.filter(name=actions.WRITE_JOB).count() == 1
    assert ImportBatch.objects.get().state == BatchState.WRITING


def test_two_owners_join_the_same_two(cast: Cast) -> None:
    other = make_person("Carla", "Berg", prefix="van den")
    now = datetime.now(UTC)
    merge_persons(by=cast.owner, at=now, keep=cast.carla, gone=other, from_gone=[])
    stale = Person(
        id=other.id, given_name="Carla", family_name="Berg", sort_name="berg", created_at=NOW, changed_at=NOW
    )
    for keep, gone in ((cast.carla, stale), (stale, cast.carla)):
        with pytest.raises(Refused):
            merge_persons(by=cast.owner, at=now, keep=keep, gone=gone, from_gone=[])
    assert Merge.objects.count() == 1
    assert Person.objects.filter(id=cast.carla.id).exists()


def test_a_package_goes_out_once(cast: Cast) -> None:
    asked = Request.objects.create(
        kind="access", channel="mail", state=RequestState.READY, name="Carla", email="carla@zoutebrood.example",
        received_at=NOW, person=cast.carla, language="nl", due_on=NOW.date(), law_due_on=NOW.date(), number=1,
    )  # fmt: skip
    package = Package.objects.create(
        request=asked, person=cast.carla, language="nl", asked_at=NOW, state=PackageState.READY
    )
    words = {"email": "carla@zoutebrood.example", "looked_through": True, "by": cast.owner, "at": datetime.now(UTC)}
    send_package(package=package, **words)  # type: ignore[arg-type]
    with pytest.raises(PackageNotReady):
        send_package(package=package, **words)  # type: ignore[arg-type]
    assert OutgoingMail.objects.filter(person_id=cast.carla.id).count() == 1


def test_a_call_sent_twice_within_a_moment_is_one_call(cast: Cast, anna: Browser) -> None:
    form = {"who": "Carla", "chosen": f"c:{cast.bakery.id}", "text": "Kassa doet het weer niet.", "direction": "in"}
    for _press in range(2):
        assert anna.post(reverse("people:call-new"), form).status_code == 302
    compose = {"kind": "note", "text": "Sleutel ligt bij de buren."}
    for _press in range(2):
        anna.post(reverse("people:compose", args=[cast.bakery.id]), compose)
    assert cast.bakery.correspondence.filter(text__in=[form["text"], compose["text"]]).count() == 2
