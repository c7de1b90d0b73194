"""contacts.vcf: the persons, and the households and businesses, as vCard 4 (RFC 6350)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from gestand.people.models import Address, Client, ClientKind, MailAddress, Membership, Person, PhoneNumber
from gestand.rights.portable.lines import escaped, line, structured, uri
from gestand.rights.portable.scope import Scope

_AT_ONCE = 500
_TELEPHONE = re.compile(r"\+[0-9]{3,20}")


def cards(scope: Scope) -> Iterator[bytes]:
    """One card for each, by id; flat memory."""
    clients = Client.objects.filter(id__in=scope.clients).order_by("id")
    members = Membership.objects.filter(client_id__in=scope.clients, person_id__in=scope.persons)
    for client in clients:
        yield b"".join(_client_card(client, sorted(str(each.person_id) for each in members.filter(client=client))))
    persons = Person.objects.filter(id__in=scope.persons).order_by("id")
    persons = persons.prefetch_related("addresses", "phone_numbers", "mail_addresses", "memberships__client")
    for person in persons.iterator(chunk_size=_AT_ONCE):
        yield b"".join(_person_card(person, scope.clients))


def _person_card(person: Person, clients: frozenset[UUID]) -> Iterator[bytes]:
    yield from _head(person.id, "individual", person.full_name)
    given = " ".join(filter(None, [person.given_name]))
    yield line(
        "N",
        structured(" ".join(filter(None, [person.name_prefix, person.family_name])), given, person.initials, "", ""),
    )
    yield from _points(person.addresses.all(), person.phone_numbers.all(), person.mail_addresses.all())
    for role in sorted(person.memberships.all(), key=lambda each: each.id):
        if role.client_id in clients and role.client.kind == ClientKind.BUSINESS:
            yield line("ORG", structured(role.client.name))
            if role.job_title:
                yield line("TITLE", escaped(role.job_title))
    yield line("LANG", uri(person.language) or "nl")
    yield line("END", "VCARD")


def _client_card(client: Client, members: list[str]) -> Iterator[bytes]:
    is_business = client.kind == ClientKind.BUSINESS
    yield from _head(client.id, "org" if is_business else "group", client.name)
    if is_business:
        yield line("ORG", structured(client.name))
    else:
        for member in members:
            yield line("MEMBER", f"urn:uuid:{member}")
    yield from _points(client.addresses.all(), client.phone_numbers.all(), client.mail_addresses.all())
    if client.website:
        yield line("URL", uri(client.website))
    yield line("END", "VCARD")


def _head(key: UUID, kind: str, name: str) -> Iterator[bytes]:
    yield line("BEGIN", "VCARD")
    yield line("VERSION", "4.0")
    yield line("UID", f"urn:uuid:{key}")
    yield line("KIND", kind)
    yield line("FN", escaped(name) or "-")


def _points(
    addresses: Iterable[Address], phones: Iterable[PhoneNumber], mails: Iterable[MailAddress]
) -> Iterator[bytes]:
    for address in sorted(addresses, key=lambda each: each.id):
        yield line(
            "ADR",
            structured("", address.extra, address.street, address.city, "", address.postal_code, address.country),
        )
    for phone in sorted(phones, key=lambda each: (each.order, each.id)):
        if _TELEPHONE.fullmatch(phone.number):
            yield line("TEL;VALUE=uri", f"tel:{phone.number}")
        else:
            yield line("TEL;VALUE=text", escaped(phone.number))
    for mail in sorted(mails, key=lambda each: (each.order, each.id)):
        yield line("EMAIL", escaped(mail.address))
