"""What forms and actions ask of a row of this room, asked of a whole row that comes from elsewhere.

One way to check: the very functions through which everything passes that is typed here. What a row points to may not be
here yet, so it is left out of this look: a package may point to its own rows alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from gestand.core.files import FileDamaged, open_file
from gestand.network.checks import NotDocumented, tidied
from gestand.network.kernels.addresses import bounds, overlap_in_words, read_network
from gestand.network.kernels.macs import read_mac
from gestand.network.kernels.photos import is_bare
from gestand.network.models import (
    Account,
    AddressUse,
    BackupPlan,
    Certificate,
    Change,
    Connection,
    Dependency,
    Device,
    DevicePhoto,
    DeviceUser,
    Domain,
    HandOver,
    Interface,
    Licence,
    LicenceSeat,
    Link,
    Mailbox,
    PassedQuestion,
    Place,
    Silence,
    Site,
    Subnet,
    Tenant,
    Vlan,
    WirelessNetwork,
)
from gestand.network.models.things import TABLE_OF_KIND
from gestand.people.kernels.refusals import LooksLikeBsn
from gestand.people.models import Membership, Person

if TYPE_CHECKING:
    from gestand.core.house import House

RULED: tuple[type[models.Model], ...] = (
    Site,
    Place,
    Vlan,
    Subnet,
    WirelessNetwork,
    Device,
    Connection,
    Interface,
    Link,
    AddressUse,
    DeviceUser,
    DevicePhoto,
    Licence,
    LicenceSeat,
    Domain,
    Certificate,
    Tenant,
    Mailbox,
    Account,
    BackupPlan,
    Dependency,
    Silence,
    PassedQuestion,
    HandOver,
    Change,
)
#: What follows from the list of systems of the one who has the row; another one's list may know more, or other days.
_OF_THE_LIST = frozenset({"system_cycle", "system_ends_on"})
#: The longest word of a history: a field's name, or what a field said.
_LONGEST_NAME, _LONGEST_WORDS = 60, 20_000


def add_row_rules(house: House) -> None:
    """Tell the house what each table of this room asks of a row."""
    for model in RULED:
        house.add_row_rule(model, row_rule)
    house.add_client_rule(documentation_rule)


def row_rule(row: Any) -> str:
    """Refuses (``NotDocumented``) what no form takes, and what is not written as it is kept here. Gives a remark about
    a text that holds what looks like a citizen service number: who made the package was asked about it there.
    """
    remark, bare = "", _without_references(row)
    try:
        tidied(bare)
    except LooksLikeBsn:
        remark = _("a text has what looks like a citizen service number (BSN), which may not be kept: look at it")
        tidied(bare, bsn_confirmed=True)
    if rule := _OF_PARTS.get(type(row)):
        rule(bare)
    try:
        bare.clean_fields(exclude=[field.name for field in row._meta.concrete_fields if _needs_no_look(bare, field)])
    except ValidationError as wrong:
        name, sentences = next(iter(wrong.message_dict.items()))
        raise NotDocumented(sentences[0], field=name) from wrong
    _require_as_kept(row, bare)
    return remark


def _needs_no_look(row: models.Model, field: models.Field[Any, Any]) -> bool:
    """What has a rule of its own, and what may be empty in the table although no form leaves it so."""
    is_empty = field.null and getattr(row, field.attname) is None
    return field.is_relation or isinstance(field, models.JSONField) or is_empty


def _without_references(row: models.Model) -> Any:
    """The same row; what it may do without pointing to, it does not point to."""
    values = {
        field.attname: None if isinstance(field, models.ForeignKey) and field.null else getattr(row, field.attname)
        for field in row._meta.concrete_fields
    }
    return type(row)(**values)


def _require_as_kept(row: models.Model, tidy: models.Model) -> None:
    """Not for a text of several lines, whose line ends alone may differ."""
    for field in row._meta.concrete_fields:
        if field.is_relation or isinstance(field, models.TextField) or field.name in _OF_THE_LIST:
            continue
        if getattr(row, field.attname) != getattr(tidy, field.attname):
            raise NotDocumented(
                _("The field “%(field)s” is not written as it is kept here.") % {"field": field.verbose_name},
                field=field.name,
            )


def documentation_rule(clients: Collection[UUID]) -> None:
    """Refuses (``NotDocumented``) networks of a site that overlap, an address outside its network, and whatever leads
    to a thing of another client or site, or to a person who does not belong to this one.
    """
    of_clients = list(clients)
    for model in RULED:
        path = _way_to_client(model)
        rows = model._base_manager.filter(**{f"{path}__in": of_clients})
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and _leads_astray(rows, field, path):
                raise NotDocumented(_("Something of one client leads to what is another's."), field=field.name)
    _require_bare_photos(of_clients)
    for site_id, prefix, name in (
        Subnet.objects.filter(site__client__in=of_clients).values_list("site_id", "prefix", "name").order_by("first")
    ):
        _require_room(site_id, prefix, name)
    _require_addresses_within(of_clients)
    _require_kinds(of_clients)


def _way_to_client(model: Any) -> str:
    """As the declaration has it."""
    return str(model.personal.held_for.client)


def _leads_astray(rows: models.QuerySet[Any], field: models.ForeignKey[Any, Any], path: str) -> bool:
    target = field.remote_field.model
    filled = rows.filter(**{f"{field.name}__isnull": False})
    if target is Person:
        members = Membership.objects.filter(person=OuterRef(f"{field.name}_id"), client=OuterRef(path))
        return bool(filled.exclude(Exists(members)).exists())
    if target in RULED:
        return bool(filled.exclude(**{f"{field.name}__{_way_to_client(target)}": F(path)}).exists())
    return False


def _require_room(site_id: UUID, prefix: str, name: str) -> None:
    network = read_network(prefix)
    first, last = bounds(network)
    others = Subnet.objects.filter(site_id=site_id, first__lte=last, last__gte=first).exclude(first=first, last=last)
    there = [(read_network(other.prefix), other.name) for other in others[:3]]
    if why := overlap_in_words(network, there):
        raise NotDocumented(f"{name}: {why}" if name else why, field="prefix")


def _require_bare_photos(clients: list[UUID]) -> None:
    """No photo that was taken in tells where and with what it was made."""
    for photo in DevicePhoto.objects.filter(device__client__in=clients).select_related("file", "thumbnail"):
        for stored in (photo.file, photo.thumbnail):
            try:
                with open_file(stored) as content:
                    is_all = is_bare(content)
            except FileDamaged:
                continue  # there is nothing to tell
            if not is_all:
                raise NotDocumented(
                    _("The photo %(name)s holds more than what one sees, such as where it was taken.")
                    % {"name": stored.name},
                    field="file",
                )


def _require_addresses_within(clients: list[UUID]) -> None:
    uses = AddressUse.objects.filter(site__client__in=clients, subnet__isnull=False)
    inside = Q(subnet__site=F("site"), sort_key__gte=F("subnet__first"), sort_key__lte=F("subnet__last"))
    wrong = uses.exclude(inside).select_related("subnet").first()
    if wrong is not None and wrong.subnet is not None:
        words = {"address": wrong.address, "network": wrong.subnet.prefix}
        raise NotDocumented(_("The address %(address)s does not lie in %(network)s.") % words, field="address")


def _require_kinds(clients: list[UUID]) -> None:
    """What is called by kind and id is of that kind, and of that client."""
    named: tuple[tuple[type[models.Model], str, str], ...] = (
        (Dependency, "dependent_kind", "dependent_id"),
        (Dependency, "needed_kind", "needed_id"),
        (Change, "thing_kind", "thing_id"),
        (Silence, "thing_kind", "thing_id"),
    )
    for model, kind, key in named:
        for value, label in TABLE_OF_KIND.items():
            target = apps.get_model(label)
            there = target._base_manager.filter(**{"pk": OuterRef(key), _way_to_client(target): OuterRef("client")})
            rows = model._base_manager.filter(**{"client__in": clients, kind: value})
            if rows.exclude(Exists(there)).exists():
                raise NotDocumented(_("Something of one client leads to what is another's."), field=key)


def _interface(row: Interface) -> None:
    if not row.name and not row.mac:
        raise NotDocumented(_("Give the interface a name or its MAC address."), field="name")
    if row.mac:
        row.mac = read_mac(row.mac)


def _device_user(row: DeviceUser) -> None:
    if row.since_on and row.until_on and row.until_on < row.since_on:
        raise NotDocumented(_("The use ends before it begins."), field="until_on")


def _change(row: Change) -> None:
    for name, pair in row.fields.items() if isinstance(row.fields, dict) else [("", None)]:
        is_pair = isinstance(pair, list) and len(pair) == 2  # noqa: PLR2004 - before and after
        if not is_pair or len(name) > _LONGEST_NAME or not all(_is_words(each) for each in pair or ()):
            raise NotDocumented(_("A change says what a field said before and after, as text."), field="fields")


def _is_words(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_WORDS


def _of_two(row: Any) -> None:
    one, other = (row.dependent_id, row.needed_id) if isinstance(row, Dependency) else (row.lower_id, row.upper_id)
    if one == other:
        raise NotDocumented(_("Nothing hangs on itself."))


_OF_PARTS: dict[type[models.Model], Callable[[Any], None]] = {
    Interface: _interface,
    DeviceUser: _device_user,
    Change: _change,
    Dependency: _of_two,
    Link: _of_two,
}
