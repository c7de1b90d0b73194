"""The list of clients: filters, order and pages that cost the same for a thousand and for ten thousand.

Pages are found by key (the last row of the page before), not by counting, so that page 200 costs what page 1 costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from gestand.core.questions import Ids, Question
from gestand.people.kernels.names import full_name
from gestand.people.models import (
    Address,
    Client,
    ClientKind,
    Correspondence,
    MailAddress,
    Membership,
    PhoneNumber,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

PAGE_SIZE = 50
STATES = ("current", "ended", "archived", "all")
MISSING = ("phone", "mail", "address", "person", "kvk")
#: order -> (field, goes down)
ORDERS = {
    "name": ("sort_name", False),
    "-name": ("sort_name", True),
    "start": ("started_on", False),
    "-start": ("started_on", True),
    "-changed": ("changed_at", True),
}
COLUMNS = ("town", "phone", "mail", "contact", "spoken", "since", "kind")
USUAL_COLUMNS = ("town", "phone", "contact", "spoken")
_TOWNS_SECONDS = 300
MOST_TOWNS = 500


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """What the list shows; ``query`` is its address."""

    state: str = "current"
    kind: str = ""
    town: str = ""
    missing: str = ""
    order: str = "name"
    columns: tuple[str, ...] = USUAL_COLUMNS

    @classmethod
    def read(cls, query: Mapping[str, str], columns: list[str] | None = None) -> ClientFilter:
        """From an address; what it does not know is left out."""
        chosen = tuple(name for name in COLUMNS if name in (columns or []))
        return cls(
            state=_known(query.get("state", ""), STATES, "current"),
            kind=_known(query.get("kind", ""), ClientKind.values, ""),
            town=query.get("town", "").strip()[:80],
            missing=_known(query.get("missing", ""), MISSING, ""),
            order=_known(query.get("order", ""), ORDERS, "name"),
            columns=chosen or USUAL_COLUMNS,
        )

    @property
    def query(self) -> str:
        usual = ClientFilter()
        parts: list[tuple[str, str]] = [
            (name, getattr(self, name))
            for name in ("state", "kind", "town", "missing", "order")
            if getattr(self, name) != getattr(usual, name)
        ]
        if self.columns != usual.columns:
            parts += [("column", name) for name in self.columns]
        return urlencode(parts)

    def but(self, **changes: Any) -> ClientFilter:
        return replace(self, **changes)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.town or self.missing or self.kind) or self.state != "current"


def _known(value: str, known: Any, otherwise: str) -> str:
    return value if value in known else otherwise


@dataclass(slots=True)
class ClientRow:
    """One line of the list."""

    id: UUID
    name: str
    kind: str
    started_on: date
    ended_on: date | None
    archived_at: datetime | None
    contact: str = ""
    contact_id: UUID | None = None
    phone: str = ""
    mail: str = ""
    town: str = ""
    street: str = ""
    postal_code: str = ""
    spoken_at: datetime | None = None


@dataclass(slots=True)
class ClientPage:
    rows: list[ClientRow] = field(default_factory=list)
    next: str = ""  # where the next page begins; empty at the end
    previous: str = ""
    is_first: bool = True


def filtered_clients(actor: Actor, wanted: ClientFilter) -> QuerySet[Client]:
    """The clients of the list, in no order yet."""
    clients: QuerySet[Client] = Client.objects.visible_to(actor)
    if wanted.state == "current":
        clients = clients.filter(archived_at__isnull=True, ended_on__isnull=True)
    elif wanted.state == "ended":
        clients = clients.filter(archived_at__isnull=True, ended_on__isnull=False)
    elif wanted.state == "archived":
        clients = clients.filter(archived_at__isnull=False)
    if wanted.kind:
        clients = clients.filter(kind=wanted.kind)
    if wanted.town:
        lives = Address.objects.filter(city__iexact=wanted.town)
        members = Membership.objects.filter(person__in=lives.filter(person__isnull=False).values("person_id"))
        clients = clients.filter(
            Q(id__in=lives.filter(client__isnull=False).values("client_id")) | Q(id__in=members.values("client_id"))
        )
    if wanted.missing:
        clients = clients.filter(_missing(wanted.missing))
    return clients


def _missing(what: str) -> Q:
    client = OuterRef("pk")
    members = Membership.objects.filter(client=OuterRef("pk"))
    if what == "person":
        return ~Q(Exists(members))
    if what == "kvk":
        return Q(kind=ClientKind.BUSINESS, kvk_number="")
    points: dict[str, QuerySet[Any]] = {
        "phone": PhoneNumber.objects.all(),
        "mail": MailAddress.objects.all(),
        "address": Address.objects.all(),
    }
    found = points[what]
    return ~Q(Exists(found.filter(client=client))) & ~Q(Exists(found.filter(person__memberships__client=client)))


def client_page(actor: Actor, wanted: ClientFilter, *, after: str = "", before: str = "") -> ClientPage:
    """One page of the list. ``after`` and ``before`` are keys that an earlier page gave out."""
    name, goes_down = ORDERS[wanted.order]
    backwards = bool(before)
    down = goes_down != backwards
    clients = filtered_clients(actor, wanted).order_by(f"-{name}" if down else name, "-id" if down else "id")
    key = _read_key(name, before or after)
    if key is not None:
        value, row_id = key
        step = "lt" if down else "gt"
        # Both halves: the first lets the database start in the index, the second tells rows with the same value apart.
        clients = clients.filter(**{f"{name}__{step}e": value}).filter(
            Q(**{f"{name}__{step}": value}) | Q(**{name: value, f"id__{step}": row_id})
        )
    found = list(
        clients.values_list("id", "name", "kind", "started_on", "ended_on", "archived_at", name)[: PAGE_SIZE + 1]
    )
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    page = ClientPage([ClientRow(*row[:6]) for row in found])
    first, last = (_key(found[0]), _key(found[-1])) if found else ("", "")
    has_earlier = more if backwards else key is not None
    page.next = last if (backwards and key is not None) or (not backwards and more) else ""
    page.previous = first if has_earlier else ""
    page.is_first = not page.previous
    fill_rows(page.rows, wanted.columns)
    return page


def _key(row: tuple[Any, ...]) -> str:
    value = row[-1]
    return f"{row[0].hex}{value.isoformat() if isinstance(value, date) else value}"


def _read_key(name: str, text: str) -> tuple[Any, UUID] | None:
    """A key from an address; one that was tampered with gives the first page."""
    try:
        row_id, value = UUID(hex=text[:32]), text[32:]
        if name == "started_on":
            read: Any = parse_date(value)
        elif name == "changed_at":
            moment = parse_datetime(value)
            read = moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
        else:
            read = value
    except (ValueError, OverflowError):
        return None
    return None if read is None or "\x00" in value else (read, row_id)


def fill_rows(rows: list[ClientRow], columns: tuple[str, ...]) -> None:
    """What the columns show, one query for each kind: the client's own first, then the first contact's."""
    by_id = {row.id: row for row in rows}
    clients_of = _fill_contacts(by_id)
    for column, question, attributes in _POINTS:
        if column in columns:
            found = question(clients=by_id, people=clients_of)
            # The client's own rows come last and so win over the contact's; of several the first.
            for client_id, person_id, _id, _place, *told in sorted(found, key=_best_first, reverse=True):
                for row in [client_id] if client_id else clients_of.get(person_id, []):
                    for attribute, value in zip(attributes, told, strict=True):
                        setattr(by_id[row], attribute, value)
    if "spoken" in columns:
        for client_id, spoken_at in _last_spoken(clients=by_id):
            by_id[client_id].spoken_at = spoken_at


def _of_either(found: QuerySet[Any], clients: Ids, people: Ids, *names: str) -> QuerySet[Any, Any]:
    """A union, because OR between the two columns makes SQLite read the whole table."""
    values = found.order_by().values_list("client_id", "person_id", "id", *names)
    return values.filter(client_id__among=clients).union(values.filter(person_id__among=people), all=True)


@Question
def _phones(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    return _of_either(PhoneNumber.objects.all(), clients, people, "order", "number")


@Question
def _mails(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    return _of_either(MailAddress.objects.all(), clients, people, "order", "address")


@Question
def _addresses(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    return _of_either(Address.objects.all(), clients, people, "kind", "city", "street", "postal_code")


@Question
def _last_spoken(clients: Ids) -> QuerySet[Any, Any]:
    entries = Correspondence.objects.filter(client_id__among=clients).order_by()
    return entries.values_list("client_id").annotate(at=Max("at"))


@Question
def _members(clients: Ids) -> QuerySet[Any, Any]:
    present = Membership.objects.filter(until_on__isnull=True, person__archived_at__isnull=True).order_by("-id")
    return present.filter(client_id__among=clients).values_list(*_MEMBER)


@Question
def _main_members(clients: Ids) -> QuerySet[Any, Any]:
    return _members.ask(clients).filter(is_main=True)


_MEMBER = (
    "client_id",
    "person_id",
    "person__given_name",
    "person__initials",
    "person__name_prefix",
    "person__family_name",
)
#: column -> what is asked, and what of the row it fills
_POINTS: tuple[tuple[str, Question, tuple[str, ...]], ...] = (
    ("phone", _phones, ("phone",)),
    ("mail", _mails, ("mail",)),
    ("town", _addresses, ("town", "street", "postal_code")),
)


def _best_first(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """Own rows before a contact's, then by order (of addresses the visiting one), then the oldest."""
    client_id, _person_id, row_id, place, *_told = value
    return (client_id is None, place if isinstance(place, int) else place != "visit", row_id)


