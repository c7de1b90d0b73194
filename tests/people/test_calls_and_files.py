from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.files.models import StoredFile
from gestand.people import actions
from gestand.people.cards import loose_ends_lines, loose_ends_side
from gestand.people.jobs import forget
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import Attachment, Client, Correspondence
from tests.cast import NOW, Cast

TEXT = b"Beste Anna,\nde kassa doet het weer.\n"


@pytest.fixture
def findable(cast: Cast) -> Cast:
    for person in (cast.carla, cast.eva):
        actions.change_person(by=cast.owner, at=NOW, person=person, salutation="mevrouw")
    return cast


def test_who_is_found_while_typing(findable: Cast, anna: Browser) -> None:
    page = anna.get(reverse("people:who"), {"who": "carla"}).content.decode()
    assert f"p:{findable.carla.id}:{findable.bakery.id}" in page
    assert "checked" in page.split("Carla van den Berg")[0]


def test_nobody_is_ticked_when_letters_had_to_be_forgiven(findable: Cast, anna: Browser) -> None:
    page = anna.get(reverse("people:who"), {"who": "carja"}).content.decode()
    assert 'value="-" checked' in page


def test_a_standin_finds_only_his_own(findable: Cast, bram: Browser) -> None:
    assert "Jansen" not in bram.get(reverse("people:who"), {"who": "jansen"}).content.decode()


def test_a_call_with_a_chosen_person_is_kept_there(findable: Cast, anna: Browser) -> None:
    chosen = f"p:{findable.carla.id}:{findable.bakery.id}"
    response = anna.post(
        reverse("people:call-new"), {"who": "carla", "chosen": chosen, "text": "Kassa", "next": "/clients/"}
    )
    assert response["Location"] == "/clients/"
    entry = Correspondence.objects.get(text="Kassa")
    assert (entry.client, entry.person, entry.kind, entry.caller) == (findable.bakery, findable.carla, "call", "")


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "Kassa", "minutes": "x"}, {"text": "BSN 111222333"}])
def test_who_was_chosen_stays_chosen_after_a_refusal(findable: Cast, anna: Browser, wrong: dict[str, str]) -> None:
    chosen = f"p:{findable.carla.id}:{findable.bakery.id}"
    response = anna.post(reverse("people:call-new"), {"who": "carla", "chosen": chosen, **wrong})
    assert response.status_code == 422
    assert f'value="{chosen}" checked' in response.content.decode()


def test_a_call_of_somebody_unknown_is_a_loose_end(findable: Cast, anna: Browser) -> None:
    response = anna.post(reverse("people:call-new"), {"who": "06 99 88 77 66", "chosen": "-", "text": "Belt terug"})
    assert response["Location"] == reverse("people:loose-ends")
    assert "06 99 88 77 66" in anna.get(response["Location"]).content.decode()


def test_without_javascript_who_is_meant_is_asked(findable: Cast, anna: Browser) -> None:
    actions.create_person(by=findable.owner, at=NOW, client=findable.jansen, given_name="Carla", family_name="Smit")
    response = anna.post(reverse("people:call-new"), {"who": "carla", "text": "Kassa"})
    assert response.status_code == 422
    assert "Carla Smit" in response.content.decode()
    assert "Kassa" in response.content.decode()
    assert not Correspondence.objects.filter(text="Kassa").exists()


def test_a_next_page_outside_is_not_followed(findable: Cast, anna: Browser) -> None:
    response = anna.post(
        reverse("people:call-new"), {"who": "x", "chosen": "-", "text": "y", "next": "https://kwaad.example/"}
    )
    assert response["Location"] == reverse("people:loose-ends")


def test_a_choice_of_another_client_chooses_nobody(findable: Cast, bram: Browser) -> None:
    bram.post(reverse("people:call-new"), {"who": "Eva", "chosen": f"c:{findable.jansen.id}", "text": "Slim"})
    entry = Correspondence.objects.get(text="Slim")
    assert (entry.client, entry.person, entry.caller) == (None, None, "Eva")


def test_a_loose_end_is_assigned_on_its_page(findable: Cast, anna: Browser) -> None:
    entry = actions.note_call(by=findable.owner, at=timezone.now(), caller="Carla", text="x")
    url = reverse("people:entry-assign", args=[entry.id])
    assert str(findable.carla.id) in anna.get(url).content.decode()
    anna.post(url, {"chosen": f"p:{findable.carla.id}:{findable.bakery.id}"})
    entry.refresh_from_db()
    assert (entry.client, entry.loose_until_on) == (findable.bakery, None)


def test_the_card_counts_loose_ends_and_warns_in_time(cast: Cast) -> None:
    actions.note_call(by=cast.owner, at=NOW, caller="Iemand", text="x")
    panel = loose_ends_side(actor=cast.owner, at=NOW)
    (line,) = loose_ends_lines(panel, at=NOW)
    assert (line.days_left, line.days_total, line.tone) == (14, 14, "plain")
    (line,) = loose_ends_lines(panel, at=NOW + timedelta(days=12))
    assert (line.days_left, line.tone) == (2, "warn")
    assert loose_ends_side(actor=cast.stranger, at=NOW) == {}


def test_the_nightly_job_removes_what_is_past_its_day(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=timezone.now() - timedelta(days=15), caller="Iemand", text="x")

    class Run:
        def progress(self, **told: object) -> None:
            self.told = told

    run = Run()
    forget(run)  # type: ignore[arg-type]
    assert not Correspondence.objects.filter(id=entry.id).exists()
    assert run.told["done"] == 1


