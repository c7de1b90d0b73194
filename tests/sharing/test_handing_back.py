"""What is held for a business as its processor goes back or is deleted, as that client chooses (GDPR 28(3)(g))."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core import journal
from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import AlreadyErased, ErasedSubjects, UnderHold, erase, plan_erasure, replay
from gestand.core.files import read_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.store import place_of
from gestand.core.freezing import Frozen
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from gestand.people.actions.clients import end_relation
from gestand.people.actions.freezing import freeze_person
from gestand.people.models import Attachment, Correspondence
from gestand.retention.actions.holds import place_hold
from gestand.sharing.actions import handing_back
from gestand.sharing.actions.client_agreements import NotAtThisStep, end_agreement, make_agreement, sign_agreement
from gestand.sharing.actions.handing_back import (
    HeldHasChanged,
    NothingHeld,
    NotYetReceived,
    StillInForce,
    choose,
    destroy_held,
    drop,
    note_fetched,
    note_received,
    pack,
    reopen,
    send_certificate,
)
from gestand.sharing.cards import held_card
from gestand.sharing.models import HandBack, HeldPackage
from gestand.sharing.queries.held import ended_on, held_at_the_end, held_of, package_of
from tests.cast import NOW, Cast, make_call
from tests.erasure.conftest import journal_folder

__all__ = ["journal_folder"]  # every test here has a journal of its own

pytestmark = pytest.mark.django_db(transaction=True)
CASH = b"dag;omzet\nma;100\n"


def handed_over(cast: Cast, name: str = "kassa.csv", content: bytes = CASH, *, is_held: bool = True) -> Attachment:
    """A file that hangs on the bakery's first call."""
    entry = Correspondence.objects.filter(client=cast.bakery).order_by("id").first()
    assert entry is not None
    stored = store_file(content, name=name, media_type="text/csv", at=NOW)
    return Attachment.objects.create(correspondence=entry, file=stored, is_held_for_client=is_held)


@pytest.fixture
def held(cast: Cast) -> Attachment:
    return handed_over(cast)


@pytest.fixture
def left(cast: Cast, held: Attachment) -> Attachment:
    """The bakery handed a file over, and left."""
    end_relation(by=cast.owner, at=timezone.now(), client=cast.bakery)
    return held


def chosen(cast: Cast, choice: str) -> HandBack:
    return choose(cast.bakery, choice=choice, by=cast.owner, at=timezone.now())


def packed(cast: Cast) -> HandBack:
    row = pack(chosen(cast, "returned"), by=cast.owner, at=timezone.now())
    run_due_jobs(at=timezone.now())
    row.refresh_from_db()
    return row


def received(cast: Cast) -> HandBack:
    row, now = packed(cast), timezone.now()
    note_fetched(row, by=cast.owner, at=now)
    return note_received(row, received_on=timezone.localdate(now), received_by="C. van den Berg", by=cast.owner, at=now)


def gone(cast: Cast, row: HandBack) -> HandBack:
    return destroy_held(row, digest=held_of(cast.bakery.id).digest, by=cast.owner, at=timezone.now())


def test_while_the_service_lasts_nothing_is_chosen(cast: Cast, held: Attachment) -> None:
    assert held_at_the_end(timezone.localdate()) == []
    with pytest.raises(StillInForce):
        chosen(cast, "deleted")


def test_what_is_held_is_told_from_the_day_on_which_the_client_left(cast: Cast, left: Attachment) -> None:
    today = timezone.localdate()
    (waiting,) = held_at_the_end(today)
    assert (waiting.client_id, waiting.rows, waiting.until_on) == (cast.bakery.id, 1, today + timedelta(days=30))
    (line,) = held_card(actor=cast.owner, at=timezone.now())
    assert line.action_url == reverse("sharing:held", args=[cast.bakery.id])
    assert held_card(actor=cast.standin, at=timezone.now()) == []


def test_an_agreement_that_ended_ends_the_service_while_no_other_is_signed(cast: Cast, held: Attachment) -> None:
    row = make_agreement(cast.bakery, by=cast.owner, at=timezone.now())
    run_due_jobs(at=timezone.now())
    row.refresh_from_db()
    today = timezone.localdate()
    sign_agreement(row, signed_on=today, signed_by="C. Berg", by=cast.owner, at=timezone.now())
    assert ended_on(cast.bakery.id, today) is None
    row.refresh_from_db()
    end_agreement(row, ended_on=today, choice="deleted", by=cast.owner, at=timezone.now())
    assert ended_on(cast.bakery.id, today) == today
    assert HandBack.objects.get().choice == "deleted"


