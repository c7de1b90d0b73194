"""What this room offers to search: clients, persons (with their numbers and addresses) and correspondence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.search.interface import Entry, SearchSource
from gestand.people.models import Address, Client, Correspondence, MailAddress, Membership, Person

CLIENT, PERSON, CORRESPONDENCE = "client", "person", "correspondence"
_AT_ONCE = 500
_ARCHIVED, _NORMAL = -1, 0
_TITLE_LENGTH = 120


def client_entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
    """A client is found by its name, addresses, mail addresses, numbers and website."""
    clients = Client.objects.prefetch_related("addresses", "phone_numbers", "mail_addresses").order_by("id")
    for client in (clients if ids is None else clients.filter(id__in=list(ids))).iterator(chunk_size=_AT_ONCE):
        addresses = list(client.addresses.all())
        yield Entry(
            kind=CLIENT,
            id=client.id,
            client_id=client.id,
            title=client.name,
            detail=str(addresses[0]) if addresses else "",
            words=_words(addresses, client.mail_addresses.all(), client.website.removeprefix("https://")),
            numbers=tuple(filter(None, [*(phone.number for phone in client.phone_numbers.all()), client.kvk_number])),
            weight=_NORMAL if client.archived_at is None else _ARCHIVED,
            ended_on=client.ended_on,
        )


def person_entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
    """A person is found once for each client that he or she belongs to, so that a stand-in finds through his own."""
    people = Person.objects.prefetch_related(
        "addresses", "phone_numbers", "mail_addresses", "memberships__client"
    ).order_by("id")
    for person in (people if ids is None else people.filter(id__in=list(ids))).iterator(chunk_size=_AT_ONCE):
        memberships: list[Membership | None] = list(person.memberships.all())
        words = _words(person.addresses.all(), person.mail_addresses.all(), person.initials, person.given_name)
        numbers = tuple(phone.number for phone in person.phone_numbers.all())
        for membership in memberships or [None]:
            client = membership.client if membership else None
            yield Entry(
                kind=PERSON,
                id=person.id,
                client_id=client.id if client else None,
                title=person.full_name,
                detail=client.name if client else "",
                words=" ".join(filter(None, [words, membership.job_title if membership else ""])),
                numbers=numbers,
                weight=_NORMAL if person.archived_at is None else _ARCHIVED,
                ended_on=person.relation_ended_on,
                person_id=person.id,
            )


def correspondence_entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
    """An entry is found by what was said; its day stands beside it."""
    rows = Correspondence.objects.order_by("id")
    for row in (rows if ids is None else rows.filter(id__in=list(ids))).iterator(chunk_size=_AT_ONCE):
        day = timezone.localdate(row.at)
        yield Entry(
            kind=CORRESPONDENCE,
            id=row.id,
            client_id=row.client_id,
            title=(row.subject or " ".join(row.text.split()) or row.caller)[:_TITLE_LENGTH],
            detail=f"{day:%d-%m-%Y}",
            words=row.caller,
            text=f"{row.subject}\n{row.text}",
            person_id=row.person_id,
            recent_on=day,
        )


def _words(addresses: Iterable[Address], mails: Iterable[MailAddress], *others: str) -> str:
    parts = [f"{row.street} {row.extra} {row.postal_code} {row.city}" for row in addresses]
    return " ".join(filter(None, [*parts, *(mail.address for mail in mails), *others]))


SOURCES = (
    SearchSource(
        CLIENT, _("Clients"), "users", 10, lambda thing, _client: reverse("people:client", args=[thing]), client_entries
    ),
    SearchSource(
        PERSON, _("People"), "user", 20, lambda thing, _client: reverse("people:person", args=[thing]), person_entries
    ),
    SearchSource(
        CORRESPONDENCE,
        _("Correspondence"),
        "messages",
        60,
        lambda thing, _client: reverse("people:entry", args=[thing]),
        correspondence_entries,
    ),
)
