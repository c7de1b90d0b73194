"""The preference page: by a link, without a login; a no works at once, a yes needs the mailbox."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone
from jsonschema import Draft202012Validator

from gestand.core.actors import SYSTEM
from gestand.core.declarations.purposes import Basis, Purpose, rests_on_a_choice
from gestand.core.mail.models import OutgoingMail
from gestand.people import actions
from gestand.people.models import ConsentEvent, ConsentVerb, Freeze, PreferenceLink
from gestand.people.preferences.links import renew_link, token_for
from gestand.people.preferences.receipts import receipt_of, schema_text
from gestand.people.queries.uses import may_be_used_for, who_may_be_used_for
from gestand.rights.package.build import write_package
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db
MAILING = Purpose.MAILING.value


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Browser:
    return Browser()


@pytest.fixture
def token(cast: Cast) -> str:
    return token_for(cast.eva, by=SYSTEM, at=timezone.now())


def agree(cast: Cast, *, person: Any = None, purpose: str = MAILING) -> ConsentEvent:
    return actions.record_consent(
        by=cast.owner,
        at=timezone.now() - timedelta(hours=1),
        person=person or cast.eva,
        purpose=purpose,
        wording="Ja, stuur mij de nieuwsbrief.",
        wording_version="2026-1",
        source="inschrijfformulier",
    )


def may(person: Any, purpose: Purpose = Purpose.MAILING, **more: Any) -> bool:
    return may_be_used_for(person.id, purpose, at=timezone.now(), **more)


def mistake_in(page: str) -> str:
    found = re.search(r'name="mistake" value="([^"]+)"', page)
    return found[1] if found else ""


# The one question ------------------------------------------------------------------------------------------------


def test_a_client_may_be_mailed_and_somebody_who_is_none_may_not(cast: Cast) -> None:
    assert may(cast.eva)
    cast.eva.relation_ended_on = timezone.localdate() - timedelta(days=1)
    cast.eva.save()
    assert not may(cast.eva)
    assert may(cast.eva, Purpose.CONTACT)


def test_a_consent_allows_and_its_withdrawal_forbids_at_once(cast: Cast) -> None:
    agree(cast)
    assert may(cast.eva, basis=Basis.CONSENT)
    actions.stop_use(by=cast.owner, at=timezone.now(), person=cast.eva, purpose=MAILING, source="per telefoon")
    assert not may(cast.eva)
    assert not may(cast.eva, basis=Basis.CONSENT)


def test_what_is_frozen_or_gone_is_used_for_nothing(cast: Cast) -> None:
    Freeze.objects.create(person=cast.eva, ground="accuracy", begun_at=timezone.now())
    assert not may(cast.eva, Purpose.CONTACT)
    assert may(cast.eva, Purpose.RIGHTS)
    gone = cast.carla.id
    cast.carla.delete()
    assert who_may_be_used_for(Purpose.CONTACT, [gone, cast.eva.id], at=timezone.now()) == frozenset()


def test_a_no_takes_the_form_that_fits_and_is_said_once(cast: Cast) -> None:
    agree(cast)
    said = actions.stop_every_use(by=cast.owner, at=timezone.now(), person=cast.eva, source="per brief")
    assert {(event.purpose, event.verb) for event in said} == {
        (MAILING, "withdrawn"),
        (Purpose.CHANGES.value, "objected"),
        (Purpose.SECURITY.value, "objected"),
        (Purpose.ENQUIRY.value, "objected"),
    }
    assert actions.stop_every_use(by=cast.owner, at=timezone.now(), person=cast.eva, source="per brief") == []


# The page --------------------------------------------------------------------------------------------------------


def test_the_page_shows_every_choice_and_sets_no_cookie(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    answer = visitor.get(f"/voorkeuren/{token}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="panel choice"') == sum(rests_on_a_choice(purpose) for purpose in Purpose)
    assert "Ja, stuur mij de nieuwsbrief." in page
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "Jansen" not in page
    assert "eva@" not in page


def test_the_page_speaks_english_too(token: str, visitor: Browser) -> None:
    page = visitor.get(f"/en/preferences/{token}/").content.decode()
    assert "Your choices" in page
    assert f'href="/voorkeuren/{token}/"' in page


def test_the_page_costs_few_queries(
    cast: Cast, token: str, visitor: Browser, django_assert_max_num_queries: Any
) -> None:
    agree(cast)
    visitor.get(f"/voorkeuren/{token}/")
    with django_assert_max_num_queries(12):
        visitor.get(f"/voorkeuren/{token}/")


def test_one_click_stops_at_once_and_says_so(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    answer = visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    assert "Gestopt." in answer.content.decode()
    assert not may(cast.eva)
    event = ConsentEvent.objects.filter(person=cast.eva).first()
    assert event is not None
    assert (event.verb, event.source, event.recorded_by) == ("withdrawn", "op de voorkeurenpagina", None)
    assert event.wording.startswith("Gebruik mijn gegevens hier niet meer voor")


def test_a_mail_program_stops_with_one_click(cast: Cast, token: str, visitor: Browser) -> None:
    answer = visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert ConsentEvent.objects.get(person=cast.eva).source == "met één klik in het mailprogramma"


def test_opening_addresses_changes_nothing(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    before = list(ConsentEvent.objects.values_list("id", flat=True))
    for path in ("", f"stop/{MAILING}/", "bewijs.json"):
        assert visitor.get(f"/voorkeuren/{token}/{path}").status_code == 200
        assert visitor.head(f"/voorkeuren/{token}/{path}").status_code == 200
    for path in (f"opnieuw/{MAILING}/", "vergissing/"):
        assert visitor.get(f"/voorkeuren/{token}/{path}").status_code == 405
    assert list(ConsentEvent.objects.values_list("id", flat=True)) == before
    assert not OutgoingMail.objects.exists()


def test_two_tabs_and_a_second_click_stop_once(cast: Cast, token: str, visitor: Browser) -> None:
    visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    second = visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    assert "al gestopt" in second.content.decode()
    assert ConsentEvent.objects.filter(person=cast.eva).count() == 1


def test_a_mistake_is_taken_back_at_once_with_the_old_words(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    page = visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/").content.decode()
    back = visitor.post(f"/voorkeuren/{token}/vergissing/", {"mistake": mistake_in(page)})
    assert "weer zoals het was" in back.content.decode()
    newest = ConsentEvent.objects.filter(person=cast.eva).first()
    assert newest is not None
    assert (newest.verb, newest.wording, newest.wording_version) == ("given", "Ja, stuur mij de nieuwsbrief.", "2026-1")
    assert may(cast.eva, basis=Basis.CONSENT)


def test_taking_an_objection_back_gives_no_consent(cast: Cast, token: str, visitor: Browser) -> None:
    page = visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/").content.decode()
    visitor.post(f"/voorkeuren/{token}/vergissing/", {"mistake": mistake_in(page)})
    assert list(ConsentEvent.objects.filter(person=cast.eva).order_by("at").values_list("verb", flat=True)) == [
        "objected",
        "lifted",
    ]


@pytest.mark.parametrize("how", ["replayed", "forged", "another_person", "too_late", "changed"])
def test_a_mistake_is_taken_back_by_nobody_else_and_never_later(
    cast: Cast, token: str, visitor: Browser, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(cast)
    mistake = mistake_in(visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/").content.decode())
    where = token
    if how == "replayed":
        visitor.post(f"/voorkeuren/{token}/vergissing/", {"mistake": mistake})
        visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    elif how == "forged":
        mistake = mistake[:-3] + "aaa"
    elif how == "another_person":
        where = token_for(cast.carla, by=SYSTEM, at=timezone.now())
    elif how == "too_late":
        monkeypatch.setattr("gestand.people.preferences.links.UNDO_LASTS", timedelta(seconds=-1))
    else:
        actions.record_objection(
            by=cast.owner, at=timezone.now(), person=cast.eva, purpose=MAILING, source="per telefoon"
        )
    answer = visitor.post(f"/voorkeuren/{where}/vergissing/", {"mistake": mistake})
    assert answer.status_code == 422
    assert not may(cast.eva)


# A yes needs the mailbox -----------------------------------------------------------------------------------------


def asked_link(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found is not None
    return found[1]


def test_asking_again_mails_and_only_the_mailbox_says_yes(cast: Cast, token: str, visitor: Browser) -> None:
    visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    visitor.post(f"/voorkeuren/{token}/opnieuw/{MAILING}/")
    assert not may(cast.eva)
    mail = OutgoingMail.objects.get(to="eva@jansen.example")
    assert token not in mail.text
    link = asked_link(mail)
    assert "Ja, Helder IT mag mijn gegevens" in visitor.get(link).content.decode()
    assert not may(cast.eva)
    visitor.post(link)
    assert may(cast.eva, basis=Basis.CONSENT)
    given = ConsentEvent.objects.get(person=cast.eva, verb=ConsentVerb.GIVEN)
    assert given.wording.startswith("Ja, Helder IT mag mijn gegevens")
    assert given.wording_version == "preferences-1"
    assert "bevestigd vanaf het bekende mailadres" in given.source


def test_a_confirmation_works_once_and_not_after_a_later_no(cast: Cast, token: str, visitor: Browser) -> None:
    visitor.post(f"/voorkeuren/{token}/opnieuw/{MAILING}/")
    link = asked_link(OutgoingMail.objects.get())
    visitor.post(link)
    visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    assert visitor.post(link).status_code == 404
    assert visitor.get(link).status_code == 404
    assert not may(cast.eva)


def test_a_confirmation_that_was_tampered_with_does_not_work(cast: Cast, token: str, visitor: Browser) -> None:
    visitor.post(f"/voorkeuren/{token}/opnieuw/{MAILING}/")
    link = asked_link(OutgoingMail.objects.get())
    assert visitor.post(link[:-4] + "abc/").status_code == 404
    assert not ConsentEvent.objects.exists()


def test_nobody_is_pestered_with_questions(token: str, visitor: Browser) -> None:
    answers = [visitor.post(f"/voorkeuren/{token}/opnieuw/{MAILING}/").status_code for _time in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert OutgoingMail.objects.count() == 3


# The link --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["cut", "other_letter", "other_handle", "nothing", "long"])
def test_a_changed_link_shows_nothing(cast: Cast, token: str, visitor: Browser, change: str) -> None:
    handle, _dot, signature = token.rpartition(".")
    changed = {
        "cut": token[:-1],
        "other_letter": f"{handle}.{signature[:-2]}{'B' if signature[-2] != 'B' else 'C'}{signature[-1]}",
        "other_handle": f"{handle[::-1]}.{signature}",
        "nothing": "x",
        "long": token * 40,
    }[change]
    assert visitor.get(f"/voorkeuren/{changed}/").status_code == 404
    assert visitor.post(f"/voorkeuren/{changed}/stop/{MAILING}/").status_code == 404
    assert may(cast.eva)


def test_whoever_tries_many_links_has_to_wait_and_a_good_link_still_stops(
    cast: Cast, token: str, visitor: Browser
) -> None:
    answers = [visitor.get(f"/voorkeuren/poging{number}/").status_code for number in range(32)]
    assert answers[:30] == [404] * 30
    assert answers[-1] == 429
    assert visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/").status_code == 200
    assert not may(cast.eva)


def test_a_link_says_nothing_of_the_person_and_the_database_makes_none(cast: Cast, token: str) -> None:
    link = PreferenceLink.objects.get()
    for told in (cast.eva.id.hex, str(cast.eva.id), cast.eva.short_id, "eva", link.id.hex):
        assert told not in token.lower()
    assert token != link.handle
    assert token_for(cast.eva, by=SYSTEM, at=timezone.now()) == token
    assert PreferenceLink.objects.count() == 1


def test_a_revoked_link_does_not_work_and_the_new_one_does(cast: Cast, token: str, visitor: Browser) -> None:
    newer = renew_link(person=cast.eva, by=cast.owner, at=timezone.now())
    assert visitor.get(f"/voorkeuren/{token}/").status_code == 404
    assert visitor.get(f"/voorkeuren/{newer}/").status_code == 200


def test_the_link_of_somebody_who_is_gone_looks_like_any_wrong_link(cast: Cast, token: str, visitor: Browser) -> None:
    cast.eva.delete()
    gone = visitor.get(f"/voorkeuren/{token}/")
    wrong = visitor.get("/voorkeuren/iets-anders/")
    assert gone.status_code == wrong.status_code == 404
    assert gone.content == wrong.content or len(gone.content) == len(wrong.content)


def test_after_two_persons_are_joined_both_links_stop_the_one_who_stays(
    cast: Cast, token: str, visitor: Browser
) -> None:
    other = token_for(cast.carla, by=SYSTEM, at=timezone.now())
    actions.merge_persons(by=cast.owner, at=timezone.now(), keep=cast.eva, gone=cast.carla)
    visitor.post(f"/voorkeuren/{other}/stop/{MAILING}/")
    assert not may(cast.eva)
    assert visitor.get(f"/voorkeuren/{token}/").status_code == 200


@pytest.mark.parametrize("purpose", ["purpose.contact", "purpose.payment", "iets", "beyond.purpose.rights"])
def test_what_is_no_choice_is_not_stopped(cast: Cast, token: str, visitor: Browser, purpose: str) -> None:
    assert visitor.post(f"/voorkeuren/{token}/stop/{purpose}/").status_code == 404
    assert not ConsentEvent.objects.exists()


def test_who_is_frozen_can_still_say_no(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    Freeze.objects.create(person=cast.eva, ground="accuracy", begun_at=timezone.now())
    assert visitor.get(f"/voorkeuren/{token}/").status_code == 200
    visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    assert ConsentEvent.objects.filter(person=cast.eva).first().verb == "withdrawn"  # type: ignore[union-attr]


# The receipt and the office --------------------------------------------------------------------------------------


def test_the_receipt_is_as_its_schema_says(cast: Cast, token: str, visitor: Browser) -> None:
    agree(cast)
    visitor.post(f"/voorkeuren/{token}/stop/{MAILING}/")
    visitor.post(f"/voorkeuren/{token}/stop/{Purpose.CHANGES.value}/")
    answer = visitor.get(f"/voorkeuren/{token}/bewijs.json")
    receipt = json.loads(answer.content)
    Draft202012Validator(json.loads(schema_text()), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        receipt
    )
    states = [event["event_state"] for event in receipt["consent_records"][0]["consent_events"]]
    assert states == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"]
    assert receipt["objections"][0]["purpose"] == "purpose.changes"
    assert "attachment" in answer["Content-Disposition"]


def test_a_receipt_of_nothing_is_valid_too_and_stays_the_same(cast: Cast) -> None:
    at = timezone.now()
    empty = receipt_of(cast.eva, language="en", at=at)
    Draft202012Validator(json.loads(schema_text())).validate(empty)
    assert empty == receipt_of(cast.eva, language="en", at=at)


def test_the_published_schema_is_the_one_in_use() -> None:
    published = Path(__file__).parents[2] / "docs" / "reference" / "consent-receipt.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text()
    Draft202012Validator.check_schema(json.loads(schema_text()))


def test_the_owner_sends_the_link_and_revokes_it(cast: Cast) -> None:
    anna = browser_of(cast.anna)
    anna.post(f"/people/{cast.eva.id}/preferences/send/")
    mail = OutgoingMail.objects.get(to="eva@jansen.example")
    link = asked_link(mail)
    assert Browser().get(link).status_code == 200
    anna.post(f"/people/{cast.eva.id}/preferences/renew/")
    assert Browser().get(link).status_code == 404
    assert json.loads(anna.get(f"/people/{cast.eva.id}/consents.json").content)["consent_records"] == []


def test_a_standin_does_not_reach_somebody_elses_choices(cast: Cast) -> None:
    bram = browser_of(cast.bram)
    assert bram.post(f"/people/{cast.eva.id}/preferences/send/").status_code == 404
    assert bram.post(f"/people/{cast.carla.id}/preferences/renew/").status_code == 404
    assert not OutgoingMail.objects.exists()


def test_a_person_without_an_address_is_told_to_call(cast: Cast, token: str, visitor: Browser) -> None:
    cast.eva.mail_addresses.all().delete()
    answer = visitor.post(f"/voorkeuren/{token}/opnieuw/{MAILING}/")
    assert answer.status_code == 422
    assert "geen mailadres" in answer.content.decode()


def test_the_access_package_holds_the_receipt(cast: Cast) -> None:
    agree(cast)
    packed = io.BytesIO()
    write_package(cast.eva.id, language="nl", at=timezone.now(), to=packed)
    with zipfile.ZipFile(packed) as package:
        receipt = json.loads(package.read("consents.json"))
        assert b"consents.json" in package.read("LEESMIJ.txt")
    Draft202012Validator(json.loads(schema_text())).validate(receipt)
    assert receipt["consent_records"][0]["consent_events"][0]["wording"] == "Ja, stuur mij de nieuwsbrief."