def letter(
    cast: Cast, browser: Browser, *files: SimpleUploadedFile, client: Client | None = None, **more: str
) -> object:
    return browser.post(
        reverse("people:entry-new", args=[(client or cast.bakery).id]),
        {"kind": "letter", "direction": "in", "subject": "Dank", "text": "Zie bijlage", "uploads": list(files), **more},
    )


def test_a_letter_with_a_file_is_kept_and_comes_back_whole(cast: Cast, anna: Browser) -> None:
    letter(cast, anna, SimpleUploadedFile("brief.txt", TEXT, "text/plain"))
    attachment = Attachment.objects.get()
    response = anna.get(reverse("people:attachment", args=[attachment.id]))
    assert response.getvalue() == TEXT
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_program_as_a_letter_is_refused_and_nothing_is_kept(cast: Cast, anna: Browser) -> None:
    response = letter(cast, anna, SimpleUploadedFile("brief.pdf", b"MZ\x90\x00" + b"\x00" * 200, "application/pdf"))
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "uploads" in response.context["form"].errors  # type: ignore[attr-defined]
    assert not Correspondence.objects.filter(kind="letter").exists()
    assert not StoredFile.objects.exists()


def test_a_file_is_behind_the_same_gate_as_its_letter(cast: Cast, anna: Browser, bram: Browser, dirk: Browser) -> None:
    letter(cast, anna, SimpleUploadedFile("brief.txt", TEXT, "text/plain"))
    url = reverse("people:attachment", args=[Attachment.objects.get().id])
    assert dirk.get(url).status_code == 404
    assert bram.get(url).getvalue() == TEXT
    assert AuditLine.objects.filter(action="people.attachment.open", actor_id=cast.bram.id).exists()


def test_removing_a_letter_destroys_its_files(cast: Cast, anna: Browser) -> None:
    letter(cast, anna, SimpleUploadedFile("brief.txt", TEXT, "text/plain"))
    entry = Correspondence.objects.get(kind="letter")
    anna.post(reverse("people:entry-remove", args=[entry.id]))
    assert not Correspondence.objects.filter(id=entry.id).exists()
    assert not StoredFile.objects.exists()


def test_one_file_goes_and_the_letter_stays(cast: Cast, anna: Browser) -> None:
    letter(cast, anna, SimpleUploadedFile("brief.txt", TEXT, "text/plain"))
    anna.post(reverse("people:attachment-remove", args=[Attachment.objects.get().id]))
    assert not StoredFile.objects.exists()
    assert Correspondence.objects.filter(kind="letter").exists()


def test_a_standin_does_not_correct_what_another_wrote(cast: Cast, bram: Browser) -> None:
    entry = cast.bakery.correspondence.get()
    for name in ("entry-edit", "entry-remove"):
        assert bram.post(reverse(f"people:{name}", args=[entry.id]), {"text": "x"}).status_code == 404


def test_an_entry_is_corrected_on_its_page(cast: Cast, anna: Browser) -> None:
    entry = cast.bakery.correspondence.get()
    typed = {"kind": "call", "direction": "in", "text": "Beter gezegd", "seen": entry.changed_at.isoformat()}
    assert anna.post(reverse("people:entry-edit", args=[entry.id]), typed).status_code == 302
    entry.refresh_from_db()
    assert entry.text == "Beter gezegd"


def held(cast: Cast, browser: Browser) -> Attachment:
    """What the bakery handed over for the work."""
    letter(cast, browser, SimpleUploadedFile("kassa.csv", b"dag;omzet\n", "text/csv"), held_for_client="on")
    return Attachment.objects.get()


def test_what_a_business_handed_over_is_marked_as_its_own(cast: Cast, anna: Browser) -> None:
    entry = held(cast, anna).correspondence_id
    assert Attachment.objects.get().is_held_for_client
    assert "van de klant zelf" in anna.get(reverse("people:entry", args=[entry])).content.decode()
    assert "van de klant zelf" in anna.get(reverse("people:client", args=[cast.bakery.id])).content.decode()


def test_a_letter_is_ours_unless_it_is_ticked(cast: Cast, anna: Browser) -> None:
    letter(cast, anna, SimpleUploadedFile("brief.txt", TEXT, "text/plain"))
    assert not Attachment.objects.get().is_held_for_client


def test_nothing_of_a_household_is_held_as_its_processor(cast: Cast, anna: Browser) -> None:
    page = anna.get(reverse("people:entry-new", args=[cast.jansen.id])).content.decode()
    assert 'name="held_for_client"' not in page
    file = SimpleUploadedFile("brief.txt", TEXT, "text/plain")
    letter(cast, anna, file, client=cast.jansen, held_for_client="on")
    attachment = Attachment.objects.get()
    assert not attachment.is_held_for_client
    with pytest.raises(NotValid):
        actions.hold_for_client(by=cast.owner, at=NOW, attachment=attachment, is_held=True)


def test_the_mark_is_put_right_afterwards_and_written_down(cast: Cast, anna: Browser, dirk: Browser) -> None:
    address = reverse("people:attachment-hold", args=[held(cast, anna).id])
    assert dirk.post(address, {"held": "no"}).status_code == 404
    anna.post(address, {"held": "no"})
    assert not Attachment.objects.get().is_held_for_client
    assert AuditLine.objects.get(action="people.attachment.hold").facts["held"] is False


def test_an_entry_that_turns_out_to_be_of_another_client_loses_the_mark(cast: Cast, anna: Browser) -> None:
    entry = held(cast, anna).correspondence
    actions.assign_correspondence(by=cast.owner, at=NOW, entry=entry, client=cast.jansen)
    assert not Attachment.objects.get().is_held_for_client
