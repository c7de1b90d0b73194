"""A client's Network tab, all things of one kind, and the questions that are still open."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.actors import Actor
from gestand.core.requests import actor_of
from gestand.network.actions.completing import ask_again, pass_question
from gestand.network.completeness import BY_CODE
from gestand.network.models import DeviceKind, ThingKind
from gestand.network.picture import draw_overview
from gestand.network.queries.completeness import lacking_most
from gestand.network.queries.one_client import PAGE, Shelf, overview_of, shelf_of
from gestand.network.things import THINGS
from gestand.network.views.answering import where_to_answer
from gestand.people.models import Client, ClientKind
from gestand.people.views.common import client_frame, tell, with_client

MOST_LACKING = 50


@require_GET
@with_client
def client_network(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """What is documented of a client, at a glance."""
    overview = overview_of(client, at=timezone.now())
    return render(
        request,
        "network/client.html",
        {
            **client_frame(client, actor=actor, current="network"),
            "overview": overview,
            "score": overview.score.completeness,
            "drawing": mark_safe(draw_overview(overview.network)),
            "ends": overview.ends,
            "is_business": client.kind == ClientKind.BUSINESS,
        },
    )


@require_GET
@with_client
def things(request: HttpRequest, *, client: Client, actor: Actor, kind: str) -> HttpResponse:
    """All things of one kind, fifty on a page."""
    thing = THINGS.get(kind)
    if thing is None:
        raise Http404
    device_kind = request.GET.get("kind", "")
    if device_kind not in DeviceKind.values or thing.kind != ThingKind.DEVICE:
        device_kind = ""
    rows = shelf_of(client.id, kind, device_kind=device_kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "network/things.html",
        {
            **client_frame(client, actor=actor, current="network"),
            "shelf": Shelf(thing, list(page)),
            "page": page,
            "kind_label": DeviceKind(device_kind).label if device_kind else "",
        },
    )


@require_GET
@with_client
def question(request: HttpRequest, *, client: Client, actor: Actor, code: str) -> HttpResponse:  # noqa: ARG001 - as every page of a client
    """To the form in which the question is answered, and from there back to the tab."""
    if code not in BY_CODE:
        raise Http404
    return redirect(where_to_answer(client, code))


@require_POST
@with_client
def question_pass(request: HttpRequest, *, client: Client, actor: Actor, code: str) -> HttpResponse:
    if code not in BY_CODE:
        raise Http404
    pass_question(client, code, by=actor, at=timezone.now())
    tell(request, _("It is not asked of this client any more."))
    return redirect(reverse("network:client", args=[client.id]))


@require_POST
@with_client
def question_ask(request: HttpRequest, *, client: Client, actor: Actor, code: str) -> HttpResponse:
    if code not in BY_CODE:
        raise Http404
    ask_again(client, code, by=actor, at=timezone.now())
    tell(request, _("It is asked again."))
    return redirect(reverse("network:client", args=[client.id]))


@require_GET
def completeness(request: HttpRequest) -> HttpResponse:
    """Of which clients most is missing."""
    actor = actor_of(request)
    present = Client.objects.visible_to(actor).current().filter(ended_on__isnull=True)
    kind = request.GET.get("kind", "")
    if kind in ClientKind.values:
        present = present.filter(kind=kind)
    scores = lacking_most(present)
    documented = [score for score in scores if not score.completeness.is_empty]
    page = Paginator(documented, MOST_LACKING).get_page(request.GET.get("page"))
    return render(
        request,
        "network/completeness.html",
        {
            "page": page,
            "documented": len(documented),
            "undocumented": len(scores) - len(documented),
            "average": round(sum(each.completeness.percent for each in documented) / len(documented))
            if documented
            else None,
            "chips": [
                {"label": words, "url": f"?kind={value}" if value else "?", "current": value == kind}
                for value, words in (("", _("All clients")), *ClientKind.choices)
            ],
        },
    )
