from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.people import actions
from gestand.people.models import Client, Correspondence, Person
from gestand.people.queries.timeline import client_timeline
from tests.cast import NOW, Cast
from tests.people.test_pages import NAMES, pages

HOSTILE = '<script>alert("x")</script>'


def test_the_head_shows_who_where_and_how(cast: Cast, anna: Browser) -> None:
    page = anna.get(reverse("people:client", args=[cast.bakery.id])).content.decode()
    assert 'href="tel:+31300123456"' in page
    assert "030 012 34 56" in page
    assert 'href="mailto:carla@zoutebrood.example"' in page
    assert "maart 2019" in page


def test_the_map_opens_outside_and_learns_no_name(cast: Cast, anna: Browser) -> None:
    page = anna.get(reverse("people:client", args=[cast.bakery.id])).content.decode()
    (link,) = [part for part in page.split("<a ") if "openstreetmap" in part]
    assert 'rel="noopener noreferrer"' in link
    assert "Brood" not in link.split(">")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_finds_no_page_of_a_client(cast: Cast, dirk: Browser, name: str) -> None:
    actions.add_phone(by=cast.owner, at=NOW, owner=cast.bakery, number="030 765 43 21")
    actions.note_call(by=cast.owner, at=NOW, caller="Iemand", text="x")
    url = pages(cast)[name]
    assert dirk.get(url).status_code == 404


def test_a_standin_finds_no_page_of_another_client(cast: Cast, bram: Browser) -> None:
    for name in ("client", "client-people", "client-privacy", "client-edit", "person-new", "entry-new"):
        assert bram.get(reverse(f"people:{name}", args=[cast.jansen.id])).status_code == 404
    assert bram.get(reverse("people:person", args=[cast.eva.id])).status_code == 404
    assert bram.post(reverse("people:compose", args=[cast.jansen.id]), {"kind": "note", "text": "x"}).status_code == 404


def test_what_a_standin_opens_is_written_down_once_an_hour(cast: Cast, bram: Browser, anna: Browser) -> None:
    url = reverse("people:client", args=[cast.bakery.id])
    for browser in (bram, bram, anna):
        browser.get(url)
    line = AuditLine.objects.get(action="people.client.open")
    assert (line.client_id, line.actor_id) == (cast.bakery.id, cast.bram.id)


def test_hostile_text_is_shown_as_text(cast: Cast, anna: Browser) -> None:
    Client.objects.filter(id=cast.bakery.id).update(name=HOSTILE, note=HOSTILE)
    Person.objects.filter(id=cast.carla.id).update(family_name=HOSTILE)
    Correspondence.objects.update(text=HOSTILE, subject=HOSTILE, caller=HOSTILE)
    for name in ("clients", "overview", "people", "privacy", "person", "entry", "edit", "merge", "who"):
        actions.add_phone(by=cast.owner, at=NOW, owner=cast.bakery, number=f"030 765 43 {NAMES.index(name) + 10}")
        actions.note_call(by=cast.owner, at=NOW, caller="Iemand", text=HOSTILE)
        assert HOSTILE not in anna.get(pages(cast)[name]).content.decode()


def test_the_composer_saves_in_one_request(cast: Cast, anna: Browser) -> None:
    url = reverse("people:compose", args=[cast.bakery.id])
    typed = {"kind": "visit", "text": "Kassa vervangen", "person": str(cast.carla.id), "minutes": "45"}
    response = anna.post(url, typed)
    assert response["Location"] == reverse("people:client", args=[cast.bakery.id])
    entry = Correspondence.objects.get(text="Kassa vervangen")
    assert (entry.kind, entry.person, entry.minutes, entry.written_by) == ("visit", cast.carla, 45, cast.anna.id)


def test_htmx_gets_an_empty_composer_and_the_new_line(cast: Cast, anna: Browser) -> None:
    url = reverse("people:compose", args=[cast.bakery.id])
    page = anna.post(url, {"kind": "note", "text": "Sleutel bij de buren"}, HTTP_HX_REQUEST="true").content.decode()
    assert "Sleutel bij de buren" in page
    assert "just-saved" in page
    assert "<html" not in page


