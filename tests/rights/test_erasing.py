"""A request for erasure: the plan as a page, a yes, and the letter that tells it field by field."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation

from gestand.core import journal
from gestand.core.erasure import erase, plan_erasure
from gestand.core.files import store_file
from gestand.core.freezing import Frozen
from gestand.core.mail.models import OutgoingMail
from gestand.core.search.index import rebuild
from gestand.people.actions.freezing import freeze_person
from gestand.people.models import Freeze, ImportBatch, Membership, Person
from gestand.rights.erasure import who_goes
from gestand.rights.models import Request
from gestand.ui.formats import long_day_words
from tests.cast import NOW, Cast, browser_of, make_call, make_person
from tests.erasure.conftest import journal_folder
from tests.rights.steps import entered

__all__ = ["journal_folder"]  # every test here has a journal of its own


@pytest.fixture
def asked(cast: Cast) -> Request:
    return entered(cast, kind="erasure")


def page_of(browser: Browser, asked: Request) -> str:
    return str(browser.get(reverse("rights:erase", args=[asked.id])).content.decode())


def say_yes(browser: Browser, asked: Request, **changes: str) -> int:
    shown = re.search(r'name="fingerprint" value="([0-9a-f]+)"', page_of(browser, asked))
    assert shown is not None
    given = {"fingerprint": shown[1], "channel": "mail", "email": "eva@jansen.example", "sure": "on", **changes}
    return browser.post(reverse("rights:erase", args=[asked.id]), given).status_code


def test_the_request_leads_to_the_plan(anna: Browser, asked: Request) -> None:
    page = anna.get(reverse("rights:request", args=[asked.id])).content.decode()
    assert reverse("rights:erase", args=[asked.id]) in page


def test_the_plan_says_what_goes_and_what_stays(anna: Browser, asked: Request, cast: Cast) -> None:
    page = page_of(anna, asked)
    assert "Eva Jansen" in page
    assert "Familie Jansen" in page
    assert "17(3)(e)" in page
    assert Person.objects.filter(id=cast.eva.id).exists()


def test_without_the_yes_nothing_goes(anna: Browser, asked: Request, cast: Cast) -> None:
    assert say_yes(anna, asked, sure="") == 422
    assert Person.objects.filter(id=cast.eva.id).exists()


def test_a_stand_in_does_not_see_it(bram: Browser, asked: Request) -> None:
    assert bram.get(reverse("rights:erase", args=[asked.id])).status_code == 404


def test_after_the_yes_she_is_gone_and_the_letter_tells_it(anna: Browser, asked: Request, cast: Cast) -> None:
    assert say_yes(anna, asked) == 302
    assert not Person.objects.filter(id=cast.eva.id).exists()
    asked.refresh_from_db()
    mail = OutgoingMail.objects.get(id=asked.answer_mail_id)
    assert (mail.to, mail.person_id, mail.text) == ("eva@jansen.example", None, asked.answer)
    for words in ("Geachte Eva Jansen", "Telefoonnummers", "AVG artikel 17(3)(e)", "Autoriteit Persoonsgegevens"):
        assert words in asked.answer
    assert anna.get(reverse("rights:request", args=[asked.id])).status_code == 200


def test_the_letter_names_the_day_on_which_the_last_backup_is_gone(anna: Browser, asked: Request) -> None:
    assert say_yes(anna, asked) == 302
    asked.refresh_from_db()
    (entry,) = journal.entries()
    last = timezone.localdate(entry.at) + timedelta(days=90)
    with translation.override("nl"):
        assert f"uiterlijk op {long_day_words(last, year=True)}" in asked.answer


def test_who_is_restricted_is_erased_when_she_asks(anna: Browser, asked: Request, cast: Cast) -> None:
    """With her consent restricted data may be used, also to erase it (GDPR 18(2))."""
    freeze_person(by=cast.owner, at=NOW, person=cast.eva, ground="accuracy")
    assert say_yes(anna, asked) == 302
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert not Freeze.objects.exists()


def test_who_is_restricted_and_did_not_ask_is_not_erased(cast: Cast) -> None:
    freeze_person(by=cast.owner, at=NOW, person=cast.eva, ground="claims")
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    with pytest.raises(Frozen):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert not journal.entries()


def test_on_paper_the_request_is_answered_at_once(anna: Browser, cast: Cast) -> None:
    asked = entered(cast, kind="erasure", language="en")
    assert say_yes(anna, asked, channel="letter") == 302
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert "This is gone:" in asked.answer
    assert anna.get(reverse("rights:letter", args=[asked.id])).status_code == 200


def test_what_came_in_after_the_plan_was_seen_is_not_erased_unseen(anna: Browser, asked: Request, cast: Cast) -> None:
    assert say_yes(anna, asked, fingerprint="0" * 64) == 422
    assert Person.objects.filter(id=cast.eva.id).exists()


def test_a_yes_that_is_pressed_twice_erases_once(anna: Browser, asked: Request, cast: Cast) -> None:
    assert say_yes(anna, asked) == 302
    again = {"fingerprint": "0" * 64, "channel": "letter", "sure": "on"}
    assert browser_of(cast.anna).post(reverse("rights:erase", args=[asked.id]), again).status_code == 302
    assert len(journal.entries()) == 1
    assert OutgoingMail.objects.filter(to="eva@jansen.example").count() == 1


def test_what_has_to_be_decided_first_is_told(anna: Browser, asked: Request, cast: Cast) -> None:
    Membership.objects.create(client=cast.jansen, person=make_person("Bo", "Jansen"), role="child")
    page = page_of(anna, asked)
    assert "Familie Jansen" in page
    assert 'name="fingerprint"' not in page


def test_what_is_about_others_and_may_name_her_is_shown(anna: Browser, asked: Request, cast: Cast) -> None:
    call = make_call(cast.bakery, cast.carla, "Eva Jansen gaf de naam van de bakker door.")
    rebuild()
    page = page_of(anna, asked)
    assert reverse("people:entry", args=[call.id]) in page
    assert reverse("people:person", args=[cast.eva.id]) not in page


def test_an_uploaded_file_that_nobody_wrote_yet_is_told(anna: Browser, asked: Request) -> None:
    imports = reverse("people:imports")
    before = page_of(anna, asked).count(imports)
    stored = store_file(b"Eva;Jansen", name="contacten.csv", media_type="text/csv", at=NOW)
    ImportBatch.objects.create(
        file=stored,
        file_name="contacten.csv",
        format="csv",
        made_by_kind="account",
        created_at=NOW,
        forget_on=NOW.date(),
    )
    assert page_of(anna, asked).count(imports) == before + 1


def test_after_a_crash_the_letter_is_written_from_the_journal(anna: Browser, asked: Request, cast: Cast) -> None:
    from gestand.core.erasure import finish_open_erasures, plan_erasure
    from gestand.core.erasure.execute import entry_of
    from gestand.rights.erasure import who_goes

    plan = plan_erasure(who_goes(cast.eva.id, occasion=asked.id).subjects, at=NOW)
    journal.write_entry(entry_of(plan, by=cast.anna.id, at=NOW, occasion=asked.id))
    assert finish_open_erasures(at=NOW) == 1
    page = anna.get(reverse("rights:answer", args=[asked.id])).content.decode()
    assert "Telefoonnummers" in page


def test_a_written_answer_claims_no_erasure_that_was_not_done(anna: Browser, asked: Request, cast: Cast) -> None:
    page = anna.get(reverse("rights:answer", args=[asked.id])).content.decode()
    assert "gewist" not in re.sub(r"(?s).*<textarea[^>]*>(.*?)</textarea>.*", r"\1", page)
    assert (Path(journal.journal_folders()[0]) / "erasures.jsonl").exists() is False
