"""Who may be one and the same: pairs that share a number, a mailbox, or a name and a postal code.

Every sign is a join of an indexed column with itself, so that the work grows with the number of pairs, not with the
square of the number of clients. A value that many share (a switchboard, info@ of a group) is no sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.folding import folded
from gestand.people.models import Address, Client, MailAddress, Membership, NotTheSame, Person, PhoneNumber

#: More rows than this with one value: it says nothing about being the same.
MOST_SHARED = 5
MOST_PAIRS = 200
_COUNTED, _COUNTED_SECONDS = "people.duplicates", 26 * 3600
REASONS = {
    "phone": _("same telephone number"),
    "mail": _("same mail address"),
    "name": _("same name and postal code"),
    "kvk": _("same chamber-of-commerce number"),
    "same_name": _("same name"),
}
_WEIGHTS = {"mail": 4, "kvk": 5, "phone": 3, "name": 4, "same_name": 2}


@dataclass(slots=True)
class Pair:
    """Two that look alike, with the reasons."""

    kind: str  # "person" or "client"
    one: Any
    other: Any
    reasons: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.reasons]

    @property
    def weight(self) -> int:
        return sum(_WEIGHTS[reason] for reason in self.reasons)


def duplicate_persons(limit: int = MOST_PAIRS) -> list[Pair]:
    """Pairs of persons that may be one, surest first."""
    found: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    _add(found, "phone", _sharing(PhoneNumber.objects.filter(person__isnull=False), "number", "person_id"))
    _add(found, "mail", _sharing(MailAddress.objects.filter(person__isnull=False), "folded", "person_id"))
    _add(found, "name", _same_name_and_place())
    # One number for a whole household or office is usual: alone it is a sign only between people of one name.
    _drop_weak(found, Person, only={"phone"})
    return _pairs("person", Person, found, _not_the_same("person"), limit)


def duplicate_clients(limit: int = MOST_PAIRS) -> list[Pair]:
    """Pairs of clients that may be one, surest first. Only of one kind: a household is not a business."""
    found: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    _add(found, "phone", _sharing(PhoneNumber.objects.filter(client__isnull=False), "number", "client_id"))
    _add(found, "mail", _sharing(MailAddress.objects.filter(client__isnull=False), "folded", "client_id"))
    _add(found, "kvk", _sharing(Client.objects.exclude(kvk_number=""), "kvk_number", "id"))
    _add(found, "name", _same_client_and_place())
    kinds = dict(Client.objects.filter(id__in={row for pair in found for row in pair}).values_list("id", "kind"))
    same_kind = {pair: reasons for pair, reasons in found.items() if kinds.get(pair[0]) == kinds.get(pair[1])}
    return _pairs("client", Client, same_kind, _not_the_same("client"), limit)


def count_duplicates() -> int:
    """How many pairs there are, counted anew and kept for the today page, which must not count itself."""
    count = len(duplicate_persons()) + len(duplicate_clients())
    cache.set(_COUNTED, count, _COUNTED_SECONDS)
    return count


def counted_duplicates() -> int:
    """The number of pairs at the last count; 0 while nobody has counted."""
    return int(cache.get(_COUNTED, 0))


def lookalikes_of_client(*, name: str, numbers: Iterable[str], mails: Iterable[str], kvk_number: str) -> list[Client]:
    """Clients that a new one may already be: asked while the form of a new client is saved."""
    ids: set[UUID] = set()
    if kvk_number:
        ids.update(Client.objects.filter(kvk_number=kvk_number).values_list("id", flat=True)[:5])
    ids.update(Client.objects.filter(sort_name__in={folded(name)} - {""}).values_list("id", flat=True)[:5])
    for row in (
        *PhoneNumber.objects.filter(number__in=list(numbers)).values_list(
            "client_id", "person__memberships__client_id"
        )[:10],
        *MailAddress.objects.filter(folded__in=list(mails)).values_list("client_id", "person__memberships__client_id")[
            :10
        ],
    ):
        ids.update(value for value in row if value is not None)
    return list(Client.objects.filter(id__in=ids).order_by("sort_name")[:5])


def _sharing(rows: QuerySet[Any], column: str, owner: str) -> Iterable[list[UUID]]:
    """Owners of one value, for each value with two to ``MOST_SHARED`` owners."""
    shared = (
        rows.order_by()
        .values(column)
        .annotate(owners=Count(owner, distinct=True))
        .filter(owners__gt=1, owners__lte=MOST_SHARED)
        .values(column)
    )
    groups: dict[str, set[UUID]] = defaultdict(set)
    for value, owner_id in rows.filter(**{f"{column}__in": shared}).order_by().values_list(column, owner):
        groups[value].add(owner_id)
    return [sorted(owners, key=str) for owners in groups.values()]


def _same_name_and_place() -> Iterable[list[UUID]]:
    """Persons with one sorted name and one postal code, their own or their client's."""
    names = (
        Person.objects.order_by()
        .values("sort_name")
        .annotate(times=Count("id"))
        .filter(times__gt=1, times__lte=MOST_SHARED)
    )
    people = dict(
        Person.objects.filter(sort_name__in=names.values("sort_name")).order_by().values_list("id", "sort_name")
    )
    places: dict[UUID, set[str]] = defaultdict(set)
    some = list(people)
    own = Address.objects.filter(person_id__in=some).exclude(postal_code="").values_list("person_id", "postal_code")
    shared = (
        Membership.objects.filter(person_id__in=some)
        .exclude(client__addresses__postal_code__isnull=True)
        .values_list("person_id", "client__addresses__postal_code")
    )
    for person_id, postal_code in (*own, *shared):
        if postal_code and person_id:
            places[person_id].add(postal_code)
    groups: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for person_id, codes in places.items():
        for code in codes:
            groups[people[person_id], code].add(person_id)
    return [sorted(owners, key=str) for owners in groups.values() if len(owners) > 1]