def test_nothing_is_asked_of_a_client_for_whom_nothing_is_held(cast: Cast) -> None:
    handed_over(cast, is_held=False)
    end_relation(by=cast.owner, at=timezone.now(), client=cast.bakery)
    assert held_at_the_end(timezone.localdate()) == []
    with pytest.raises(NothingHeld):
        chosen(cast, "deleted")


def test_what_goes_back_is_packed_with_a_list_that_anybody_reads(cast: Cast, left: Attachment) -> None:
    handed_over(cast, name="../=cmd|calc!A1.csv", content=b"x")
    handed_over(cast, name="ons.txt", is_held=False)
    row = packed(cast)
    package = package_of(row)
    assert package is not None
    stored = package.file
    assert (row.state, stored.is_passing) == ("ready", True)
    archive = zipfile.ZipFile(io.BytesIO(read_file(stored)))
    assert archive.testzip() is None
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert len(files) == 2
    assert all(".." not in name and name.count("/") == 1 for name in files)
    assert CASH in [archive.read(name) for name in files]
    lines = json.loads(archive.read("list.json"))
    assert [line["Bestand"] for line in lines] == files
    table = list(csv.reader(io.StringIO(archive.read("list.csv").decode("utf-8-sig")), delimiter=";"))
    assert len(table) == 3
    assert not [cell for line in table for cell in line if cell.startswith("=")]
    words = archive.read("LEES MIJ.txt").decode()
    assert "kassa.csv" in words
    assert "Bakkerij Het Zoute Brood" in words
    assert "ons.txt" not in words


def test_nothing_goes_before_the_client_has_it(cast: Cast, left: Attachment) -> None:
    row = packed(cast)
    with pytest.raises(NotYetReceived):
        gone(cast, row)
    with pytest.raises(NotYetReceived):  # nobody fetched it, so nobody can have it
        note_received(row, received_on=timezone.localdate(), received_by="C.", by=cast.owner, at=timezone.now())
    note_fetched(row, by=cast.owner, at=timezone.now())
    for day in (timezone.localdate() + timedelta(days=1), date(2020, 1, 1)):
        with pytest.raises(NotYetReceived):
            note_received(row, received_on=day, received_by="C.", by=cast.owner, at=timezone.now())
    assert Attachment.objects.filter(id=left.id).exists()


def test_after_the_receipt_it_goes_from_tables_and_disk_and_our_own_stays(cast: Cast, left: Attachment) -> None:
    ours = handed_over(cast, name="ons.txt", is_held=False)
    row = received(cast)
    package, place = HeldPackage.objects.get().file_id, place_of(left.file_id)
    assert place.exists()
    done = gone(cast, row)
    assert (done.state, done.counts, done.files, done.said_by) == ("done", {"people.Attachment": 1}, 1, cast.anna.id)
    assert list(Attachment.objects.all()) == [ours]
    assert not place.exists()
    assert not StoredFile.objects.filter(id__in=[package, left.file_id]).exists()
    assert Correspondence.objects.filter(client=cast.bakery).exists()
    line = AuditLine.objects.get(action="sharing.held.destroy")
    assert (line.actor_id, line.client_id, line.facts["entry"]) == (cast.anna.id, cast.bakery.id, str(done.entry_id))
    assert [(entry.id, entry.by, entry.state) for entry in journal.entries()] == [(done.entry_id, cast.anna.id, "done")]


def test_who_chose_deletion_gets_it_without_a_package(cast: Cast, left: Attachment) -> None:
    row = chosen(cast, "deleted")
    with pytest.raises(NotAtThisStep):
        pack(row, by=cast.owner, at=timezone.now())
    assert gone(cast, row).state == "done"
    with pytest.raises(AlreadyErased):
        destroy_held(chosen_again(row), digest="", by=cast.owner, at=timezone.now())


def chosen_again(row: HandBack) -> HandBack:
    """The same as if somebody pressed the button of an older page."""
    HandBack.objects.filter(id=row.id).update(state="chosen", done_on=None)
    return HandBack.objects.get(id=row.id)


