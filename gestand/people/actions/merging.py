"""Two that are one: merge persons or clients, so that nothing is lost and a wrong merge can be understood.

What points to the row that goes is found by walking Django's reverse relations, so that rooms above this one, which
are not known here, move along. Whatever would be lost (a differing name, a second address that only differs in its
label) is kept in the ``Merge`` row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.house import house
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.people.actions.findable import reindex_client, reindex_correspondence, reindex_people, reindex_person
from gestand.people.actions.retention_clock import wind_clocks
from gestand.people.actions.rights import locked
from gestand.people.drafts import checked_client, checked_person
from gestand.people.findable import CLIENT, PERSON
from gestand.people.kernels.folding import folded
from gestand.people.models import (
    Address,
    Client,
    Correspondence,
    MailAddress,
    Membership,
    Merge,
    NotTheSame,
    Person,
    PhoneNumber,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

Whole = TypeVar("Whole", Client, Person)

#: Fields that two rows are compared on; texts are joined, all others keep the value of the row that stays.
PERSON_FIELDS = ("salutation", "initials", "given_name", "name_prefix", "family_name", "language", "note")
CLIENT_FIELDS = ("kind", "name", "legal_form", "kvk_number", "vat_id", "website", "language", "note")
NAME_FIELDS = ("initials", "given_name", "name_prefix", "family_name")
JOINED_TEXTS = ("note",)


class CannotMerge(Refused):
    code = "cannot_merge"


def merge_persons(*, by: Actor, at: datetime, keep: Person, gone: Person, from_gone: Iterable[str] = ()) -> Merge:
    """Join ``gone`` into ``keep``. ``from_gone`` names the fields whose value of the row that goes is the right one.

    Everything that points to ``gone`` points to ``keep`` afterwards; its old id leads there. The owner decides.
    """
    by.require_owner()
    _require_two(keep, gone)
    with transaction.atomic():
        stays, goes = locked(keep), locked(gone)
        differed = _take_over(stays, goes, PERSON_FIELDS, set(from_gone))
        for name, value in checked_person({"family_name": stays.family_name}, current=stays).items():
            setattr(stays, name, value)
        if stays.archived_at is not None and goes.archived_at is None:
            stays.archived_at = None
        for prepare in house.persons_to_join:
            prepare(stays=stays.id, goes=goes.id, by=by, at=at)
        entries = list(Correspondence.objects.filter(person=goes).values_list("id", flat=True))
        clients = list(Membership.objects.filter(person=goes).values_list("client_id", flat=True))
        moved: dict[str, int] = {}
        _join_memberships(stays.memberships, goes.memberships, lambda row: row.client_id, moved, differed)
        _join_contact_points(stays, goes, moved, differed)
        _forget_pairs(person=stays, other=goes)
        _repoint(goes, stays, moved)
        stays.changed_at = at
        stays.save()
        gone_id = goes.id
        for follow in house.persons_joined:
            follow(stays=stays.id, goes=gone_id, by=by, at=at)
        goes.delete()
        merge = Merge.objects.create(
            person=stays, gone_id=gone_id, differed=differed, moved=moved, merged_at=at, merged_by=by.id
        )
        wind_clocks([stays.id], today=timezone.localdate(at))
        write_audit(
            "people.person.merge",
            by=by,
            at=at,
            subject=("person", stays.id),
            facts={"gone": gone_id, "rows": sum(moved.values())},
        )
        reindex(PERSON, [gone_id])
        reindex_person(stays, with_clients=True)
        reindex(CLIENT, clients)
        reindex_correspondence(entries)
    return merge


def merge_clients(*, by: Actor, at: datetime, keep: Client, gone: Client, from_gone: Iterable[str] = ()) -> Merge:
    """Join ``gone`` into ``keep``: the earliest start, no end while one of the two lasts. The owner decides."""
    by.require_owner()
    _require_two(keep, gone)
    with transaction.atomic():
        stays, goes = locked(keep), locked(gone)
        if stays.kind != goes.kind:
            raise CannotMerge(
                _("A household and a business are not the same client. Change the kind of one of them first.")
            )
        differed = _take_over(stays, goes, CLIENT_FIELDS, set(from_gone))
        for name in ("started_on", "ended_on"):
            if getattr(stays, name) != getattr(goes, name):
                differed[name] = str(getattr(goes, name) or "")
        stays.started_on = min(stays.started_on, goes.started_on)
        stays.ended_on = None if None in (stays.ended_on, goes.ended_on) else max(_days(stays.ended_on, goes.ended_on))
        if stays.archived_at is not None and goes.archived_at is None:
            stays.archived_at = None
        for name, value in checked_client({"name": stays.name}, current=stays).items():
            setattr(stays, name, value)
        for prepare in house.clients_to_join:
            prepare(stays=stays.id, goes=goes.id, by=by, at=at)
        entries = list(Correspondence.objects.filter(client=goes).values_list("id", flat=True))
        people = list(Membership.objects.filter(client__in=[stays, goes]).values_list("person_id", flat=True))
        moved: dict[str, int] = {}
        if stays.memberships.filter(is_main=True).exists():
            goes.memberships.update(is_main=False)
        _join_memberships(stays.memberships, goes.memberships, lambda row: row.person_id, moved, differed)
        _join_contact_points(stays, goes, moved, differed)
        _forget_pairs(client=stays, other=goes)
        _repoint(goes, stays, moved)
        stays.changed_at = at
        stays.save()
        gone_id = goes.id
        for follow in house.clients_joined:
            follow(stays=stays.id, goes=gone_id, by=by, at=at)
        goes.delete()
        merge = Merge.objects.create(
            client=stays, gone_id=gone_id, differed=differed, moved=moved, merged_at=at, merged_by=by.id
        )
        wind_clocks(people, today=timezone.localdate(at))
        write_audit(
            "people.client.merge",
            by=by,
            at=at,
            subject=("client", stays.id),
            client_id=stays.id,
            facts={"gone": gone_id, "rows": sum(moved.values())},
        )
        reindex(CLIENT, [gone_id])
        reindex_client(stays)
        reindex_people(people)
        reindex_correspondence(entries)
    return merge


def say_not_the_same(*, by: Actor, at: datetime, one: Whole, other: Whole) -> None:
    """Remember that two who look alike are two: the duplicate finder keeps silent about them."""
    by.require_owner()
    _require_two(one, other)
    first, second = sorted((one, other), key=lambda row: str(row.id))
    kind = "person" if isinstance(one, Person) else "client"
    with transaction.atomic():
        NotTheSame.objects.get_or_create(
            **{kind: first, f"other_{kind}": second}, defaults={"said_at": at, "said_by": by.id}
        )
        write_audit(f"people.{kind}.not_the_same", by=by, at=at, subject=(kind, first.id), facts={"other": second.id})


def _require_two(keep: models.Model, gone: models.Model) -> None:
    if keep.pk == gone.pk:
        raise CannotMerge(_("This is the same one twice."))


def _days(*days: date | None) -> list[date]:
    return [day for day in days if day is not None]


def _take_over(stays: Whole, goes: Whole, fields: Iterable[str], from_gone: set[str]) -> dict[str, Any]:
    """Fill what is empty, join texts, take what was chosen; give back every value that is not shown any more."""
    differed: dict[str, Any] = {}
    # A name is one thing in several fields: the prefix of one and the last name of the other would make a third person.
    names_differ = isinstance(stays, Person) and any(
        getattr(stays, name) and getattr(goes, name) and getattr(stays, name) != getattr(goes, name)
        for name in NAME_FIELDS
    )
    for name in fields:
        mine, theirs = getattr(stays, name), getattr(goes, name)
        if mine == theirs or not theirs:
            continue
        if name in JOINED_TEXTS:
            setattr(stays, name, "\n\n".join(filter(None, [mine, theirs])))
        elif name in from_gone:
            if mine:
                differed[name] = mine
            setattr(stays, name, theirs)
        elif mine or (names_differ and name == "name_prefix"):
            differed[name] = theirs
        else:
            setattr(stays, name, theirs)
    return differed


def _join_memberships(
    kept: models.Manager[Membership],
    going: models.Manager[Membership],
    other_end: Callable[[Membership], Hashable],
    moved: dict[str, int],
    differed: dict[str, Any],
) -> None:
    """One membership for each pair: the earliest start, no end while one lasts, and what differed written down."""
    known = {other_end(row): row for row in kept.all()}
    for row in going.all():
        mine = known.get(other_end(row))
        if mine is None:
            continue
        if mine.role != row.role:
            differed.setdefault("membership_roles", []).append(row.role)
        if mine.job_title and row.job_title and mine.job_title != row.job_title:
            differed.setdefault("job_titles", []).append(row.job_title)
        mine.job_title = mine.job_title or row.job_title
        mine.is_main = mine.is_main or row.is_main
        mine.since_on = min(_days(mine.since_on, row.since_on), default=None)
        mine.until_on = None if None in (mine.until_on, row.until_on) else max(_days(mine.until_on, row.until_on))
        _repoint(row, mine, moved)
        row.delete()
        mine.save()


def _join_contact_points(stays: Whole, goes: Whole, moved: dict[str, int], differed: dict[str, Any]) -> None:
    """Numbers, mail addresses and addresses that both have stay once; a second label is not lost."""
    order = stays.phone_numbers.count() + stays.mail_addresses.count()
    phones = {row.number: row for row in stays.phone_numbers.all()}
    mails = {row.folded: row for row in stays.mail_addresses.all()}
    addresses = {_address_key(row): row for row in stays.addresses.all()}
    twins: list[tuple[PhoneNumber | MailAddress | Address, PhoneNumber | MailAddress | Address]] = []
    for phone in goes.phone_numbers.all():
        twins += [(phones[phone.number], phone)] if phone.number in phones else []
    for mail in goes.mail_addresses.all():
        twins += [(mails[mail.folded], mail)] if mail.folded in mails else []
    for address in goes.addresses.all():
        twins += [(addresses[_address_key(address)], address)] if _address_key(address) in addresses else []
    for mine, theirs in twins:
        _join_point(mine, theirs, differed)
        _repoint(theirs, mine, moved)
        theirs.delete()
    goes.phone_numbers.update(order=models.F("order") + order)
    goes.mail_addresses.update(order=models.F("order") + order)


def _join_point(
    mine: PhoneNumber | MailAddress | Address, theirs: PhoneNumber | MailAddress | Address, differed: dict[str, Any]
) -> None:
    for name in ("label", "extra"):
        other = getattr(theirs, name, "")
        if not other or other == getattr(mine, name):
            continue
        if getattr(mine, name):
            differed.setdefault(f"{name}s", []).append(f"{theirs}: {other}")
        else:
            setattr(mine, name, other)
            mine.save(update_fields=[name])
    if str(mine) != str(theirs):  # other capitals of the same mailbox, another spelling of the same street
        differed.setdefault("spellings", []).append(str(theirs))


def _address_key(row: Address) -> tuple[str, ...]:
    return (row.kind, folded(row.street), row.postal_code or folded(row.city), row.country)


def _forget_pairs(*, person: Person | None = None, client: Client | None = None, other: Person | Client) -> None:
    """The pair itself turned out to be one. Pairs with third rows move along unless the row that stays has them too."""
    kind = "person" if person is not None else "client"
    stays = person or client
    involved = NotTheSame.objects.filter(Q(**{kind: other}) | Q(**{f"other_{kind}": other}))
    for pair in involved:
        third = (
            getattr(pair, f"other_{kind}_id")
            if getattr(pair, f"{kind}_id") == other.pk
            else getattr(pair, f"{kind}_id")
        )
        assert stays is not None  # noqa: S101 - one of the two is given
        if third != stays.pk:
            low, high = sorted((stays.pk, third), key=str)
            NotTheSame.objects.get_or_create(
                **{f"{kind}_id": low, f"other_{kind}_id": high},
                defaults={"said_at": pair.said_at, "said_by": pair.said_by},
            )
        pair.delete()


def _repoint(goes: models.Model, stays: models.Model, moved: dict[str, int]) -> None:
    """Let everything that points to ``goes`` point to ``stays``, in every room, also where no reverse name exists."""
    for relation in goes._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.concrete or relation.many_to_many:
            continue
        field = cast("models.ForeignKey[Any, Any]", relation.field)
        model = cast("type[models.Model]", relation.related_model)
        rows = model._base_manager.filter(**{field.name: goes})
        try:
            with transaction.atomic():
                count = rows.update(**{field.name: stays})
        except IntegrityError as error:
            raise CannotMerge(
                _("Both have something of which there can be only one (%(what)s). Remove one of them first.")
                % {"what": model._meta.verbose_name}
            ) from error
        if count:
            moved[model._meta.label] = moved.get(model._meta.label, 0) + count
