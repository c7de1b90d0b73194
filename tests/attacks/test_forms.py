"""Forms sent from elsewhere, twice, or with more in them than was asked."""

from __future__ import annotations

from collections import Counter

from django.test import Client as Browser
from django.urls import resolve

from gestand.core.house import Access
from gestand.people.models import Client, Correspondence, Person
from gestand.team.models import Account
from tests.cast import Cast
from tests.test_access_sweep import reachable


def cross_site(account: Account) -> Browser:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(account, backend="gestand.team.backends.TeamBackend")
    return browser


def test_no_form_of_a_signed_in_person_can_be_sent_from_elsewhere(cast: Cast) -> None:
    browser = cross_site(cast.anna)
    open_doors = []
    for address in reachable():
        url = address.url(client_id=cast.bakery.id, person_id=cast.carla.id)
        if address.access is Access.PUBLIC and getattr(resolve(url).func, "csrf_exempt", False):
            continue  # nobody is signed in there; their forms carry a secret of their own
        answer = browser.post(url, {}, headers={"origin": "https://evil.example"})
        if answer.status_code != 403:
            open_doors.append((address.view_name, answer.status_code))
    assert not open_doors


def test_what_changes_something_is_never_done_by_looking(cast: Cast, anna: Browser) -> None:
    """A picture in a mail can make a browser look at any address: looking changes nothing."""
    before = Counter(model.objects.count() for model in (Client, Person, Correspondence))
    for address in reachable():
        if address.access is not Access.PUBLIC:
            anna.get(address.url(client_id=cast.bakery.id, person_id=cast.carla.id))
    assert Counter(model.objects.count() for model in (Client, Person, Correspondence)) == before
    cast.bakery.refresh_from_db()
    assert cast.bakery.archived_at is None