def _fill_contacts(by_id: dict[UUID, ClientRow]) -> dict[UUID, list[UUID]]:
    """The first contact of each client; for each of these people, whose contact he or she is."""
    _put_contacts(by_id, _main_members(clients=by_id))
    if without := [row.id for row in by_id.values() if row.contact_id is None]:
        _put_contacts(by_id, _members(clients=without))
    clients_of: dict[UUID, list[UUID]] = {}
    for row in by_id.values():
        if row.contact_id:
            clients_of.setdefault(row.contact_id, []).append(row.id)
    return clients_of


def _put_contacts(by_id: dict[UUID, ClientRow], members: Iterable[tuple[Any, ...]]) -> None:
    for client_id, person_id, given, initials, prefix, family in members:
        row = by_id[client_id]
        row.contact_id, row.contact = person_id, full_name(given, initials, prefix, family)


def town_options(actor: Actor) -> SafeString:
    """The towns to choose from, as options; the owner's are kept for five minutes, because they read every address."""
    if actor.sees_every_client:
        known = cache.get_or_set("people.towns", lambda: _options(Address.objects.all()), _TOWNS_SECONDS)
        return SafeString(known or "")
    return _options(Address.objects.filter(client_id__in=actor.clients or ()))


def _options(addresses: QuerySet[Address]) -> SafeString:
    names = addresses.exclude(city="").order_by("city").values_list("city", flat=True).distinct()[:MOST_TOWNS]
    return format_html_join("", '<option value="{}"></option>', ((name,) for name in names))
