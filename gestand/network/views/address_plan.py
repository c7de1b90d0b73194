"""The address plan: all networks of a client on one page, and the page of a network with its map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.actors import Actor
from gestand.core.house import Label
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.network.actions.addressing import use_address
from gestand.network.forms.addressing import SetAsideForm
from gestand.network.kernels.address_map import Space, part_of, stretches
from gestand.network.kernels.addresses import Network, bounds, read_network
from gestand.network.models import AddressKind, AddressUse, Subnet, ThingKind, WirelessNetwork
from gestand.network.queries.address_plan import (
    SPACE_WORDS,
    map_of,
    outside_every_network,
    overview_of,
    plan_of,
    remarks_of,
)
from gestand.network.queries.addressing import (
    earlier_uses_within,
    ground_of,
    matching_uses,
    site_of_address,
    taken_in,
    uses_within,
)
from gestand.network.queries.history import history_of
from gestand.network.views.at_site import (
    address_url,
    network_crumbs,
    plan_crumbs,
    subnet_url,
    with_subnet,
    with_subnet_page,
)
from gestand.people.models import Client
from gestand.people.views.common import REFUSED, tell, with_client

_A_PAGE = 50
_NEWEST = 6
_LONGEST_WORDS = 80
_EARLIER = "earlier"


@require_GET
@with_client
def plan(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a client
    """Every network of a client by site, and the search for an address."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_WORDS]
    there = site_of_address(client.id, words) if words else None
    if there is not None:
        return redirect(address_url(there[0], str(there[1])))
    plans = [] if words else plan_of(client.id)
    return render(
        request,
        "network/plan.html",
        {
            "client": client,
            "crumbs": network_crumbs(client),
            "words": words,
            "found": matching_uses(client.id, words) if words else [],
            "plans": plans,
            "several": len(plans) > 1,
            "outside": [] if words else outside_every_network(client.id),
        },
    )


@require_GET
@with_subnet_page
def subnet_page(request: HttpRequest, subnet: Subnet, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a client
    """A network: what is known of it, its map, its addresses."""
    return _subnet_page(request, subnet, client, SetAsideForm())


def _subnet_page(request: HttpRequest, subnet: Subnet, client: Client, form: SetAsideForm) -> HttpResponse:
    ground, taken = ground_of(subnet), taken_in(subnet)
    found = stretches(ground, taken)
    part = part_of(ground.network, _asked_part(request))
    wanted = _asked_kind(request)
    uses = _listed(subnet, part, wanted).select_related("device", "interface")
    elsewhere = Subnet.objects.filter(site__client=client, first__lte=subnet.last, last__gte=subnet.first)
    overview = overview_of(subnet, ground, found)
    return render(
        request,
        "network/subnet.html",
        {
            "subnet": subnet,
            "client": client,
            "crumbs": plan_crumbs(client),
            "overview": overview,
            "map": map_of(subnet, ground, found, taken, part),
            "whole_url": subnet_url(subnet.pk),
            "page": Paginator(uses, _A_PAGE).get_page(request.GET.get("page")),
            "chips": _chips(subnet, part, taken, wanted) if taken or wanted else [],
            "wanted": wanted,
            "wireless": WirelessNetwork.objects.filter(subnet=subnet),
            "remarks": remarks_of(
                subnet, ground, found, elsewhere.exclude(site_id=subnet.site_id).select_related("site")
            ),
            "form": form,
            "history": history_of(subnet.pk, ThingKind.SUBNET.value, newest=_NEWEST),
            "history_url": reverse("network:thing-history", args=["subnet", subnet.pk]),
        },
        status=REFUSED if form.is_bound else 200,
    )


def _asked_kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in (*AddressKind.values, _EARLIER) else ""


def _listed(subnet: Subnet, part: Network, wanted: str) -> QuerySet[AddressUse]:
    first, last = bounds(part)
    uses = earlier_uses_within(subnet) if wanted == _EARLIER else uses_within(subnet).order_by("sort_key")
    if wanted and wanted != _EARLIER:
        uses = uses.filter(kind=wanted)
    return uses.filter(sort_key__gte=first, sort_key__lte=last)


def _chips(subnet: Subnet, part: Network, taken: Mapping[int, Space], wanted: str) -> list[dict[str, object]]:
    """Which addresses the list shows: of each kind that there is, and the earlier ones."""
    first, last = int(part.network_address), int(part.broadcast_address)
    counts = Counter(space for number, space in taken.items() if first <= number <= last)
    asked: list[tuple[str, Label, int | None]] = [("", _("All"), sum(counts.values()))]
    asked += [(space.value, SPACE_WORDS[space], counts[space]) for space in Space if counts[space]]
    asked.append((_EARLIER, _("Earlier"), None))
    here = {} if part.prefixlen == read_network(subnet.prefix).prefixlen else {"part": str(part)}
    return [
        {
            "label": label,
            "url": f"{subnet_url(subnet.pk)}?{urlencode(here | {'kind': kind})}#uses",
            "current": kind == wanted,
            "count": count,
        }
        for kind, label, count in asked
    ]


def _asked_part(request: HttpRequest) -> Network | None:
    typed = request.GET.get("part", "")
    try:
        return read_network(typed) if typed else None
    except Refused:
        return None


@require_POST
@sent_once
@with_subnet
def set_aside(request: HttpRequest, subnet: Subnet, *, client: Client, actor: Actor) -> HttpResponse:
    """Keep the free address that the page showed for what is typed; of two at once one is told who has it."""
    form = SetAsideForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            use = use_address(
                by=actor, at=timezone.now(), site=subnet.site, kind=AddressKind.SET_ASIDE, address=given["address"],
                name=given["name"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            tell(request, _("%(address)s is set aside.") % {"address": use.address})
            return redirect(subnet_url(subnet.pk))
    return _subnet_page(request, subnet, client, form)