def test_the_client_gets_a_confirmation_in_writing(cast: Cast, left: Attachment) -> None:
    done = gone(cast, received(cast))
    run_due_jobs(at=timezone.now())
    done.refresh_from_db()
    assert done.certificate is not None
    words = " ".join(pypdf.PdfReader(io.BytesIO(read_file(done.certificate))).pages[0].extract_text().split())
    for part in ("Bevestiging van wissen", "Bakkerij Het Zoute Brood", "C. van den Berg", "1 bijlage", "28, lid 3"):
        assert part in words, part
    send_certificate(done, to="carla@zoutebrood.example", by=cast.owner, at=timezone.now())
    mail = OutgoingMail.objects.get()
    assert [each.file_id for each in mail.attachments.all()] == [done.certificate_id]


def test_a_yes_is_a_yes_to_exactly_what_was_shown(cast: Cast, left: Attachment) -> None:
    row, digest = chosen(cast, "deleted"), held_of(cast.bakery.id).digest
    handed_over(cast, name="later.csv")
    with pytest.raises(HeldHasChanged):
        destroy_held(row, digest=digest, by=cast.owner, at=timezone.now())
    assert Attachment.objects.count() == 2
    assert not journal.entries()


def test_what_came_in_after_the_receipt_is_packed_anew(cast: Cast, left: Attachment) -> None:
    row = received(cast)
    handed_over(cast, name="later.csv")
    with pytest.raises(HeldHasChanged):
        gone(cast, row)
    again = reopen(row, by=cast.owner, at=timezone.now())
    assert (again.state, package_of(again), again.received_by) == ("chosen", None, "")


def test_a_hold_and_a_restriction_keep_it_here(cast: Cast, left: Attachment) -> None:
    row = chosen(cast, "deleted")
    freeze = freeze_person(by=cast.owner, at=NOW, person=cast.carla, ground="claims")
    with pytest.raises(Frozen):
        gone(cast, row)
    freeze.delete()
    place_hold(kind="client", subject_id=cast.bakery.id, reason="Er loopt een claim over de kassa.",
               until_on=timezone.localdate() + timedelta(days=90), by=cast.owner, at=timezone.now())  # fmt: skip
    with pytest.raises(UnderHold):
        gone(cast, row)
    assert Attachment.objects.filter(id=left.id).exists()


def test_who_erases_the_client_erases_the_package_too(cast: Cast, left: Attachment) -> None:
    row = packed(cast)
    subjects = ErasedSubjects(clients=frozenset({cast.bakery.id}))
    plan = plan_erasure(subjects, at=timezone.now())
    erase(subjects=subjects, fingerprint=plan.fingerprint, by=cast.owner, at=timezone.now())
    assert not StoredFile.objects.exists()
    assert HandBack.objects.get(id=row.id).client is None


def test_a_package_that_went_is_made_again(cast: Cast, anna: Browser, left: Attachment) -> None:
    HeldPackage.objects.filter(hand_back=packed(cast)).delete()
    page = anna.get(reverse("sharing:held", args=[cast.bakery.id])).content.decode()
    assert "Inpakken" in page
    assert anna.get(reverse("sharing:held-package", args=[HandBack.objects.get().id])).status_code == 404


def test_a_stand_in_decides_nothing_here(cast: Cast, left: Attachment) -> None:
    row = chosen(cast, "deleted")
    for act in (pack, drop):
        with pytest.raises(NotAllowed):
            act(row, by=cast.standin, at=timezone.now())
    with pytest.raises(NotAllowed):
        destroy_held(row, digest=held_of(cast.bakery.id).digest, by=cast.standin, at=timezone.now())


def test_another_choice_takes_the_package_away(cast: Cast, left: Attachment) -> None:
    row = packed(cast)
    package = HeldPackage.objects.get().file_id
    assert chosen(cast, "deleted").id == row.id
    assert not StoredFile.objects.filter(id=package).exists()
    assert HandBack.objects.get().state == "chosen"


def test_a_package_that_nobody_wants_any_more_is_not_kept(cast: Cast, left: Attachment) -> None:
    row = pack(chosen(cast, "returned"), by=cast.owner, at=timezone.now())
    drop(row, by=cast.owner, at=timezone.now())
    run_due_jobs(at=timezone.now())
    assert not HandBack.objects.exists()
    assert StoredFile.objects.count() == 1  # what is held