def test_a_refused_composer_keeps_what_was_typed(cast: Cast, anna: Browser) -> None:
    response = anna.post(reverse("people:compose", args=[cast.bakery.id]), {"kind": "call", "text": "BSN 111222333"})
    assert response.status_code == 422
    assert "BSN 111222333" in response.content.decode()
    assert 'name="bsn_confirmed"' in response.content.decode()
    anna.post(
        reverse("people:compose", args=[cast.bakery.id]),
        {"kind": "call", "text": "BSN 111222333", "bsn_confirmed": "on"},
    )
    assert Correspondence.objects.filter(text="BSN 111222333").count() == 1


def test_the_timeline_shows_everything_once_over_its_pages(cast: Cast) -> None:
    for number in range(60):
        # Ten at one and the same moment: the place where a page ends must not lose or repeat any.
        at = NOW - timedelta(days=number // 10)
        actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text=str(number), called_at=at)
    for number in range(5):
        actions.record_objection(
            by=cast.owner, at=NOW - timedelta(days=number), person=cast.carla, purpose="purpose.mailing", source="mail"
        )
    seen, before = [], ""
    while True:
        page = client_timeline(cast.bakery, actor=cast.owner, now=NOW, before=before, limit=7)
        seen += [(item.source, item.id) for group in page.groups for item in group.items]
        before = page.earlier
        if not before:
            break
    assert len(seen) == len(set(seen)) == 60 + 1 + 5 + 1  # calls, the cast's own, objections, the start


def test_the_timeline_is_grouped_newest_first(cast: Cast) -> None:
    actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text="x", called_at=NOW - timedelta(days=1))
    groups = client_timeline(cast.bakery, actor=cast.owner, now=NOW).groups
    assert [group.heading for group in groups] == ["Vandaag", "Gisteren", "maart 2019"]


def test_the_timeline_can_show_one_kind(cast: Cast) -> None:
    actions.write_correspondence(by=cast.owner, at=NOW, client=cast.bakery, kind="letter", text="Jaarbrief")
    (group,) = client_timeline(cast.bakery, actor=cast.owner, now=NOW, kind="letter").groups
    assert [item.text for item in group.items] == ["Jaarbrief"]


@pytest.mark.parametrize("key", ["x", "9" * 80, "0", "\x00", "0" * 33 + "2026-01-01"])
def test_a_tampered_place_in_the_timeline_gives_a_page(cast: Cast, anna: Browser, key: str) -> None:
    assert anna.get(reverse("people:client", args=[cast.bakery.id]), {"before": key}).status_code == 200


