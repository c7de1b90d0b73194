"""What forms and actions ask of a row of this room, asked of a whole row that comes from elsewhere.

One way to check: the very functions through which everything passes that is typed here. What a row points to may not be
here yet, so it is left out of this look: a package may point to its own rows alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from gestand.network.checks import NotDocumented, tidied
from gestand.network.kernels.macs import read_mac
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
from gestand.people.kernels.refusals import LooksLikeBsn

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
#: The longest word of a history: a field's name, or what a field said.
_LONGEST_NAME, _LONGEST_WORDS = 60, 20_000


def add_row_rules(house: House) -> None:
    """Tell the house what each table of this room asks of a row."""
    for model in RULED:
        house.add_row_rule(model, row_rule)


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
        if field.is_relation or isinstance(field, models.TextField):
            continue
        if getattr(row, field.attname) != getattr(tidy, field.attname):
            raise NotDocumented(
                _("The field “%(field)s” is not written as it is kept here.") % {"field": field.verbose_name},
                field=field.name,
            )


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
