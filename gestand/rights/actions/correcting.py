"""What a request for correction does: names, numbers and addresses are put right, each with its before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.freezing import at_own_request
from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.people import actions as people
from gestand.people.models import Address, MailAddress, Person, PhoneNumber
from gestand.rights.actions.answers import claimed_unwritten
from gestand.rights.actions.notices import open_notices
from gestand.rights.actions.restricting import recipients_of
from gestand.rights.models import Correction, Request, RequestKind
from gestand.rights.subjects import subjects_of

if TYPE_CHECKING:
    from gestand.core.actors import Actor

PERSON_FIELDS = ("salutation", "initials", "given_name", "name_prefix", "family_name")
ADDRESS_FIELDS = ("street", "extra", "postal_code", "city")
LONGEST_OTHER = 1000


class NotACorrection(Refused):
    code = "not_a_correction"


class NothingChanged(Refused):
    code = "nothing_changed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it should be. ``phones`` and ``mails`` by row, empty to remove it; ``other`` tells what was done by hand."""

    person: Mapping[str, str]
    phones: Mapping[UUID, str]
    mails: Mapping[UUID, str]
    addresses: Mapping[UUID, Mapping[str, str]]
    new_phone: str = ""
    new_mail: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Correctable:
    """What the form offers: the person, and the numbers and addresses of the person and of clients that are theirs."""

    person: Person
    clients: frozenset[UUID]
    phones: Sequence[PhoneNumber]
    mails: Sequence[MailAddress]
    addresses: Sequence[Address]


def correctable(person_id: UUID) -> Correctable:
    """What can be put right for this person. Four queries and those of ``subjects_of``."""
    known = subjects_of(person_id)
    rows: list[Any] = []
    for model in (PhoneNumber, MailAddress, Address):
        own = list(model.objects.filter(person_id=person_id).order_by("id"))
        shared = list(model.objects.filter(client_id__in=known.clients).order_by("id"))
        rows.append([*own, *shared])
    return Correctable(known.person, known.clients, rows[0], rows[1], rows[2])


def correct(*, request: Request, wanted: Wanted, by: Actor, at: datetime) -> list[Correction]:
    """Put right what differs, through the same actions as everywhere, and keep each before and after with the request.

    Whoever received the data is still to be told (GDPR 19). A restriction does not stand in the way of what the person
    asks. Refuses a request for something else (``NotACorrection``), when nothing differs (``NothingChanged``), and
    whatever the actions refuse: nothing is changed then. GDPR 16.
    """
    by.require_owner()
    with transaction.atomic():
        request = claimed_unwritten(request)
        if request.kind != RequestKind.RECTIFICATION or request.person_id is None:
            raise NotACorrection(_("This is no request for correction of somebody who is known."))
        now = correctable(request.person_id)
        with at_own_request(now.person.id, *now.clients):
            made = _Correcting(request, now, by=by, at=at).apply(wanted)
        if not made:
            raise NothingChanged(_("Nothing differs from what stands here already."))
        Correction.objects.bulk_create(made)
        open_notices(request, recipients=recipients_of(now.person))
        write_audit(
            "rights.request.correct",
            by=by,
            at=at,
            subject=("request", request.id),
            facts={"person": now.person.id, "fields": [row.field_name for row in made]},
        )
    return made


class _Correcting:
    """Applies what is wanted, part by part, and keeps what it was."""

    def __init__(self, request: Request, now: Correctable, *, by: Actor, at: datetime) -> None:
        self._request, self._now, self._by, self._at = request, now, by, at
        self.made: list[Correction] = []

    def apply(self, wanted: Wanted) -> list[Correction]:
        self._names(wanted.person)
        for phone in self._now.phones:
            self._phone(phone, wanted.phones.get(phone.id, phone.number).strip())
        for mail in self._now.mails:
            self._mail(mail, wanted.mails.get(mail.id, mail.address).strip())
        for place in self._now.addresses:
            self._address(place, wanted.addresses.get(place.id, {}))
        self._added(wanted)
        return self.made

    def _names(self, given: Mapping[str, str]) -> None:
        person = self._now.person
        old = {name: str(getattr(person, name)) for name in PERSON_FIELDS}
        names = {name: value.strip() for name, value in given.items() if value.strip() != old[name]}
        if names:
            changed = people.change_person(by=self._by, at=self._at, person=person, **names)  # type: ignore[arg-type]
            for name in names:
                self._note("person", person.id, name, old[name], str(getattr(changed, name)))

    def _phone(self, phone: PhoneNumber, number: str) -> None:
        if number == phone.number:
            return
        if not number:
            people.remove_contact_point(by=self._by, at=self._at, point=phone)
            self._note("phone", phone.id, "number", phone.number, "")
            return
        changed = people.change_phone(by=self._by, at=self._at, phone=phone, number=number, label=phone.label)
        self._note("phone", phone.id, "number", phone.number, changed.number)

    def _mail(self, mail: MailAddress, address: str) -> None:
        if address == mail.address:
            return
        if not address:
            people.remove_contact_point(by=self._by, at=self._at, point=mail)
            self._note("mail", mail.id, "address", mail.address, "")
            return
        changed = people.change_mail(by=self._by, at=self._at, mail=mail, address=address, label=mail.label)
        self._note("mail", mail.id, "address", mail.address, changed.address)

    def _address(self, place: Address, given: Mapping[str, str]) -> None:
        old = {name: str(getattr(place, name)) for name in ADDRESS_FIELDS}
        wanted = {**old, **{name: value.strip() for name, value in given.items()}}
        if wanted == old:
            return
        moved = people.change_address(by=self._by, at=self._at, address=place, **wanted)
        for name in ADDRESS_FIELDS:
            self._note("address", place.id, name, old[name], str(getattr(moved, name)))

    def _added(self, wanted: Wanted) -> None:
        person = self._now.person
        if wanted.new_phone.strip():
            phone = people.add_phone(by=self._by, at=self._at, owner=person, number=wanted.new_phone)
            self._note("phone", phone.id, "number", "", phone.number)
        if wanted.new_mail.strip():
            mail = people.add_mail(by=self._by, at=self._at, owner=person, address=wanted.new_mail)
            self._note("mail", mail.id, "address", "", mail.address)
        if wanted.other.strip():
            self._note("other", person.id, "other", "", wanted.other.strip()[:LONGEST_OTHER])

    def _note(self, what: str, row_id: UUID, field: str, old: str, new: str) -> None:
        """Keep a before and after; what an action tidied back to what it was is no correction."""
        if old == new:
            return
        self.made.append(
            Correction(
                id=new_id(),
                request=self._request,
                what=what,
                row_id=row_id,
                field_name=field,
                old=old,
                new=new,
                applied_at=self._at,
                applied_by=self._by.id,
            )
        )
