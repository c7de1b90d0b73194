"""What is known of a thing, in the groups and the order in which its page tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.house import Label
from gestand.network.kernels.systems import cycle_of
from gestand.network.kinds import FACTS, fact_label, fact_names
from gestand.network.models import ThingKind
from gestand.network.queries.history import Earlier
from gestand.network.things import Thing, thing_of
from gestand.people.models import Address, Person

#: The headings of a page, each with its fields; what stands in none of them follows under the first.
GROUPS: Mapping[str, Sequence[tuple[Label, tuple[str, ...]]]] = {
    ThingKind.DEVICE: (
        (gettext_lazy("What it is"), ("make", "model", "serial_number", "host_name", "site", "place")),
        (gettext_lazy("System"), ("operating_system", "system_cycle", "facts")),
        (gettext_lazy("Purchase and warranty"), ("purchased_on", "supplier", "warranty_ends_on")),
        (gettext_lazy("Gone"), ("gone_on", "wiped_on", "wiped_by", "wiped_how", "not_wiped_because")),
    ),
    ThingKind.CONNECTION: (
        (
            gettext_lazy("The line"),
            ("kind", "site", "down_mbit", "up_mbit", "external_ipv4", "external_ipv6", "modem"),
        ),
        (gettext_lazy("Contract and helpdesk"), ("helpdesk_phone", "contract_number", "ends_on")),
    ),
    ThingKind.LICENCE: (
        (gettext_lazy("The licence"), ("publisher", "kind", "seats")),
        (gettext_lazy("Contract"), ("supplier", "contract_number", "starts_on", "ends_on", "renews_itself")),
    ),
    ThingKind.DOMAIN: (
        (gettext_lazy("Registration"), ("registrar", "expires_on", "renews_itself")),
        (gettext_lazy("Where it leads"), ("dns_at", "hosting_at", "mail_at")),
    ),
    ThingKind.CERTIFICATE: ((gettext_lazy("The certificate"), ("issuer", "expires_on", "renews_itself", "device")),),
    ThingKind.BACKUP: (
        (gettext_lazy("What goes where"), ("what", "where_to", "program", "device", "every_days")),
        (gettext_lazy("Does it work?"), ("last_success_on", "last_restored_on")),
    ),
}
_ENDS = frozenset({"warranty_ends_on", "ends_on", "expires_on"})
_COPIED = frozenset({"serial_number", "external_ipv4", "external_ipv6", "contract_number", "user_name", "identifier"})
_TOLD_ELSEWHERE = frozenset({"note", "name", "state"})


@dataclass(frozen=True, slots=True)
class Fact:
    """``tag`` says how it is shown: "day", "ends" (a day that passes), "phone", "mail", "web", "copy", or as it is."""

    label: Label
    value: Any
    url: str = ""
    tag: str = ""
    beside: str = ""
    earlier: Sequence[Earlier] = ()

    @property
    def words(self) -> str:
        """A web address as people say it."""
        return str(self.value).removeprefix("https://").removeprefix("http://").rstrip("/")


@dataclass(frozen=True, slots=True)
class Group:
    title: Label
    facts: Sequence[Fact]


def groups_of(thing: Thing, row: Any, earlier: Mapping[str, Sequence[Earlier]]) -> list[Group]:
    """Groups with something in them. A field that is empty now and said something before still tells that."""
    fields = {field.name: field for field in thing.fields}
    planned = GROUPS.get(thing.kind, ((gettext_lazy("What is known"), ()),))
    placed = {name for _title, names in planned for name in names}
    left = tuple(name for name in fields if name not in placed and name not in _hidden(thing))
    made = []
    for place, (title, names) in enumerate(planned):
        chosen = (*names, *left) if place == 0 else names
        facts = [fact for name in chosen if name in fields for fact in _facts(fields[name], row, earlier)]
        if any(fact.value not in (None, "") for fact in facts):
            made.append(Group(title, facts))
    return made


def _hidden(thing: Thing) -> frozenset[str]:
    """The heading tells these; a kind of device is its icon."""
    return _TOLD_ELSEWHERE | {thing.main[0]} | ({"kind"} if thing.kind == ThingKind.DEVICE else frozenset())


def _facts(field: models.Field[Any, Any], row: Any, earlier: Mapping[str, Sequence[Earlier]]) -> Iterator[Fact]:
    if field.name == "facts":
        for name in fact_names(row.kind, row.facts):
            label = FACTS.get(row.kind, {}).get(name) or fact_label(name)
            yield Fact(label, row.facts[name], earlier=earlier.get(f"facts.{name}", ()))
        return
    value = getattr(row, field.name)
    past = earlier.get(field.name, ())
    if value in (None, "") and not past:
        return
    if field.name in ("is_for_guests", "is_hidden") and not value and not past:
        return
    yield _fact(field, row, value, past)


def _fact(field: models.Field[Any, Any], row: Any, value: Any, past: Sequence[Earlier]) -> Fact:
    label = str(field.verbose_name)
    if isinstance(field, models.BooleanField):
        return Fact(label, _("yes") if value else _("no"), earlier=past)
    if field.choices:
        return Fact(label, getattr(row, f"get_{field.name}_display")(), earlier=past)
    if isinstance(value, date):
        return Fact(label, value, tag="ends" if field.name in _ENDS else "day", earlier=past)
    if isinstance(value, models.Model):
        return Fact(label, str(value), url=_address_of(value), earlier=past)
    if field.name == "system_cycle":
        return _system(label, value, past)
    return Fact(label, value, tag=_tag(field, value), earlier=past)


def _system(label: str, key: str, past: Sequence[Earlier]) -> Fact:
    cycle = cycle_of(key)
    if cycle is None or cycle.ends_on is None:
        return Fact(label, cycle.name if cycle else key, earlier=past)
    return Fact(_("security updates until"), cycle.ends_on, tag="ends", beside=cycle.name, earlier=past)


def _address_of(value: models.Model) -> str:
    if isinstance(value, Person):
        return reverse("people:person", args=[value.pk])
    if isinstance(value, Address):
        return ""
    try:
        kind = thing_of(value).kind.value
    except StopIteration:  # a place, a VLAN
        return ""
    return reverse("network:thing", args=[kind, value.pk])


def _tag(field: models.Field[Any, Any], value: Any) -> str:
    if field.name in _COPIED:
        return "copy"
    if field.name.endswith("_phone"):
        return "phone"
    if field.name in ("address", "forwards_to"):
        return "mail" if "@" in str(value) else ""
    return "web" if field.name == "website" and str(value).startswith(("https://", "http://")) else ""
