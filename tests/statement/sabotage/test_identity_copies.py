"""Section 6: copies of identity documents, and mentions in texts about others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gestand.core.files.store import place_of
from gestand.core.ids import new_id
from gestand.rights.models import IdentityCopy, Mention, Package
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.test_terms_and_rights import known_request, proper_answer


def copy_of(home: Home, **fields: Any) -> IdentityCopy:
    """A question for a copy, with its reasons."""
    asked = known_request(home, state="received", identity="", person=None, identified_at=None)
    given = {
        "request": asked,
        "person": home.cast.eva,
        "doubt": "Uw adres is bij ons niet bekend.",
        "no_call": "Er is geen nummer.",
        "no_visit": "Te ver weg.",
        "asked_at": home.at,
    }
    return IdentityCopy.objects.create(**{**given, **fields})


@sabotage("rights.identity_copy", "a copy of an identity document is asked for without a written doubt")
def test_a_copy_without_a_doubt(home: Home) -> None:
    copy_of(home, doubt="")


@sabotage("rights.identity_copy", "a checked copy of an identity document still lies on the disk")
def test_a_copy_that_stays(home: Home) -> None:
    copy = copy_of(home, state="agrees", sealed_as=new_id(), checked_at=home.at, destroyed_at=home.at)
    assert copy.sealed_as is not None
    place = place_of(copy.sealed_as)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"verzegeld")


@sabotage("rights.identity_copy", "a copy of an identity document waits past its days")
def test_a_copy_that_nobody_checks(home: Home) -> None:
    copy_of(home, state="sent", sent_at=home.at, check_until=home.at - timedelta(minutes=1))


@sabotage("rights.identity_copy", "somebody counts as known by a copy that nobody checked")
def test_a_copy_that_nobody_looked_at(home: Home) -> None:
    known_request(home, state="identified", identity="id_copy")


def test_a_copy_that_was_checked_and_is_gone_is_no_fault(home: Home) -> None:
    copy_of(home, state="agrees", sealed_as=new_id(), checked_at=home.at, destroyed_at=home.at)
    assert home.red() == []


@sabotage("rights.mentions", "a package goes out while a mention waits for a decision")
def test_a_mention_that_nobody_read(home: Home) -> None:
    asked = known_request(home, state="answered", answer=proper_answer(), closed_at=home.at)
    Package.objects.create(request=asked, person=home.cast.eva, state="collected", asked_at=home.at)
    Mention.objects.create(
        request=asked, person=home.cast.eva, table="people.Correspondence", row_key="1", field="text",
        text_digest="x", found_at=home.at,
    )  # fmt: skip
