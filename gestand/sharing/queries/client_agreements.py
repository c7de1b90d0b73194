"""Business clients and their agreements: the list, one client's, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gestand.core.house import ServedController
from gestand.people.models import Address, Client, ClientKind, MailAddress, Membership
from gestand.sharing.models import ClientAgreement, ClientAgreementState

if TYPE_CHECKING:
    from gestand.core.actors import Actor

State = ClientAgreementState
#: Clients with annotations that the type checker does not know.
Businesses = Any
NONE = "none"
#: The chips of the list, in the order of what happens.
SHELVES = (NONE, State.READY.value, State.SENT.value, State.SIGNED.value, State.ENDED.value)
#: On which shelf a state stands.
_SHELF = {State.MAKING.value: State.READY.value, State.FAILED.value: State.READY.value}
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """A business and where its agreement stands; ``newest`` is None while there is none."""

    client: Client
    newest: ClientAgreement | None
    signed: ClientAgreement | None

    @property
    def state(self) -> str:
        if self.signed is not None:
            return State.SIGNED.value
        return self.newest.state if self.newest is not None else NONE


def businesses(actor: Actor) -> Businesses:
    """Business clients with where they stand: ``signed_id``, ``newest_id`` and ``standing``."""
    own = ClientAgreement.objects.filter(client=OuterRef("pk"))
    newest = own.exclude(state=State.DROPPED).order_by("-number")
    rows = (
        Client.objects.visible_to(actor)
        .filter(kind=ClientKind.BUSINESS)
        .filter(Q(archived_at__isnull=True) | Exists(own))
        .annotate(
            signed_id=Subquery(own.filter(state=State.SIGNED).order_by("-number").values("id")[:1]),
            newest_id=Subquery(newest.values("id")[:1]),
            standing=Coalesce(
                Subquery(own.filter(state=State.SIGNED).values("state")[:1]),
                Subquery(newest.values("state")[:1]),
                Value(NONE),
                output_field=CharField(),
            ),
        )
        .order_by("sort_name", "id")
    )
    return rows if actor.is_owner else rows.none()


def counts(actor: Actor) -> dict[str, int]:
    """How many businesses stand on each shelf; one query. Who left without an agreement is not counted as lacking."""
    found: dict[str, int] = dict.fromkeys(SHELVES, 0)
    rows: Any = on_shelf(businesses(actor), "").order_by().values("standing").annotate(many=Count("pk"))
    for row in rows:
        shelf = _SHELF.get(row["standing"], row["standing"])
        found[shelf] = found.get(shelf, 0) + row["many"]
    return found


def on_shelf(rows: Businesses, shelf: str) -> Businesses:
    """The businesses of one chip; an unknown one gives them all, without those who left and never had one."""
    rows = rows.exclude(standing=NONE, ended_on__isnull=False)
    if shelf == State.READY:
        return rows.filter(standing__in=[State.READY, State.MAKING, State.FAILED])
    return rows.filter(standing=shelf) if shelf in SHELVES else rows


def with_agreements(clients: Sequence[Any]) -> list[BusinessRow]:
    """The clients of a page with their agreements; one query."""
    ids = {getattr(client, name) for client in clients for name in ("signed_id", "newest_id")} - {None}
    found = {row.id: row for row in ClientAgreement.objects.filter(id__in=ids).select_related("text")}
    return [
        BusinessRow(
            client,
            found.get(client.newest_id),
            found.get(client.signed_id),
        )
        for client in clients
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
    """The clients with a signed agreement, by name; two queries. One is served since its first one that follows on."""
    rows = list(
        ClientAgreement.objects.in_force()
        .filter(client__isnull=False, signed_on__isnull=False)
        .select_related("client")
        .order_by("client__sort_name", "client_id", "-number")
    )
    first: dict[UUID, date] = {}
    signed = ClientAgreement.objects.filter(
        client_id__in=[row.client_id for row in rows], signed_on__isnull=False
    ).values_list("client_id", "signed_on")
    for client_id, signed_on in signed:
        if client_id is not None and signed_on is not None:
            first[client_id] = min(first.get(client_id, signed_on), signed_on)
    where: dict[UUID, str] = {}
    for address in Address.objects.filter(client_id__in=list(first)).order_by("id"):
        if address.client_id is not None:
            where.setdefault(
                address.client_id, ", ".join(filter(None, [address.street, f"{address.postal_code} {address.city}"]))
            )
    return [
        ServedController(row.client_id, row.client.name, where.get(row.client_id, ""), first[row.client_id])
        for row in rows
        if row.client is not None and row.client_id is not None
    ]


def ended_relations() -> QuerySet[ClientAgreement]:
    """Signed agreements of clients who left: somebody has to say what becomes of the data."""
    return ClientAgreement.objects.in_force().filter(client__ended_on__isnull=False)
