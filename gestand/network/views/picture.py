"""A client's network as a picture: its page, and the same to take along as a drawing or on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gestand.core.actors import Actor
from gestand.network.documents.picture import on_paper
from gestand.network.picture import ON_ONE_SHEET, draw, draw_alone, list_in_words
from gestand.network.queries.picture import network_of, without_links
from gestand.people.models import Client
from gestand.people.views.common import client_frame, with_client


@require_GET
@with_client
def picture(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """The picture, large: to pan, zoom and click; and the same as a list in words."""
    network = network_of(client)
    return render(
        request,
        "network/picture.html",
        {
            **client_frame(client, actor=actor, current="network"),
            "drawing": mark_safe(draw(network)),
            "sections": list_in_words(network),
            "count": len(network.nodes),
            "is_empty": not (network.nodes or network.lines or network.groups),
            "is_many_sheets": len(network.nodes) > ON_ONE_SHEET,
        },
    )


@require_GET
@with_client
def picture_file(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a client
    """As one SVG that stands alone; it leads nowhere, since it may be opened anywhere."""
    drawing = draw_alone(without_links(network_of(client)))
    return _taken_along(drawing.encode(), "image/svg+xml", client, "svg")


@require_GET
@with_client
def picture_paper(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as above
    """On sheets of A4: a small network on one, of a larger one an overview and a sheet for each network."""
    document = on_paper(without_links(network_of(client)), language=get_language() or "nl", at=timezone.now())
    return _taken_along(document, "application/pdf", client, "pdf")


def _taken_along(content: bytes, kind: str, client: Client, ending: str) -> HttpResponse:
    name = f"{_('network')}-{slugify(client.name) or client.id}-{timezone.localdate():%Y-%m-%d}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition or "attachment"})
