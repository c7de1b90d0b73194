"""A form of the desk that is sent twice does once: the second press writes nothing, and leads where the first led."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.egress.dns import MailDomain
from gestand.core.mail.models import OutgoingMail
from gestand.core.once.sending import creating_views
from gestand.rights.actions.restricting import restrict_and_answer
from gestand.rights.models import RecipientNotice, Request
from gestand.rights.portable import sending
from gestand.rights.portable.scope import client_scope
from tests.attacks.test_twice import DESK, fields_of
from tests.cast import Cast
from tests.core.test_mail_sending import set_up
from tests.rights.steps import entered
from tests.rights.test_portable import packed

pytestmark = pytest.mark.django_db
PAPER = {"channel": "letter", "words": "Wij schrijven u. {reasons}", "email": ""}

#: Kind of request, page, which of its forms, and what is typed.
PAGES: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "receipt": ("access", "reply/received/", "form", {**PAPER, "words": "Ontvangen."}),
    "correction": ("rectification", "correct/", "form", {"person-family_name": "Janssen"}),
    "weighing": ("objection", "weigh/", "form", {}),
    "restriction": ("restriction", "restrict/", "form", {**PAPER, "words": "Beperkt.", "ground": "claims"}),
    "another kind": ("access", "sort/", "kind_form", {"do": "kind", "kind": "portability"}),
    "passing on": (
        "access",
        "pass-on/",
        "form",
        {**PAPER, "words": "Doorgegeven.", "client_words": "Graag.", "client_channel": "letter", "client_email": ""},
    ),
    "organisation": (
        "portability",
        "organisation/",
        "form",
        {"organisation": "Ander Kantoor", "email": "post@anderkantoor.example"},
    ),
    "copy": (
        "access",
        "copy/",
        "form",
        {
            "doubt_words": "Uw stem klonk anders.",
            "no_call": "Neemt niet op.",
            "no_visit": "Woont ver weg.",
            "email": "eva@jansen.example",
        },
    ),
}


@pytest.fixture(autouse=True)
def domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sending, "look_up_mail_domain", lambda *_a, **_b: MailDomain(exists=True, receives=True, spf="")
    )


def pressed_twice(browser: Browser, url: str, form: str, typed: dict[str, Any]) -> None:
    page = browser.get(url)
    assert page.status_code == 200, url
    fields = page.context[form].fields
    given = {name: field.initial for name, field in fields.items()} | dict(page.context[form].initial)
    sent = {name: str(value) for name, value in given.items() if value not in {None, ""}}
    key = _key_of(page.content.decode())
    before = _written()
    answers = []
    for _press in range(2):
        for value in typed.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        answers.append(browser.post(url, {**sent, **typed, "form_key": key}))
        if len(answers) == 1:
            after = _written()
    assert answers[0].status_code == 302, answers[0].context[form].errors
    assert after != before
    assert answers[1].status_code == 302
    assert _written() == after
    assert answers[1].headers["Location"] in answers[0].headers["Location"]


def _key_of(page: str) -> str:
    return fields_of(page, "")["form_key"]


def _written() -> tuple[int, int]:
    return AuditLine.objects.count(), OutgoingMail.objects.count()


@pytest.mark.parametrize("what", PAGES)
def test_a_form_of_the_desk_that_is_sent_twice_does_once(cast: Cast, anna: Browser, what: str) -> None:
    set_up(2525)
    kind, path, form, typed = PAGES[what]
    who: dict[str, dict[str, Any]] = {"copy": {"identified": False}, "passing on": {"person_id": cast.carla.id}}
    asked = entered(cast, kind=kind, **who.get(what, {}))
    if what == "copy":
        typed = {**typed, "person": str(cast.eva.id)}
    if what == "weighing":
        typed = _weighed(anna, asked)
    if what == "passing on":
        typed = {**typed, "client": str(cast.bakery.id)}
    pressed_twice(anna, f"/requests/{asked.id}/{path}", form, typed)


def _weighed(anna: Browser, asked: Request) -> dict[str, object]:
    form = anna.get(f"/requests/{asked.id}/weigh/").context["form"]
    return {name: "follow" if name.startswith("do-") else "Wij volgen dit." for name in form.fields}


def test_a_recipient_is_told_once(cast: Cast, anna: Browser) -> None:
    asked = entered(cast, kind="rectification")
    notice = RecipientNotice.objects.create(request=asked, recipient="belastingdienst", name="Belastingdienst")
    typed = {"how": "by_hand", "told_on": timezone.localdate().isoformat(), "note": "Gebeld."}
    pressed_twice(anna, f"/requests/{asked.id}/notices/{notice.id}/", "form", typed)


def test_a_person_hears_once_that_a_restriction_ends(cast: Cast, anna: Browser) -> None:
    asked = entered(cast, kind="restriction")
    restrict_and_answer(
        request=asked, ground="claims", words="Beperkt.", channel="letter", email="", by=cast.owner, at=timezone.now()
    )
    typed = {**PAPER, "reasons": "Het is opgelost.", "words": "{reasons}"}
    pressed_twice(anna, f"/requests/{asked.id}/lifting/", "form", typed)


def test_a_package_is_uploaded_once(cast: Cast, anna: Browser) -> None:
    content = packed(client_scope(cast.jansen.id))
    pressed_twice(anna, "/requests/take-in/", "form", {"file": SimpleUploadedFile("pakket.zip", content)})


def test_every_page_of_the_desk_is_tried_here() -> None:
    names = {path.strip("/").split("/")[0].replace("-", "_") for _kind, path, _form, _typed in PAGES.values()}
    tried = {{"organisation": "transfer", "copy": "ask"}.get(name, name) for name in names}
    here = {view.rsplit(".", 1)[1] for view in creating_views if view.startswith(DESK)}
    assert tried | {"notice", "lifting", "take_in"} == here
