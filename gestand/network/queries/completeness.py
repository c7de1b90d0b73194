"""How complete the documentation of clients is: counts for one client or for all of them, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from gestand.core.gathering import Reading
from gestand.core.questions import Asked, Ids, Prepared, Question
from gestand.network.completeness import Completeness, completeness_of
from gestand.network.kinds import WITH_USER
from gestand.network.models import (
    Account,
    AddressUse,
    BackupPlan,
    Certificate,
    Connection,
    Device,
    DeviceKind,
    DeviceState,
    DeviceUser,
    Domain,
    Licence,
    LicenceKind,
    Link,
    Mailbox,
    PassedQuestion,
    Site,
    Subnet,
    Tenant,
    WirelessNetwork,
)
from gestand.people.models import Client, ClientKind

_HERE = ~Q(state=DeviceState.GONE)
_IN_USE = Q(state=DeviceState.IN_USE)
_WORKPLACE = Q(kind__in=sorted(WITH_USER))
_COMPUTER = Q(kind__in=[DeviceKind.COMPUTER, DeviceKind.SERVER])
#: What has a sticker that is worth reading, and a warranty that is worth knowing.
_WITH_STICKER = Q(kind__in=[
    DeviceKind.COMPUTER, DeviceKind.SERVER, DeviceKind.PRINTER, DeviceKind.ROUTER, DeviceKind.SWITCH,
    DeviceKind.ACCESS_POINT, DeviceKind.NAS, DeviceKind.UPS,
])  # fmt: skip
#: What is looked for under its address.
_FIXED = Q(kind__in=[
    DeviceKind.SERVER, DeviceKind.PRINTER, DeviceKind.ROUTER, DeviceKind.SWITCH, DeviceKind.ACCESS_POINT,
    DeviceKind.NAS, DeviceKind.CAMERA,
])  # fmt: skip
_ROUTER = Q(kind=DeviceKind.ROUTER)
_USED = Exists(DeviceUser.objects.filter(device_id=OuterRef("pk"), until_on__isnull=True))
_ADDRESSED = Exists(AddressUse.objects.filter(device_id=OuterRef("pk"), until_on__isnull=True))
_HANGING = Exists(Link.objects.filter(lower_id=OuterRef("pk")))
_SUBSCRIBED = Q(kind=LicenceKind.SUBSCRIPTION)
_CONTACTED = ~Q(helpdesk_phone="") | ~Q(contract_number="")

#: Of which things each is asked, and of which it is known.
_OF_DEVICES: dict[str, tuple[Q, Any]] = {
    "system": (_IN_USE & _COMPUTER, ~Q(operating_system="")),
    "user": (_IN_USE & Q(kind=DeviceKind.COMPUTER), _USED),
    "serial": (_HERE & _WITH_STICKER, ~Q(serial_number="")),
    "warranty": (_HERE & _WITH_STICKER, Q(warranty_ends_on__isnull=False)),
    "address": (_IN_USE & _FIXED, _ADDRESSED),
    "hangs_on": (_IN_USE & ~_ROUTER, _HANGING),
}
_OF_OTHERS: dict[str, tuple[type[Any], Q, Any]] = {
    "helpdesk": (Connection, Q(), _CONTACTED),
    "modem": (Connection, Q(), Q(modem__isnull=False)),
    "wireless_subnet": (WirelessNetwork, Q(), Q(subnet__isnull=False)),
    "gateway": (Subnet, Q(), ~Q(gateway="")),
    "backup_success": (BackupPlan, Q(), Q(last_success_on__isnull=False)),
    "restored": (BackupPlan, Q(), Q(last_restored_on__isnull=False)),
    "registrar": (Domain, Q(), ~Q(registrar="")),
    "domain_ends": (Domain, Q(), Q(expires_on__isnull=False)),
    "licence_ends": (Licence, _SUBSCRIBED, Q(ends_on__isnull=False)),
}
#: What is counted as a whole, by the question that it answers.
_WHOLE: dict[type[Any], str] = {
    Connection: "lines", WirelessNetwork: "wireless", Subnet: "subnets", BackupPlan: "backups", Domain: "domains",
    Licence: "licences", Mailbox: "mailboxes", Tenant: "tenants", Site: "sites", Certificate: "certificates",
    Account: "accounts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """How complete one client is, and how many devices are there."""

    client: Client
    devices: int
    completeness: Completeness
    counts: Mapping[str, int]


def score_reading(client: Client) -> Reading[Score]:
    """Of one client, to be asked together with what else a page wants."""
    return _reading([client.id], lambda found: found.of(client))


def scores_of(clients: Sequence[Client]) -> list[Score]:
    """Of each of these clients, in their order. One statement."""
    if not clients:
        return []
    asked = _reading([client.id for client in clients], lambda found: [found.of(client) for client in clients])
    scores: list[Score] = asked.ask()
    return scores


def lacking_most(clients: Iterable[Client]) -> list[Score]:
    """The least complete first; clients of whom nothing is documented stand last, by name."""
    scores = scores_of(list(clients))
    return sorted(
        scores, key=lambda score: (score.completeness.is_empty, score.completeness.percent, score.client.sort_name)
    )


def first_lacking(client: Client, code: str) -> Any:
    """The first thing of the client of which a question's answer is not known; None when there is no such thing."""
    if code in _OF_DEVICES:
        asked, known = _OF_DEVICES[code]
        rows: QuerySet[Any] = Device.objects.filter(asked, client=client).filter(~Q(known))
        return rows.order_by("name", "id").first()
    model, asked, known = _OF_OTHERS[code]
    path = "client" if "client" in {field.name for field in model._meta.fields} else "site__client"
    return model.objects.filter(asked, **{path: client}).filter(~known).first()


