"""Another's id, another's yes, a look that should change nothing, and rubbish, at the pages of what goes back."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.actions.clients import end_relation
from gestand.people.models import Attachment, Client
from gestand.sharing.actions.handing_back import choose
from gestand.sharing.models import HandBack, HeldPackage
from gestand.sharing.queries.held import held_of
from tests.cast import NOW, Cast, make_call, make_client
from tests.erasure.conftest import journal_folder

__all__ = ["journal_folder"]  # every test here has a journal of its own

pytestmark = pytest.mark.django_db(transaction=True)
#: Addresses of one return or deletion: those that change something, and those that give a file.
PRESSED = (
    "held-pack", "held-link", "held-unlink", "held-received", "held-reopen", "held-destroy", "held-drop", "held-send",
)  # fmt: skip
FETCHED = ("held-package", "held-certificate")


def left_with_a_file(cast: Cast, client: Client, name: str) -> HandBack:
    """A business that left, chose deletion, and of which one file is held still."""
    entry = make_call(client, None, "Gaf een bestand mee.")
    stored = store_file(name.encode(), name=name, media_type="text/csv", at=NOW)
    Attachment.objects.create(correspondence=entry, file=stored, is_held_for_client=True)
    now = timezone.now()
    return choose(end_relation(by=cast.owner, at=now, client=client), choice="deleted", by=cast.owner, at=now)


@pytest.fixture
def bakery(cast: Cast) -> HandBack:
    return left_with_a_file(cast, cast.bakery, "kassa.csv")


@pytest.fixture
def garage(cast: Cast) -> HandBack:
    return left_with_a_file(cast, make_client("Garage De Bout", "business"), "voertuigen.csv")


def everything() -> str:
    """Whatever these pages could change, as text."""
    kept = (HandBack, HeldPackage, Attachment, StoredFile)
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in kept)


def address(name: str, row: HandBack) -> str:
    return reverse(f"sharing:{name}", args=[row.id])


def test_whoever_is_not_the_owner_cannot_tell_it_from_one_that_does_not_exist(
    cast: Cast, bram: Browser, bakery: HandBack
) -> None:
    """Bram may see the bakery itself."""
    unknown, before = HandBack(id=new_id()), everything()
    for name in (*PRESSED, *FETCHED):
        for method in (bram.get, bram.post):
            there, nowhere = method(address(name, bakery)), method(address(name, unknown))
            assert (there.status_code, nowhere.status_code) == (404, 404), name
    for name in ("held", "held-choose"):
        assert bram.post(reverse(f"sharing:{name}", args=[cast.bakery.id]), {"choice": "returned"}).status_code == 404
    assert everything() == before


def test_nobody_without_an_account_reaches_it(bakery: HandBack) -> None:
    before = everything()
    for name in (*PRESSED, *FETCHED):
        for method in (Browser().get, Browser().post):
            assert method(address(name, bakery)).headers["Location"].startswith("/account/login/"), name
    assert everything() == before


def test_looking_changes_nothing(cast: Cast, anna: Browser, bakery: HandBack) -> None:
    before = everything()
    assert {anna.get(address(name, bakery)).status_code for name in PRESSED} == {405}
    assert {anna.get(address(name, bakery)).status_code for name in FETCHED} == {404}  # nothing was made yet
    assert anna.get(reverse("sharing:held-choose", args=[cast.bakery.id])).status_code == 405
    for url in (reverse("sharing:held", args=[cast.bakery.id]), reverse("sharing:held-waiting")):
        assert anna.get(url).status_code == 200
    assert everything() == before


def test_a_yes_for_one_client_is_no_yes_for_another(anna: Browser, bakery: HandBack, garage: HandBack) -> None:
    before = everything()
    assert bakery.client_id is not None
    assert garage.client_id is not None
    swapped = {"digest": held_of(garage.client_id).digest, "sure": "on"}
    assert anna.post(address("held-destroy", bakery), swapped).status_code == 422
    assert everything() == before
    assert anna.post(address("held-destroy", garage), swapped).status_code == 302
    assert [each.file.name for each in Attachment.objects.select_related("file")] == ["kassa.csv"]
    bakery.refresh_from_db()
    assert bakery.state == "chosen"


def test_what_belongs_to_no_client_any_more_is_not_there(anna: Browser, bakery: HandBack) -> None:
    HandBack.objects.filter(id=bakery.id).update(client=None)
    before = everything()
    assert {anna.post(address(name, bakery)).status_code for name in PRESSED} == {404}
    assert {anna.get(address(name, bakery)).status_code for name in FETCHED} == {404}
    assert everything() == before


def test_a_household_chooses_nothing_here(cast: Cast, anna: Browser) -> None:
    url = reverse("sharing:held-choose", args=[cast.jansen.id])
    assert anna.post(url, {"choice": "deleted"}).status_code == 404
    assert not HandBack.objects.exists()


@pytest.mark.parametrize(
    ("name", "rubbish"),
    [
        ("held-received", {"received_on": "2026-02-30", "received_by": "C. Berg"}),
        ("held-received", {"received_on": "2026-11-23", "received_by": "\x00"}),
        ("held-received", {"received_on": "2026-11-23", "received_by": "x" * 5000}),
        ("held-destroy", {"digest": "x" * 5000, "sure": "on"}),
        ("held-destroy", {"digest": "", "sure": "on"}),
        ("held-send", {"to": "other", "other": "geen adres"}),
    ],
)
def test_rubbish_is_refused_with_a_page(anna: Browser, bakery: HandBack, name: str, rubbish: dict[str, str]) -> None:
    before = everything()
    assert anna.post(address(name, bakery), rubbish).status_code == 422
    assert everything() == before


def test_a_choice_that_is_none_is_refused_and_a_file_sent_along_is_not_kept(
    cast: Cast, anna: Browser, bakery: HandBack
) -> None:
    url, before = reverse("sharing:held-choose", args=[cast.bakery.id]), everything()
    assert anna.post(url, {"choice": "sold"}).status_code == 422
    assert everything() == before
    along = SimpleUploadedFile("../../x.html", b"<script>", content_type="text/html")
    assert anna.post(url, {"choice": "returned", "file": along}).status_code == 302
    assert StoredFile.objects.count() == 1
