"""Sites, networks and domains of a file: few enough to be written one by one, each through the room's own action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from gestand.core.refusals import Refused
from gestand.network.actions.keeping import add_thing, change_thing
from gestand.network.actions.sites import site_for
from gestand.network.importers import FoundDomain, FoundNetwork, FoundPlace
from gestand.network.imports.differing import as_text
from gestand.network.kernels.addresses import bounds, overlap_in_words, read_network
from gestand.network.models import Change, Domain, Site, Subnet, ThingKind, Vlan
from gestand.people.actions import add_address
from gestand.people.kernels.folding import folded
from gestand.people.kernels.numbers import bsns_in
from gestand.people.models import Address, Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor

Plain = FoundPlace | FoundNetwork | FoundDomain
RANKS = {ThingKind.SITE: 0, ThingKind.SUBNET: 1, ThingKind.DOMAIN: 2}
_LENGTHS = {"name": 80, "registrar": 80, "dns_at": 120, "hosting_at": 120, "mail_at": 120, "dns": 200}


def plain_draft(found: Plain) -> tuple[ThingKind, str, dict[str, Any], list[list[str]]]:
    """Its kind, title, fields as they are kept until the yes, and what was left out."""
    if isinstance(found, FoundPlace):
        kind, title = ThingKind.SITE, found.name
        street = {name: getattr(found, name) for name in ("street", "postal_code", "city", "country", "region")}
        told = {"name": found.name, **street, "note": "\n".join(filter(None, [found.note, found.phone]))}
    elif isinstance(found, FoundNetwork):
        kind, title = ThingKind.SUBNET, found.prefix
        told = {
            "prefix": found.prefix,
            "name": found.name[:60],
            "vlan": found.vlan if found.vlan and 1 <= found.vlan <= 4094 else None,  # noqa: PLR2004 - IEEE 802.1Q
            "gateway": found.gateway,
            "dns": ", ".join(found.dns),
            "dhcp_first": found.dhcp_first,
            "dhcp_last": found.dhcp_last,
            "site": found.site,
            "note": found.note,
        }
    else:
        kind, title = ThingKind.DOMAIN, found.name
        names = ("name", "registrar", "dns_at", "hosting_at", "mail_at", "note")
        told = {name: getattr(found, name) for name in names}
        told["expires_on"] = as_text(found.expires_on)
    problems: list[list[str]] = []
    if number := bsns_in(told.get("note") or ""):
        problems.append(["note_number", number[0]])
        told["note"] = ""
    kept = {
        name: value[: _LENGTHS.get(name, 20_000)] if isinstance(value, str) else value
        for name, value in told.items()
        if value
    }
    return kind, title[:160], kept, problems


class PlainShelf:
    """What the client has of these kinds, to compare with. Three statements, each only when it is asked."""

    def __init__(self, client: Client, site: Site | None, site_name: str) -> None:
        self._client, self._site, self._site_name = client, site, site_name
        self._sites: dict[str, Site] | None = None
        self._domains: dict[str, Domain] | None = None
        self._subnets: list[Subnet] | None = None

    @property
    def sites(self) -> dict[str, Site]:
        if self._sites is None:
            self._sites = {folded(one.name): one for one in Site.objects.filter(client=self._client)}
        return self._sites

    @property
    def subnets(self) -> list[Subnet]:
        if self._subnets is None:
            self._subnets = list(Subnet.objects.filter(site__client=self._client).select_related("site", "vlan"))
        return self._subnets

    @property
    def domains(self) -> dict[str, Domain]:
        if self._domains is None:
            self._domains = {one.name: one for one in Domain.objects.filter(client=self._client)}
        return self._domains

    def site_named(self, name: str) -> Site | None:
        return self.sites.get(folded(name)) if name else self._site

    def find(self, kind: ThingKind, told: Mapping[str, Any]) -> models.Model | None:
        if kind == ThingKind.SITE:
            return self.sites.get(folded(told["name"]))
        if kind == ThingKind.DOMAIN:
            return self.domains.get(told["name"])
        site = self.site_named(told.get("site", ""))
        first, last = bounds(read_network(told["prefix"]))
        return next(
            (one for one in self.subnets if site and one.site_id == site.id and (one.first, one.last) == (first, last)),
            None,
        )

    def why_not(self, kind: ThingKind, told: Mapping[str, Any]) -> str:
        """Why something new cannot be written down; empty when it can."""
        if kind != ThingKind.SUBNET:
            return ""
        site = self.site_named(told.get("site", ""))
        there = [(read_network(one.prefix), one.name) for one in self.subnets if site and one.site_id == site.id]
        return overlap_in_words(read_network(told["prefix"]), there)


def plain_differences(kind: ThingKind, told: Mapping[str, Any], row: models.Model) -> list[list[str]]:
    """What would change about a thing that is documented: an empty cell changes nothing."""
    differences: list[list[str]] = []
    for name, said in told.items():
        if name in ("site", "home", "region", "postal_code", "city", "country", "prefix") or (kind, name) == (
            "domain",
            "name",
        ):
            continue
        if name == "street":
            if row.address_id is None:  # type: ignore[attr-defined]
                differences.append(["address", "", address_words(told)])
            continue
        now = _now(row, name)
        if name == "note":
            if said not in now:
                differences.append(["note", now, "\n".join(filter(None, [now, said]))])
        elif folded(now) != folded(str(said)):
            differences.append([name, now, str(said)])
    return differences


def _now(row: models.Model, name: str) -> str:
    if name == "vlan":
        return str(row.vlan.number) if row.vlan else ""  # type: ignore[attr-defined]
    return as_text(getattr(row, name))


def address_words(told: Mapping[str, Any]) -> str:
    place = f"{told.get('postal_code', '')} {told.get('city', '')}".strip()
    return ", ".join(filter(None, [told.get("street", ""), place]))


class PlainWriter:
    """Writes one of them, and says what it did."""

    def __init__(self, client: Client, site: Site | None, *, by: Actor, at: datetime) -> None:
        self._client, self._site, self._by, self._at = client, site, by, at

    def write(self, kind: ThingKind, told: Mapping[str, Any], thing_id: UUID | None) -> tuple[models.Model, Any]:
        """The row and its traces. Refuses (``NotDocumented``) what cannot be."""
        model: Any = {ThingKind.SITE: Site, ThingKind.SUBNET: Subnet, ThingKind.DOMAIN: Domain}[kind]
        with transaction.atomic():
            row = model.objects.filter(pk=thing_id).first() if thing_id else None
            if row is None:
                row = PlainShelf(self._client, self._site, "").find(kind, told)
            if row is None:
                return self._make(kind, told)
            return row, self._change(kind, told, row)

    def site_named(self, name: str) -> Site:
        """The client's site of this name; that of the file when there is none, or it is not to be made."""
        key = folded(name)
        if key and (self._site is None or folded(self._site.name) != key):
            sites: Iterable[Site] = Site.objects.filter(client=self._client)
            for one in sites:
                if folded(one.name) == key:
                    return one
        if self._site is None:
            self._site = site_for(self._client, by=self._by, at=self._at)
        return self._site

    def _make(self, kind: ThingKind, told: Mapping[str, Any]) -> tuple[models.Model, Any]:
        traces: dict[str, Any] = {}
        fields = self._fields(kind, told, traces)
        owner: Client | Site = self._client
        if kind == ThingKind.SUBNET:
            owner = self.site_named(told.get("site", ""))
            fields["vlan"] = self._vlan(owner, told, traces)
        row = add_thing(kind.value, by=self._by, at=self._at, owner=owner, bsn_confirmed=True, **fields)
        self._as_imported(row)
        return row, {**traces, "made": str(row.pk)}

    def _change(self, kind: ThingKind, told: Mapping[str, Any], row: Any) -> Any:
        traces: dict[str, Any] = {"moved": as_text(row.changed_at.isoformat())}
        differences = plain_differences(kind, told, row)
        names = [name for name, _before, _after in differences]
        fields = {name: value for name, value in self._fields(kind, told, traces, row=row).items() if name in names}
        if kind == ThingKind.SUBNET and "vlan" in names:
            fields["vlan"] = self._vlan(row.site, told, traces)
        if not fields:
            return traces
        before = {name: _kept(row, name) for name in fields}
        row = change_thing(row, by=self._by, at=self._at, bsn_confirmed=True, **fields)
        self._as_imported(row)
        traces["changed"] = {name: [before[name], _kept(row, name)] for name in fields}
        return traces

    def _fields(
        self, kind: ThingKind, told: Mapping[str, Any], traces: dict[str, Any], *, row: Any = None
    ) -> dict[str, Any]:
        fields = {name: value for name, value in told.items() if name not in _NOT_PLAIN}
        if note := told.get("note"):
            known = row.note if row is not None else ""
            fields["note"] = known if note in known else "\n".join(filter(None, [known, note]))
        if said := told.get("expires_on"):
            fields["expires_on"] = date.fromisoformat(said)
        if kind == ThingKind.SITE and told.get("street") and (row is None or row.address_id is None):
            fields["address"] = self._address(told, fields, traces)
        if told.get("home"):
            fields["address"] = Address.objects.filter(client=self._client).order_by("kind", "id").first()
        return fields

    def _address(self, told: Mapping[str, Any], fields: dict[str, Any], traces: dict[str, Any]) -> Address | None:
        """The client's address, known or added; one that cannot be read stands in the note."""
        street = folded(told["street"])
        for known in Address.objects.filter(client=self._client):
            if folded(known.street) == street:
                return known
        try:
            with transaction.atomic():
                made = add_address(
                    by=self._by,
                    at=self._at,
                    owner=self._client,
                    kind="visit",
                    street=told["street"],
                    postal_code=told.get("postal_code", ""),
                    city=told.get("city", ""),
                )
        except Refused:
            fields["note"] = "\n".join(filter(None, [fields.get("note", ""), address_words(told)]))
            return None
        traces["address"] = str(made.id)
        return made

    def _vlan(self, site: Site, told: Mapping[str, Any], traces: dict[str, Any]) -> Vlan | None:
        number = told.get("vlan")
        if not number:
            return None
        name = told.get("name") or _("VLAN %(number)d") % {"number": number}
        vlan, is_new = Vlan.objects.get_or_create(site=site, number=number, defaults={"name": name[:60]})
        if is_new:
            traces["vlan"] = str(vlan.id)
        return vlan

    def _as_imported(self, row: models.Model) -> None:
        Change.objects.filter(thing_id=row.pk, at=self._at, verb__in=["add", "change"]).update(verb="import")


_NOT_COMPARED = frozenset({"site", "home", "region", "postal_code", "city", "country", "prefix"})
_NOT_PLAIN = frozenset(
    {"street", "postal_code", "city", "region", "country", "site", "vlan", "note", "expires_on", "home"}
)


def _kept(row: Any, name: str) -> Any:
    """A field as the traces hold it: rows by their id."""
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, date) else value


def plain_rank(kind: ThingKind) -> int:
    return RANKS[kind]


__all__: Sequence[str] = ("Plain", "PlainShelf", "PlainWriter", "plain_differences", "plain_draft", "plain_rank")
