"""Copies in an S3-compatible store: signed, through the egress gate, looked at, and gone after their term."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from django.conf import settings
from django.utils import timezone, translation

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.egress import addresses
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.recipients import find_recipient
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs.models import Job
from gestand.core.jobs.running import run_due_jobs
from gestand.security.backup import actions, places, s3
from gestand.security.backup.names import backup_name
from gestand.security.backup.running import back_up
from gestand.security.backup.s3 import STORE, Credentials, Kept, StoreRefused, signed_headers
from gestand.security.models import RunState
from tests.cast import Cast
from tests.core.mail_server import trust
from tests.security.store_server import BUCKET, KEY_ID, REGION, SECRET, Shelf, store_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelf(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    monkeypatch.setenv("SSL_CERT_FILE", trust(ca, tmp_path))
    monkeypatch.setattr(addresses, "loopback_allowed", True)
    with store_server(context) as shelf, translation.override("en"):
        yield shelf


def wanted(shelf: Shelf, **other: object) -> actions.WantedPlaces:
    told = {
        "store_url": shelf.url,
        "store_bucket": BUCKET,
        "store_region": REGION,
        "store_prefix": "kantoor één",
        "store_key_id": KEY_ID,
        "store_secret": SECRET,
        "is_own_store": True,
    }
    return actions.WantedPlaces(**{**told, **other})  # type: ignore[arg-type]


@pytest.fixture
def set_up(cast: Cast, shelf: Shelf) -> Shelf:
    actions.save_places(wanted(shelf), by=cast.owner, at=timezone.now())
    return shelf


def store() -> s3.Store:
    found = places.store_of(places.settings_row(), by=SYSTEM, at=timezone.now())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("method", "target", "headers", "payload", "signature"),
    [
        (
            "GET",
            "/test.txt",
            {"range": "bytes=0-9"},
            None,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        ("GET", "/?lifecycle", {}, None, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/?max-keys=2&prefix=J", {}, None, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        (
            "PUT",
            "/test%24file.text",
            {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
    ],
)
def test_signatures_are_those_of_the_published_examples(
    method: str, target: str, headers: dict[str, str], payload: str | None, signature: str
) -> None:
    given = signed_headers(
        method,
        f"https://examplebucket.s3.amazonaws.com{target}",
        credentials=Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"),
        at=datetime(2013, 5, 24, tzinfo=UTC),
        headers=headers,
        **({"payload_sha256": payload} if payload else {}),
    )
    assert given["authorization"].endswith(f"Signature={signature}")


def test_a_backup_goes_there_whole_and_the_log_says_so(set_up: Shelf, cast: Cast) -> None:
    run = back_up(by=cast.owner, at=timezone.now())
    assert (run.state, run.in_store, run.in_folder) == (RunState.DONE, True, None)
    assert set_up.objects == {f"kantoor één/{run.name}": (places.own_folder() / run.name).read_bytes()}
    assert set_up.refused == 0
    passed = AuditLine.objects.filter(action="core.egress.pass").values_list("facts", flat=True)
    assert {line["recipient"] for line in passed} == {STORE}


def test_a_large_one_goes_in_parts(set_up: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "PART_BYTES", 1_000_000)
    big = tmp_path / "big"
    big.write_bytes(b"0123456789" * 250_007)
    store().put(big, "big")
    assert set_up.objects["kantoor één/big"] == big.read_bytes()
    assert sum("partNumber" in asked for asked in set_up.asked) == 3
    assert set_up.uploads == {}


def test_what_is_past_its_term_goes_and_nothing_else(set_up: Shelf) -> None:
    at = timezone.now()
    set_up.page_size = 3
    names = {days: backup_name(at - timedelta(days=days)) for days in (1, 2, 3, 89, 92, 200)}
    for name in [*names.values(), "somebody-elses.txt"]:
        set_up.objects[f"kantoor één/{name}"] = b"x"
    set_up.objects[f"elsewhere/{names[200]}"] = b"x"
    assert places.sweep_store(store(), at=at) == 2
    assert set(set_up.objects) == {
        *(f"kantoor één/{names[days]}" for days in (1, 2, 3, 89)),
        "kantoor één/somebody-elses.txt",
        f"elsewhere/{names[200]}",
    }
    assert Kept("somebody-elses.txt", 1) in list(store().kept())


def test_a_wrong_secret_is_told_and_the_backup_here_stands(shelf: Shelf, cast: Cast) -> None:
    actions.save_places(wanted(shelf, store_secret="wrong"), by=cast.owner, at=timezone.now())
    run = back_up(by=cast.owner, at=timezone.now())
    assert (run.state, run.in_store, run.code) == (RunState.PARTLY, False, "store_refused")
    assert "refuses this key" in run.failure
    assert (places.own_folder() / run.name).exists()
    assert shelf.objects == {}


def test_a_store_that_loses_bytes_does_not_count(set_up: Shelf, cast: Cast) -> None:
    set_up.lose_bytes = True
    with pytest.raises(StoreRefused, match="another number of bytes"):
        store().put(Path(__file__), "x")


def test_nothing_goes_to_a_provider_without_an_agreement(shelf: Shelf, cast: Cast) -> None:
    actions.save_places(wanted(shelf, is_own_store=False), by=cast.owner, at=timezone.now())
    recipient = find_recipient(STORE)
    assert recipient is not None
    assert not recipient.may_receive_at(timezone.now())
    with pytest.raises(PassageRefused):
        store().put(Path(__file__), "x")
    assert shelf.asked == []


def test_no_store_inside_a_private_network_is_called(set_up: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "loopback_allowed", False)
    with pytest.raises(OutsideTrouble, match="name"):
        store().put(Path(__file__), "x")
    assert set_up.asked == []


def test_the_secret_is_sealed_and_goes_to_no_other_store(set_up: Shelf, cast: Cast) -> None:
    row = places.settings_row()
    assert row is not None
    assert SECRET.encode() not in bytes(row.sealed_secret or b"")
    with pytest.raises(actions.PlaceRefused, match="secret"):
        actions.save_places(
            wanted(set_up, store_url="https://other.example", store_secret=""), by=cast.owner, at=timezone.now()
        )
    actions.save_places(wanted(set_up, store_secret="", store_prefix=""), by=cast.owner, at=timezone.now())
    store().put(Path(__file__), "x")
    assert "x" in set_up.objects


def test_the_places_are_tried_out_by_a_job(set_up: Shelf, cast: Cast, tmp_path: Path) -> None:
    actions.ask_test(by=cast.owner, at=timezone.now())
    run_due_jobs()
    assert Job.objects.get(name=actions.TEST_JOB).state == "done"
    assert set_up.objects == {}
    assert any(asked.startswith("PUT") for asked in set_up.asked)
    assert list(Path(settings.GESTAND_HOME).glob("backups/.test-*")) == []