def test_after_an_older_backup_it_goes_again(cast: Cast, left: Attachment, journal_folder: Path) -> None:
    file_id, entry = left.file_id, left.correspondence
    gone(cast, chosen(cast, "deleted"))
    stored = store_file(CASH, name="kassa.csv", media_type="text/csv", at=NOW)
    StoredFile.objects.filter(id=stored.id).update(id=file_id)
    Attachment.objects.create(id=left.id, correspondence=entry, file_id=file_id, is_held_for_client=True)
    assert replay(by=cast.owner, at=timezone.now()).rows >= 1
    assert not Attachment.objects.exists()


def test_the_page_leads_through_every_step(cast: Cast, anna: Browser, left: Attachment) -> None:
    page = reverse("sharing:held", args=[cast.bakery.id])

    def press(name: str, **given: str) -> int:
        of = cast.bakery.id if name == "held-choose" else HandBack.objects.get().id
        return anna.post(reverse(f"sharing:{name}", args=[of]), given).status_code

    assert "Wat wil de klant" in anna.get(page).content.decode()
    assert press("held-choose") == 422
    assert press("held-choose", choice="returned") == 302
    assert press("held-pack") == 302
    run_due_jobs(at=timezone.now())
    fetched = anna.get(reverse("sharing:held-package", args=[HandBack.objects.get().id]))
    assert zipfile.ZipFile(io.BytesIO(fetched.getvalue())).namelist()
    assert press("held-received", received_on=str(timezone.localdate()), received_by="") == 422
    assert press("held-received", received_on=str(timezone.localdate()), received_by="C. Berg") == 302
    digest = held_of(cast.bakery.id).digest
    assert press("held-destroy", digest=digest) == 422
    assert press("held-destroy", digest=digest, sure="on") == 302
    assert not Attachment.objects.exists()
    run_due_jobs(at=timezone.now())
    assert "Bevestiging van wissen" in anna.get(page).content.decode()
    assert press("held-send", to="other", other="carla@zoutebrood.example") == 302
    opened = anna.get(reverse("sharing:held-certificate", args=[HandBack.objects.get().id]))
    assert opened.getvalue().startswith(b"%PDF")


def test_the_yes_goes_as_a_browser_sends_it_and_once(cast: Cast, anna: Browser, left: Attachment) -> None:
    row = chosen(cast, "deleted")
    page = anna.get(reverse("sharing:held", args=[cast.bakery.id])).content.decode()
    url = reverse("sharing:held-destroy", args=[row.id])
    form = re.search(rf'(?s)<form[^>]*action="{url}".*?</form>', page)
    assert form is not None
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])) | {"sure": "on"}
    assert [anna.post(url, sent).status_code for _press in range(2)] == [302, 302]
    assert not Attachment.objects.exists()
    assert len(journal.entries()) == 1


def test_a_household_has_no_such_page(cast: Cast, anna: Browser) -> None:
    make_call(cast.jansen, cast.eva, "Iets")
    assert anna.get(reverse("sharing:held", args=[cast.jansen.id])).status_code == 404


def test_a_page_costs_few_queries(
    cast: Cast, anna: Browser, left: Attachment, django_assert_max_num_queries: object
) -> None:
    chosen(cast, "deleted")
    anna.get(reverse("sharing:held", args=[cast.bakery.id]))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        anna.get(reverse("sharing:held", args=[cast.bakery.id]))


def test_a_job_that_gives_up_says_so(cast: Cast, left: Attachment) -> None:
    row = pack(chosen(cast, "returned"), by=cast.owner, at=timezone.now())
    handing_back.note_failed(hand_back_id=row.id)
    row.refresh_from_db()
    assert row.state == "failed"
    assert pack(row, by=cast.owner, at=timezone.now()).state == "making"


def test_several_clients_who_left_stand_in_one_list(cast: Cast, anna: Browser, bram: Browser, left: Attachment) -> None:
    page = anna.get(reverse("sharing:held-waiting")).content.decode()
    assert reverse("sharing:held", args=[cast.bakery.id]) in page
    assert bram.get(reverse("sharing:held-waiting")).status_code == 404
    assert "kassa.csv" in anna.get(reverse("sharing:held", args=[cast.bakery.id])).content.decode()
