"""Business clients and their agreements: the list, one client's, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from gestand.core.house import ServedController
from gestand.people.models import Address, Client, ClientKind, MailAddress, Membership
from gestand.sharing.models import ClientAgreement, ClientAgreementState

if TYPE_CHECKING:
    from gestand.core.actors import Actor

State = ClientAgreementState
NONE = "none"
#: The chips of the list, in the order of what happens.
SHELVES = (NONE, State.READY.value, State.SENT.value, State.SIGNED.value, State.ENDED.value)
#: On which shelf a state stands.
_SHELF = {State.MAKING.value: State.READY.value, State.FAILED.value: State.READY.value}
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a business stands; ``newest_id`` and ``signed_id`` are its agreements, where it has them."""

    client_id: UUID
    state: str
    newest_id: UUID | None
    signed_id: UUID | None

    @property
    def shelf(self) -> str:
        return _SHELF.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """A line of the list."""

    client: Client
    state: str
    newest: ClientAgreement | None
    signed: ClientAgreement | None


def standings(actor: Actor) -> list[Standing]:
    """Every business by name, and who was one when its agreement was made, for the owner; two queries. Who left or was
    put away without an agreement is left out.
    """
    if not actor.is_owner:
        return []
    newest: dict[UUID, UUID] = {}
    signed: dict[UUID, UUID] = {}
    states: dict[UUID, str] = {}
    rows = ClientAgreement.objects.exclude(state=State.DROPPED).filter(client__isnull=False).order_by("number")
    for client_id, number, state in rows.values_list("client_id", "id", "state"):
        assert client_id is not None  # noqa: S101 - the filter says so
        newest[client_id] = number
        if state == State.SIGNED:
            signed[client_id] = number
        states[client_id] = State.SIGNED.value if client_id in signed else state
    # A household that was a business keeps its place here for as long as its agreement is kept.
    visible = Client.objects.visible_to(actor).filter(with_agreement()).order_by("sort_name", "id")
    return [
        Standing(client_id, states.get(client_id, NONE), newest.get(client_id), signed.get(client_id))
        for client_id, ended_on, archived_at in visible.values_list("id", "ended_on", "archived_at")
        if client_id in states or (ended_on is None and archived_at is None)
    ]


def with_agreement() -> Q:
    """Clients with whom an agreement is, or was: businesses, and households that were one when it was made."""
    made = ClientAgreement.objects.exclude(state=State.DROPPED).filter(client__isnull=False)
    return Q(kind=ClientKind.BUSINESS) | Q(id__in=made.values("client"))


def counts(found: Sequence[Standing]) -> dict[str, int]:
    """How many businesses stand on each shelf."""
    many = Counter(each.shelf for each in found)
    return {shelf: many[shelf] for shelf in SHELVES}


def on_shelf(found: Sequence[Standing], shelf: str) -> list[Standing]:
    """The businesses of one chip; an unknown one gives them all."""
    return [each for each in found if each.shelf == shelf] if shelf in SHELVES else list(found)


def with_agreements(shown: Sequence[Standing]) -> list[BusinessRow]:
    """The clients of a page with their agreements; two queries."""
    clients = Client.objects.in_bulk([each.client_id for each in shown])
    ids = {number for each in shown for number in (each.newest_id, each.signed_id)} - {None}
    found: dict[UUID | None, ClientAgreement] = {
        row.id: row for row in ClientAgreement.objects.filter(id__in=ids).select_related("text")
    }
    return [
        BusinessRow(clients[each.client_id], each.state, found.get(each.newest_id), found.get(each.signed_id))
        for each in shown
        if each.client_id in clients
    ]


def agreements_of(client_id: UUID) -> list[ClientAgreement]:
    """Every agreement of a client, newest first."""
    rows = ClientAgreement.objects.filter(client_id=client_id).select_related("text", "file", "signed_file")
    return list(rows.order_by("-number"))


def addresses_of(client: Client) -> list[tuple[str, str]]:
    """Mail addresses to send it to: (address, whose). The client's own first, then its first contact's."""
    own = [(row.address, client.name) for row in MailAddress.objects.filter(client=client).order_by("order", "id")]
    members = Membership.objects.filter(client=client, until_on__isnull=True).select_related("person")
    people = {row.person_id: row for row in members}
    rows = list(MailAddress.objects.filter(person_id__in=people).order_by("order", "id"))
    rows.sort(key=lambda row: not people[row.person_id].is_main if row.person_id else True)
    theirs = [(row.address, people[row.person_id].person.full_name) for row in rows if row.person_id]
    seen: dict[str, tuple[str, str]] = {}
    for address, whose in [*own, *theirs]:
        seen.setdefault(address.casefold(), (address, whose))
    return list(seen.values())


def served_controllers() -> Sequence[ServedController]:
    """The clients with a signed agreement, by name, each since its first one; three queries."""
    signed = ClientAgreement.objects.filter(client__isnull=False, signed_on__isnull=False)
    first: dict[UUID, date] = {}
    for client_id, signed_on in signed.values_list("client_id", "signed_on"):
        if client_id is not None and signed_on is not None:
            first[client_id] = min(first.get(client_id, signed_on), signed_on)
    if not first:
        return []
    served = Client.objects.filter(id__in=signed.filter(state=State.SIGNED).values("client_id"))
    where: dict[UUID, str] = {}
    addresses = Address.objects.filter(client_id__in=served.values("id")).order_by("id")
    for at_client, street, postal_code, city in addresses.values_list("client_id", "street", "postal_code", "city"):
        if at_client is not None:
            where.setdefault(at_client, ", ".join(filter(None, [street, f"{postal_code} {city}".strip()])))
    names = served.order_by("sort_name", "id").values_list("id", "name")
    return [ServedController(number, name, where.get(number, ""), first[number]) for number, name in names]


def ended_relations() -> QuerySet[ClientAgreement]:
    """Signed agreements of clients who left: somebody has to say what becomes of the data."""
    return ClientAgreement.objects.in_force().filter(client__ended_on__isnull=False)