class _Found:
    """The counts and passed questions by client."""

    def __init__(self, counts: dict[UUID, dict[str, int]], passed: dict[UUID, set[str]]) -> None:
        self.counts, self.passed = counts, passed

    def of(self, client: Client) -> Score:
        counts = self.counts.get(client.id, {})
        found = completeness_of(
            counts, is_business=client.kind == ClientKind.BUSINESS, passed=self.passed.get(client.id, set())
        )
        return Score(client, counts.get("devices", 0), found, counts)


def _reading(clients: Collection[UUID], make: Any) -> Reading[Any]:
    among = Prepared(clients)

    def made(passed: list[Any], *answers: list[Any]) -> Any:
        counts: dict[UUID, dict[str, int]] = defaultdict(dict)
        for (names, _question), rows in zip(_COUNTED, answers, strict=True):
            for client, *numbers in rows:
                counts[client].update(zip(names, numbers, strict=True))
        said: dict[UUID, set[str]] = defaultdict(set)
        for client, code in passed:
            said[client].add(code)
        return make(_Found(counts, said))

    asked: list[Asked] = [
        _passed.about(clients=among),
        *(question.about(clients=among) for _names, question in _COUNTED),
    ]
    return Reading(made, *asked)


@Question
def _passed(clients: Ids) -> QuerySet[Any, Any]:
    return PassedQuestion.objects.filter(client_id__among=clients).order_by().values_list("client_id", "code")


def _device_counts() -> tuple[tuple[str, ...], Question]:
    counted: dict[str, Any] = {
        "devices": Count("pk", filter=_HERE),
        "routers": Count("pk", filter=_HERE & _ROUTER),
        "workplaces": Count("pk", filter=_HERE & _WORKPLACE),
    }
    for code, (asked, known) in _OF_DEVICES.items():
        counted[f"{code}_of"] = Count("pk", filter=asked)
        counted[code] = Count("pk", filter=asked & Q(known))

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = Device.objects.filter(client_id__among=clients).order_by().values("client_id").annotate(**counted)
        found: QuerySet[Any, Any] = rows.values_list("client_id", *counted)
        return found

    return tuple(counted), Question(ask)


def _other_counts(model: type[Any]) -> tuple[tuple[str, ...], Question]:
    path = "client_id" if "client" in {field.name for field in model._meta.fields} else "site__client_id"
    counted: dict[str, Any] = {_WHOLE[model]: Count("pk")}
    for code, (about, asked, known) in _OF_OTHERS.items():
        if about is model:
            counted[f"{code}_of"] = Count("pk", filter=asked) if asked else Count("pk")
            counted[code] = Count("pk", filter=asked & known)

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = model.objects.filter(**{f"{path}__among": clients}).order_by().values(whose=F(path)).annotate(**counted)
        found: QuerySet[Any, Any] = rows.values_list("whose", *counted)
        return found

    return tuple(counted), Question(ask)


_COUNTED: tuple[tuple[tuple[str, ...], Question], ...] = (
    _device_counts(),
    *(_other_counts(model) for model in _WHOLE),
)