def _same_client_and_place() -> Iterable[list[UUID]]:
    names = (
        Client.objects.order_by()
        .values("sort_name")
        .annotate(times=Count("id"))
        .filter(times__gt=1, times__lte=MOST_SHARED)
    )
    rows = (
        Client.objects.filter(sort_name__in=names.values("sort_name"))
        .order_by()
        .values_list("id", "sort_name", "addresses__postal_code")
    )
    groups: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for client_id, name, postal_code in rows:
        if postal_code:
            groups[name, postal_code].add(client_id)
    return [sorted(owners, key=str) for owners in groups.values() if len(owners) > 1]


def _add(found: dict[tuple[UUID, UUID], set[str]], reason: str, groups: Iterable[list[UUID]]) -> None:
    for owners in groups:
        for place, one in enumerate(owners):
            for other in owners[place + 1 :]:
                found[one, other].add(reason)


def _drop_weak(found: dict[tuple[UUID, UUID], set[str]], model: type[Person], *, only: set[str]) -> None:
    weak = [pair for pair, reasons in found.items() if reasons <= only]
    rows = model.objects.filter(id__in={row for pair in weak for row in pair})
    names = {
        row_id: (given.casefold(), family.casefold())
        for row_id, given, family in rows.values_list("id", "given_name", "family_name")
    }
    for one, other in weak:
        (first, family), (second, other_family) = names.get(one, ("", "")), names.get(other, ("", ""))
        same_family = family == other_family
        if not same_family or (first and second and first[0] != second[0]):
            del found[one, other]


def _not_the_same(kind: str) -> set[tuple[UUID, UUID]]:
    rows = NotTheSame.objects.filter(**{f"{kind}__isnull": False}).values_list(f"{kind}_id", f"other_{kind}_id")
    return {(one, other) for one, other in rows}


def _pairs(
    kind: str,
    model: type[Person | Client],
    found: dict[tuple[UUID, UUID], set[str]],
    known: set[tuple[UUID, UUID]],
    limit: int,
) -> list[Pair]:
    wanted = [(pair, reasons) for pair, reasons in found.items() if pair not in known]
    wanted.sort(key=lambda each: (-sum(_WEIGHTS[reason] for reason in each[1]), str(each[0])))
    wanted = wanted[:limit]
    rows: dict[UUID, Any] = model.objects.in_bulk({row for pair, _reasons in wanted for row in pair})
    order = list(REASONS)
    return [
        Pair(kind, rows[one], rows[other], sorted(reasons, key=order.index))
        for (one, other), reasons in wanted
        if one in rows and other in rows
    ]