def test_the_second_to_edit_sees_both_and_loses_nothing(cast: Cast, anna: Browser) -> None:
    url = reverse("people:client-edit", args=[cast.bakery.id])
    typed = {
        "kind": "business", "name": "Mijn naam", "language": "nl", "started_on": "2019-03-01",
        "seen": cast.bakery.changed_at.isoformat(),
    }  # fmt: skip
    actions.change_client(by=cast.owner, at=timezone.now(), client=cast.bakery, name="Andere naam")
    response = anna.post(url, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Mijn naam" in page
    assert "Andere naam" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert anna.post(url, {**typed, "seen": seen}).status_code == 302
    cast.bakery.refresh_from_db()
    assert cast.bakery.name == "Mijn naam"


def test_a_new_household_gets_the_name_of_its_first_contact(cast: Cast, anna: Browser) -> None:
    typed = {
        "kind": "household", "language": "nl", "given_name": "Ada", "family_name": "Vos", "phone": "06 12 34 56 78",
        "mail": "ada@vos.example", "street": "Laan 5", "postal_code": "3721zz", "city": "Bilthoven", "country": "",
    }  # fmt: skip
    anna.post(reverse("people:client-new"), typed)
    client = Client.objects.get(name="Ada Vos")
    person = client.memberships.get().person
    assert person.phone_numbers.get().number == "+31612345678"
    assert client.addresses.get().postal_code == "3721 ZZ"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "abc"}, "phone"),
        ({"mail": "x"}, "mail"),
        ({"postal_code": "12"}, "postal_code"),
        ({"vat_id": "NL1"}, "vat_id"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_is_half_written(
    cast: Cast, anna: Browser, wrong: dict[str, str], field: str
) -> None:
    typed = {"kind": "business", "language": "nl", "name": "Kaas", "family_name": "Vos", **wrong}
    response = anna.post(reverse("people:client-new"), typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert (Client.objects.count(), Person.objects.count()) == (2, 2)


def test_somebody_known_is_asked_about_first(cast: Cast, anna: Browser) -> None:
    typed = {"kind": "household", "language": "nl", "family_name": "Jansen", "phone": "020 123 45 67"}
    response = anna.post(reverse("people:client-new"), typed)
    assert response.status_code == 422
    assert "Familie Jansen" in response.content.decode()
    assert anna.post(reverse("people:client-new"), {**typed, "is_new": "on"}).status_code == 302


def test_a_pasted_signature_fills_the_form_without_saving(cast: Cast, anna: Browser) -> None:
    block = "Piet Bos\nBos Techniek B.V.\nDorpsweg 3\n3722 ZZ Bilthoven\n030 123 45 67\nonbegrijpelijk 12-34"
    response = anna.post(reverse("people:client-new"), {"paste": block, "take_apart": "1", "kind": "household"})
    initial = response.context["form"].initial
    assert (initial["kind"], initial["name"], initial["family_name"]) == ("business", "Bos Techniek B.V.", "Bos")
    assert "onbegrijpelijk" in initial["note"]
    assert Client.objects.count() == 2


def test_ending_archiving_and_back(cast: Cast, anna: Browser) -> None:
    arguments = [cast.bakery.id]
    anna.post(reverse("people:client-end", args=arguments), {"ended_on": "2026-11-01"})
    page = anna.get(reverse("people:client", args=arguments)).content.decode()
    assert "do 1 nov 2029" in page  # kept three years longer
    for name, gone in (("client-archive", True), ("client-unarchive", False)):
        anna.post(reverse(f"people:{name}", args=arguments))
        cast.bakery.refresh_from_db()
        assert (cast.bakery.archived_at is not None) is gone
    anna.post(reverse("people:client-resume", args=arguments))
    cast.bakery.refresh_from_db()
    assert cast.bakery.ended_on is None


def test_the_privacy_tab_counts_what_the_declarations_name(cast: Cast, anna: Browser) -> None:
    response = anna.get(reverse("people:client-privacy", args=[cast.bakery.id]))
    held = {str(row.category): row.count for row in response.context["held"]}
    assert held["data.phone"] == 1
    assert held["data.correspondence"] == 1
    assert held["data.name"] >= 2
    assert "Jansen" not in response.content.decode()


def test_the_forms_of_a_person_do_what_they_say(cast: Cast, anna: Browser) -> None:
    made = anna.post(
        reverse("people:person-new", args=[cast.bakery.id]),
        {"given_name": "Piet", "family_name": "Bos", "language": "nl", "role": "employee", "phone": "06 12 34 56 78"},
    )
    assert made.status_code == 302
    piet = Person.objects.get(given_name="Piet")
    arguments = [piet.id]
    anna.post(reverse("people:person-point-new", args=[piet.id, "mail"]), {"address": "piet@bos.example"})
    anna.post(
        reverse("people:consent-new", args=arguments),
        {"verb": "given", "purpose": "purpose.mailing", "wording": "Ja", "wording_version": "1", "source": "telefoon"},
    )
    page = anna.get(reverse("people:person", args=arguments)).content.decode()
    for words in ("06 12 34 56 78", "piet@bos.example", "telefoon"):
        assert words in page
    anna.post(reverse("people:membership-remove", args=[piet.memberships.get().id]))
    assert not piet.memberships.exists()


def test_a_wrong_number_keeps_the_person_unsaved(cast: Cast, anna: Browser) -> None:
    response = anna.post(
        reverse("people:person-new", args=[cast.bakery.id]),
        {"given_name": "Piet", "language": "nl", "role": "employee", "phone": "abc"},
    )
    assert response.status_code == 422
    assert "phone" in response.context["form"].errors
    assert not Person.objects.filter(given_name="Piet").exists()
