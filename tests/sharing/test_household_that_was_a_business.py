"""A business that became a household: what it handed over before goes back or away, what is its own now stays."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core import journal
from gestand.core.erasure import replay
from gestand.core.files import read_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.jobs.running import run_due_jobs
from gestand.network import actions as network_actions
from gestand.network.models import Domain
from gestand.people.actions.clients import change_client, end_relation
from gestand.people.models import Attachment, Client
from gestand.retention.queries.leftovers import late_as_processor
from gestand.sharing.actions.client_agreements import make_agreement, sign_agreement
from gestand.sharing.actions.handing_back import StillInForce
from gestand.sharing.cards import held_card
from gestand.sharing.models import ClientAgreement, HandBack
from gestand.sharing.queries.held import held_at_the_end, held_of, package_of
from tests.cast import NOW, Cast, make_call
from tests.erasure.conftest import journal_folder
from tests.sharing.test_handing_back import CASH, chosen, gone, handed_over, packed, received

__all__ = ["journal_folder"]  # every test here has a journal of its own

pytestmark = pytest.mark.django_db(transaction=True)


def documented(cast: Cast, client: Client) -> Domain:
    row = network_actions.add_thing("domain", by=cast.owner, at=NOW, owner=client, name="thuis.example")
    assert isinstance(row, Domain)
    return row


@pytest.fixture
def handed(cast: Cast) -> Attachment:
    """The bakery handed one file over to be held for it, and has another one of ours; then it became a household."""
    kept = handed_over(cast)
    handed_over(cast, name="onze-brief.csv", is_held=False)
    documented(cast, cast.bakery)
    change_client(by=cast.owner, at=timezone.now(), client=cast.bakery, kind="household")
    cast.bakery.refresh_from_db()
    return kept


def page(anna: Browser, client: Client) -> str:
    answer = anna.get(reverse("sharing:held", args=[client.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_what_was_marked_counts_and_its_own_network_never_does(cast: Cast, handed: Attachment) -> None:
    assert held_of(cast.bakery.id).keys == {Attachment: {handed.id}}
    handed.delete()
    assert held_of(cast.bakery.id).rows == 0
    assert held_at_the_end(timezone.localdate()) == []


def test_it_is_due_from_the_day_on_which_it_became_a_household(cast: Cast, handed: Attachment) -> None:
    today = timezone.localdate()
    (waiting,) = held_at_the_end(today)
    assert (waiting.client_id, waiting.rows, waiting.until_on) == (cast.bakery.id, 1, today + timedelta(days=30))
    (line,) = held_card(actor=cast.owner, at=timezone.now())
    assert line.action_url == reverse("sharing:held", args=[cast.bakery.id])
    assert late_as_processor(today + timedelta(days=30)) == []
    assert [each.name for each in late_as_processor(today + timedelta(days=31))] == [cast.bakery.name]


def test_who_left_before_it_became_a_household_counts_from_then(cast: Cast) -> None:
    handed_over(cast)
    today = timezone.localdate()
    end_relation(by=cast.owner, at=timezone.now(), client=cast.bakery, ended_on=today - timedelta(days=10))
    cast.bakery.refresh_from_db()
    change_client(by=cast.owner, at=timezone.now(), client=cast.bakery, kind="household")
    (waiting,) = held_at_the_end(today)
    assert waiting.until_on == today + timedelta(days=20)


def test_its_page_shows_the_file_and_not_its_own_network(cast: Cast, anna: Browser, handed: Attachment) -> None:
    shown = page(anna, cast.bakery)
    assert "kassa.csv" in shown
    assert "onze-brief.csv" not in shown
    assert Domain.objects.get().name not in shown
    tab = anna.get(reverse("people:client-privacy", args=[cast.bakery.id])).content.decode()
    assert reverse("sharing:held", args=[cast.bakery.id]) in tab


def test_its_package_holds_the_file_and_no_book_of_its_own_network(cast: Cast, handed: Attachment) -> None:
    package = package_of(packed(cast))
    assert package is not None
    stored = package.file
    names = zipfile.ZipFile(io.BytesIO(read_file(stored))).namelist()
    assert sorted(re.sub(r"^files/\d+ ", "", name) for name in names) == sorted(
        ["kassa.csv", "list.csv", "list.json", next(name for name in names if name.endswith(".txt"))]
    )


def test_after_the_receipt_and_the_yes_it_goes_and_its_own_stays(
    cast: Cast, anna: Browser, handed: Attachment, journal_folder: Path
) -> None:
    row = gone(cast, received(cast))
    run_due_jobs(at=timezone.now())
    row.refresh_from_db()
    assert row.state == "done"
    assert row.certificate is not None
    assert [each.file.name for each in Attachment.objects.select_related("file")] == ["onze-brief.csv"]
    assert Domain.objects.count() == 1
    assert held_at_the_end(timezone.localdate()) == []
    assert row.certificate.name in page(anna, cast.bakery)
    assert len(journal.entries()) == 1


def test_after_an_older_backup_it_goes_again(cast: Cast, handed: Attachment, journal_folder: Path) -> None:
    file_id, entry = handed.file_id, handed.correspondence
    gone(cast, chosen(cast, "deleted"))
    stored = store_file(CASH, name="kassa.csv", media_type="text/csv", at=NOW)
    StoredFile.objects.filter(id=stored.id).update(id=file_id)
    Attachment.objects.create(id=handed.id, correspondence=entry, file_id=file_id, is_held_for_client=True)
    assert replay(by=cast.owner, at=timezone.now()).rows >= 1
    assert not Attachment.objects.filter(id=handed.id).exists()
    assert Domain.objects.count() == 1


def test_an_agreement_that_it_signed_as_a_business_can_be_ended(cast: Cast, anna: Browser) -> None:
    handed_over(cast)
    agreement = make_agreement(cast.bakery, by=cast.owner, at=timezone.now())
    run_due_jobs(at=timezone.now())
    agreement.refresh_from_db()
    today = timezone.localdate()
    sign_agreement(agreement, signed_on=today, signed_by="C. Berg", by=cast.owner, at=timezone.now())
    change_client(by=cast.owner, at=timezone.now(), client=cast.bakery, kind="household")
    url = reverse("sharing:client-agreement", args=[cast.bakery.id])
    assert reverse("sharing:client-end", args=[agreement.id]) in anna.get(url).content.decode()
    sent = {"ended_on": today.isoformat(), "choice": "deleted"}
    assert anna.post(reverse("sharing:client-end", args=[agreement.id]), sent).status_code == 302
    assert ClientAgreement.objects.get().state == "ended"
    assert HandBack.objects.get().choice == "deleted"
    assert url in anna.get(reverse("sharing:agreements")).content.decode()


def test_a_household_that_never_was_one_has_no_page_whatever_is_documented(cast: Cast, anna: Browser) -> None:
    make_call(cast.jansen, cast.eva, "Iets")
    documented(cast, cast.jansen)
    assert anna.get(reverse("sharing:held", args=[cast.jansen.id])).status_code == 404
    assert anna.get(reverse("sharing:client-agreement", args=[cast.jansen.id])).status_code == 404


def test_who_becomes_a_business_again_is_served_again(cast: Cast, handed: Attachment) -> None:
    change_client(by=cast.owner, at=timezone.now(), client=cast.bakery, kind="business")
    assert held_at_the_end(timezone.localdate()) == []
    with pytest.raises(StillInForce):
        chosen(cast, "deleted")
