"""Whatever is sent to whatever address: a calm answer, never a page that failed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

import gestand
from gestand.people.models import Client, Correspondence, Membership
from tests.cast import Cast, browser_of
from tests.test_access_sweep import reachable

HOSTILE = {
    "a zero byte": "\x00",
    "a huge number": "99999999999999999999999",
    "a day before all": "0001-01-01",
    "search operators": '"x NEAR( col:* ^ OR AND NOT -',
    "half a letter": "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
    "too much": "e" * 299 + "é",
    "a path": "../../../../etc/passwd",
}
ENCODED = "application/x-www-form-urlencoded"
_READ = re.compile(r"(?:GET|POST)(?:\.get(?:list)?\(|\[)\s*[\"']([\w:-]+)[\"']")
_FIELD = re.compile(r"^    (\w+) = forms\.", re.MULTILINE)
#: These end the session that the sweep needs.
SIGN_OUT = {"account_logout", "team:sessions-revoke-others", "team:account-deactivate", "team:account-link"}


def asked_names() -> list[str]:
    """Every name that some view or form reads, so that each is sent everywhere."""
    found = {"page", "kind", "number", "at", "name", "seen"}
    for path in Path(gestand.__file__).parent.rglob("*.py"):
        text = path.read_text()
        found |= set(_READ.findall(text)) | set(_FIELD.findall(text))
    return sorted(found)


def everywhere(value: str) -> str:
    """This value under every name, as a form sends it; encoded once for hundreds of requests."""
    return urlencode(dict.fromkeys(asked_names(), value))


def ids_of(cast: Cast) -> dict[str, object]:
    return {
        "client_id": cast.bakery.id,
        "person_id": cast.carla.id,
        "entry_id": Correspondence.objects.filter(client=cast.bakery).get().id,
        "membership_id": Membership.objects.get(client=cast.bakery).id,
        "account_id": cast.bram.id,
        "grant_id": cast.bram.grants.get().id,
    }


@pytest.mark.parametrize("what", HOSTILE)
def test_no_address_fails_on(cast: Cast, what: str) -> None:
    cache.clear()
    Authenticator.objects.update(data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
    sent, known, failed = everywhere(HOSTILE[what]), ids_of(cast), []
    for address in reachable():
        if address.view_name in SIGN_OUT:
            continue
        browser = browser_of(cast.anna)
        browser.raise_request_exception = False
        url = address.url(**known)
        for method, answer in (
            ("get", browser.get(f"{url}?{sent}")),
            ("post", browser.post(url, sent, content_type=ENCODED)),
        ):
            if answer.status_code >= 500:
                failed.append((address.view_name, method))
    assert not failed


def test_no_form_fails_on_more_than_any_column_holds(cast: Cast) -> None:
    """PostgreSQL refuses what is too long where SQLite keeps it: the form has to say so first."""
    cache.clear()
    sent, known, failed = everywhere("e" * 4_999 + "é"), ids_of(cast), []
    for address in reachable():
        if address.view_name not in SIGN_OUT:
            browser = browser_of(cast.anna)
            browser.raise_request_exception = False
            if browser.post(address.url(**known), sent, content_type=ENCODED).status_code >= 500:
                failed.append(address.view_name)
    assert not failed


@pytest.mark.one_database  # no value is sent
def test_no_address_fails_on_another_method(cast: Cast) -> None:
    browser, known, failed = browser_of(cast.anna), ids_of(cast), []
    browser.raise_request_exception = False
    for address in reachable():
        for method in ("put", "patch", "delete", "options", "head", "trace"):
            answer = getattr(browser, method)(address.url(**known))
            if answer.status_code >= 500:
                failed.append((address.view_name, method))
    assert not failed


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_mistyped_year_is_told_and_poisons_no_page(cast: Cast, anna: Browser, day: str) -> None:
    client, member = cast.bakery.id, Membership.objects.get(client=cast.bakery).id
    typed = [
        (reverse("people:client-edit", args=[client]), {"kind": "business", "name": "B", "started_on": day}),
        (reverse("people:client-end", args=[client]), {"ended_on": day}),
        (reverse("people:entry-new", args=[client]), {"kind": "mail", "direction": "in", "text": "Brief", "at": day}),
        (reverse("people:membership-edit", args=[member]), {"role": "contact", "since_on": day, "until_on": day}),
        (
            reverse("people:consent-new", args=[cast.carla.id]),
            {"verb": "given", "purpose": "mailing", "wording": "Ja", "source": "mail", "at": day},
        ),
        (reverse("rights:enter"), {"kind": "access", "channel": "mail", "received_at": day, "name": "N"}),
    ]
    assert [url for url, form in typed if anna.post(url, {"language": "nl", **form}).status_code != 422] == []
    for name in ("client", "client-people", "client-privacy"):
        assert anna.get(reverse(f"people:{name}", args=[client])).status_code == 200
    assert Client.objects.get(id=client).ended_on is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00"])
def test_a_key_of_a_page_that_was_tampered_with_gives_the_first_page(cast: Cast, anna: Browser, moment: str) -> None:
    row = uuid4().hex
    for way in ("after", "before"):
        assert anna.get(reverse("people:clients"), {"order": "-changed", way: f"{row}{moment}"}).status_code == 200
    for url in (reverse("people:client", args=[cast.bakery.id]), reverse("people:person", args=[cast.carla.id])):
        assert anna.get(url, {"before": f"0{row}{moment}"}).status_code == 200


def test_days_that_no_calendar_reckons_with_are_refused_in_the_filter_of_the_log(cast: Cast, anna: Browser) -> None:
    for asked in ({"from_on": "0001-01-01"}, {"until_on": "9999-12-31"}):
        assert anna.get(reverse("core:audit"), asked).status_code == 422


def test_a_standin_moves_nobody_elses_entry_to_another_client(cast: Cast, bram: Browser) -> None:
    other = Client.objects.create(
        name="Smederij", kind="business", sort_name="smederij", started_on="2020-01-01",
        created_at=datetime.now(UTC), changed_at=datetime.now(UTC),
    )  # fmt: skip
    cast.bram.grants.get().granted_clients.create(client_id=other.id)
    entry = Correspondence.objects.get(client=cast.bakery)
    bram.post(reverse("people:entry-assign", args=[entry.id]), {"who": "Smederij", "chosen": f"c:{other.id}"})
    entry.refresh_from_db()
    assert entry.client_id == cast.bakery.id
