"""A button pressed twice, or by two people at once: done once."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import get_resolver, resolve, reverse

from gestand.core.jobs.models import Job
from gestand.core.mail.models import OutgoingMail
from gestand.core.once.models import SentForm
from gestand.core.once.sending import creating_views
from gestand.core.once.upkeep import forget_sent_forms
from gestand.core.refusals import Refused
from gestand.people.actions import merge_persons
from gestand.people.imports import actions
from gestand.people.imports.models import BatchState, ImportBatch
from gestand.people.models import (
    Attachment,
    Client,
    ConsentEvent,
    Correspondence,
    Merge,
    Person,
    PhoneNumber,
    SavedView,
)
from gestand.rights import forms as rights_forms
from gestand.rights.actions.packages import PackageNotReady, send_package
from gestand.rights.models import Package, PackageState, Request, RequestState
from gestand.team.models import Grant, LoginLink
from tests.cast import NOW, Cast, browser_of, make_cast, make_person
from tests.core.test_mail_sending import set_up

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


#: For each form that makes something: its page, where it goes, what is typed, and what it makes.
FORMS: dict[str, tuple[str, str, dict[str, object], type[Model]]] = {
    "a client": (
        "people:client-new",
        "",
        {"name": "Smederij Vuur", "kind": "business", "family_name": "Smit"},
        Client,
    ),
    "a person": ("people:person-new", "", {"family_name": "Visser", "role": "contact"}, Person),
    "a letter with its files": (
        "people:entry-new",
        "",
        {"kind": "letter", "text": "Brief", "uploads": b"bijlage"},
        Attachment,
    ),
    "a telephone number": ("people:client-point-new", "", {"number": "030 1234568"}, PhoneNumber),
    "a number of a person": ("people:person-point-new", "", {"number": "030 1234568"}, PhoneNumber),
    "a consent": (
        "people:consent-new",
        "",
        {"verb": "given", "purpose": "purpose.mailing", "wording": "Ja", "source": "mail"},
        ConsentEvent,
    ),
    "a call": (
        "people:call-new",
        "people:call-new",
        {"who": "een onbekende", "text": "Kassa doet het niet"},
        Correspondence,
    ),
    "a note": ("people:client", "people:compose", {"kind": "note", "text": "Sleutel bij de buren"}, Correspondence),
    "an import": ("people:imports", "", {"file": FILE}, ImportBatch),
    "a kept list": ("people:clients", "people:view-save", {"name": "Mijn lijst", "query": "kind=business"}, SavedView),
    "a request": (
        "rights:enter",
        "",
        {"kind": "access", "channel": "mail", "name": "Eva Jansen", "language": "nl"},
        Request,
    ),
    "a form of a visitor": (
        "public:ask",
        "",
        {"kind": "access", "name": "Eva", "email": "eva@jansen.example", "age": "yes"},
        Request,
    ),
    "an invitation": (
        "team:invite",
        "",
        {
            "name": "Cas Kok",
            "email": "cas@vervanger.example",
            "language": "nl",
            "every_client": "yes",
            "signed_on": "2026-11-20",
            "from_on": "2026-11-20",
            "until_on": "2030-01-01",
        },
        LoginLink,
    ),
    "an access": (
        "team:account",
        "",
        {"every_client": "yes", "signed_on": "2026-11-20", "from_on": "2026-11-20", "until_on": "2030-01-01"},
        Grant,
    ),
    "a test mail": ("core:mail-settings", "core:mail-test", {}, OutgoingMail),
}
#: Whose forms are tried here; the rooms above these have tests of their own.
ROOMS = {"core", "people", "rights", "team"}
#: Tried in test_twice_at_the_desk.
DESK = (
    "gestand.rights.views.doing.",
    "gestand.rights.views.writing.",
    "gestand.rights.portable.",
    "gestand.rights.identity_copy.",
)
#: These attach to what is there already, and are tried below.
OTHERS = {"gestand.people.views.entries.entry_edit"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr(rights_forms, "_QUICKEST_SECONDS", 0)
    set_up(2525)


def sendable(cast: Cast, browser: Browser, what: str) -> tuple[str, dict[str, object]]:
    """The address and fields of a form as a browser without JavaScript would send them."""
    page, target, typed, _model = FORMS[what]
    ids = {"client_id": cast.bakery.id, "person_id": cast.carla.id, "account_id": cast.bram.id, "kind": "phone"}
    url = url_of(page, ids)
    action = url_of(target, ids) if target else url
    hidden = fields_of(browser.get(url).content.decode(), action if target else "")
    assert "form_key" in hidden, what
    files = {
        name: SimpleUploadedFile("a.csv" if name == "file" else "a.txt", value)
        for name, value in typed.items()
        if isinstance(value, bytes)
    }
    return action, {**hidden, **typed, **files}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_is_sent_twice_makes_one(cast: Cast, anna: Browser, what: str) -> None:
    url, fields = sendable(cast, anna, what)
    model = FORMS[what][3]
    before = model._default_manager.count()
    answers = []
    for _press in range(2):
        for file in fields.values():
            if isinstance(file, SimpleUploadedFile):
                file.seek(0)
        answers.append(anna.post(url, fields))
    assert [answer.status_code for answer in answers] == [302, 302], wrong_in(answers[0])
    assert answers[1].headers["Location"] in answers[0].headers["Location"]
    assert model._default_manager.count() == before + 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("what", FORMS)
def test_a_page_that_is_opened_again_sends_another_form(cast: Cast, anna: Browser, what: str) -> None:
    first, second = (sendable(cast, anna, what)[1]["form_key"] for _look in range(2))
    assert first != second


def test_every_view_that_is_done_once_is_tried_here() -> None:
    names = {target or page for page, target, _typed, _model in FORMS.values()}
    tried = {
        resolve(url_of(name, dict.fromkeys(("client_id", "person_id", "account_id"), uuid4()) | {"kind": "phone"})).func
        for name in names
    }
    here = {view for view in creating_views if view.split(".")[1] in ROOMS and not view.startswith(DESK)}
    assert {f"{view.__module__}.{view.__qualname__}" for view in tried} | OTHERS == here


def test_the_same_page_with_other_words_is_another_form(cast: Cast, anna: Browser) -> None:
    """Who goes back a page and types on means something new, whatever key the browser still has."""
    url, fields = sendable(cast, anna, "a note")
    anna.post(url, fields)
    anna.post(url, {**fields, "text": "En de hond bijt"})
    assert cast.bakery.correspondence.filter(kind="note").count() == 2


def test_what_was_refused_is_looked_at_anew(cast: Cast, anna: Browser) -> None:
    url, fields = sendable(cast, anna, "a note")
    assert anna.post(url, {**fields, "text": ""}).status_code == 422
    assert anna.post(url, {**fields, "text": ""}).status_code == 422
    assert not SentForm.objects.exists()


def test_what_failed_half_way_can_be_sent_again(cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    url, fields = sendable(cast, anna, "a note")
    anna.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("gestand.people.views.clients.one_item", None)
        assert anna.post(url, fields, headers={"HX-Request": "true"}).status_code == 500
    assert not cast.bakery.correspondence.filter(kind="note").exists()
    assert anna.post(url, fields, headers={"HX-Request": "true"}).status_code == 200
    again = anna.post(url, fields, headers={"HX-Request": "true"})
    assert (again.status_code, again.headers["HX-Redirect"]) == (204, reverse("people:client", args=[cast.bakery.id]))
    assert cast.bakery.correspondence.filter(kind="note").count() == 1


def test_files_that_are_added_twice_hang_there_once(cast: Cast, anna: Browser) -> None:
    entry = cast.bakery.correspondence.get()
    url = reverse("people:entry-edit", args=[entry.id])
    fields = fields_of(anna.get(url).content.decode(), "")
    for _press in range(2):
        letter = SimpleUploadedFile("brief.txt", b"tekst")
        assert (
            anna.post(url, {**fields, "kind": "call", "direction": "in", "text": "Ja", "uploads": letter}).status_code
            == 302
        )
    assert entry.attachments.count() == 1


def test_another_hand_cannot_borrow_a_key(cast: Cast, anna: Browser, bram: Browser) -> None:
    url, fields = sendable(cast, anna, "a note")
    anna.post(url, fields)
    assert bram.post(url, fields).status_code == 302
    assert set(cast.bakery.correspondence.filter(kind="note").values_list("written_by", flat=True)) == {
        cast.anna.id,
        cast.bram.id,
    }


def test_no_typed_word_is_kept_with_a_sent_form_and_after_a_day_nothing(cast: Cast, anna: Browser) -> None:
    url, fields = sendable(cast, anna, "a call")
    anna.post(url, {**fields, "next": "/clients/?q=jansen"})
    assert SentForm.objects.get().led_to == "/clients/"
    forget_sent_forms(at=datetime.now(UTC) + timedelta(hours=23))
    assert SentForm.objects.exists()
    forget_sent_forms(at=datetime.now(UTC) + timedelta(hours=25))
    assert not SentForm.objects.exists()


def test_a_trap_fills_no_memory(cast: Cast, visitor: Browser) -> None:
    url, fields = sendable(cast, visitor, "a form of a visitor")
    assert visitor.post(url, {**fields, "website": "https://spam.example"}).status_code == 302
    assert not SentForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_come_at_the_same_moment_make_one() -> None:
    cast = make_cast()
    browser = browser_of(cast.anna)
    url, fields = sendable(cast, browser, "a note")
    both = threading.Barrier(2)
    answers = []

    def press() -> None:
        other = browser_of(None)
        other.cookies = browser.cookies
        both.wait()
        answers.append(other.post(url, fields).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert cast.bakery.correspondence.filter(kind="note").count() == 1


def wrong_in(answer: HttpResponse) -> list[str]:
    return [
        re.sub(r"<[^>]*>", "", found)
        for found in re.findall(r'<(?:p|div) class="error"[^>]*>.*?</(?:p|div)>', answer.content.decode())
    ]


def url_of(name: str, ids: dict[str, object]) -> str:
    wanted = {found for pattern in resolver_patterns(name) for found in pattern}
    return reverse(name, kwargs={key: value for key, value in ids.items() if key in wanted})


def resolver_patterns(name: str) -> list[list[str]]:
    namespace, _colon, view = name.partition(":")
    resolver = get_resolver()
    inner = resolver.namespace_dict[namespace][1]
    return [params for possibility in inner.reverse_dict.getlist(view) for _shape, params in possibility[0]]


class _Forms(HTMLParser):
    """The fields of each form on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and _is_sent(given):
            self.forms[-1][1][given["name"]] = given.get("value", "")


def _is_sent(given: dict[str, str]) -> bool:
    is_asked = given.get("type", "text") not in ("checkbox", "radio", "file", "submit") or "checked" in given
    return bool(given.get("name")) and is_asked


def fields_of(page: str, action: str) -> dict[str, str]:
    """What a browser would send of the form with that action (of the page's own form, when there is none)."""
    parser = _Forms()
    parser.feed(page)
    fitting = [fields for target, fields in parser.forms if target == action and "form_key" in fields]
    return fitting[0] if fitting else {}
