"""A form of this room that is sent twice does one thing."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from gestand.sharing.models import AgreementText, ClientAgreement, ProcessorAgreement, RegisteredRecipient
from tests.cast import TODAY, Cast


def keyed(browser: Browser, page: str) -> dict[str, str]:
    """The key that the page's form carries."""
    found = re.findall(r'name="form_key" value="([^"]+)"', browser.get(page).content.decode())
    assert found, page
    return {"form_key": found[0]}


def twice(browser: Browser, page: str, action: str, fields: dict[str, object]) -> None:
    sent = {**keyed(browser, page), **fields}
    assert [browser.post(action, sent).status_code for _press in range(2)] == [302, 302]


def test_a_recipient_and_its_agreement_are_written_once(anna: Browser) -> None:
    page = reverse("sharing:recipient-new")
    twice(anna, page, page, {"name": "Bank", "kind": "processor", "purposes": ["purpose.payment"], "country": "NL"})
    page = reverse("sharing:agreement-new", args=["bank"])
    twice(anna, page, page, {"signed_on": "2026-01-05"})
    assert (RegisteredRecipient.objects.count(), ProcessorAgreement.objects.count()) == (1, 1)


def test_an_agreement_is_made_and_mailed_once(cast: Cast, anna: Browser) -> None:
    page = reverse("sharing:client-agreement", args=[cast.bakery.id])
    twice(anna, page, reverse("sharing:client-make", args=[cast.bakery.id]), {"language": "nl"})
    run_due_jobs()
    row = ClientAgreement.objects.get()
    assert row.number == 1
    twice(anna, page, reverse("sharing:client-send", args=[row.id]), {"to": "other", "other": "x@zoutebrood.example"})
    assert OutgoingMail.objects.count() == 1
    sign = reverse("sharing:client-sign", args=[row.id])
    twice(anna, page, sign, {"signed_on": TODAY.isoformat(), "signed_by": "Carla"})
    assert ClientAgreement.objects.get().state == "signed"


@pytest.mark.usefixtures("cast")
def test_a_new_text_is_one_version(anna: Browser) -> None:
    page = reverse("sharing:text-new")
    fields = dict(re.findall(r'name="([a-z]+\.(?:nl|en)\.title)" value="([^"]+)"', anna.get(page).content.decode()))
    texts = re.findall(
        r'<textarea name="([a-z]+\.(?:nl|en)\.text)"[^>]*>\s*(.*?)</textarea>',
        anna.get(page).content.decode(),
        re.DOTALL,
    )
    words = {**fields, **{name: text.replace("&#x27;", "'").strip() for name, text in texts}}
    words["duration.nl.text"] = "Zolang het duurt."
    twice(anna, page, page, words)
    assert AgreementText.objects.count() == 2
