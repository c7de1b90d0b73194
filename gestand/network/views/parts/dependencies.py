"""What a thing depends on."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.once import sent_once
from gestand.core.requests import actor_of
from gestand.network.actions.dependencies import add_dependency, remove_dependency, thing_at
from gestand.network.forms.parts import NeededForm
from gestand.network.models import Dependency
from gestand.network.queries.graph import graph_of
from gestand.network.views.finding import client_of, visible_thing
from gestand.network.views.parts.asking import asked, removal

AT = "#depends"


@require_http_methods(["GET", "POST"])
@sent_once
def dependency_new(request: HttpRequest, kind: str, thing_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    _thing, row = visible_thing(request, kind, thing_id)
    graph = graph_of(client_of(row).id)
    form = NeededForm(request.POST or None)
    form.offer(graph, without=thing_id)

    def act() -> object:
        chosen = form.chosen(graph)
        return add_dependency(row, thing_at(chosen.kind, chosen.id), by=actor, at=timezone.now())

    return asked(
        request,
        row,
        form,
        act,
        heading=_("What does %(name)s depend on?") % {"name": row},
        told=_("The dependency is written down."),
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
def dependency_remove(request: HttpRequest, part_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = Dependency.objects.visible_to(actor).filter(pk=part_id).first()
    if found is None:
        raise Http404
    _thing, row = visible_thing(request, found.dependent_kind, found.dependent_id)
    words = {"dependent": row, "needed": thing_at(found.needed_kind, found.needed_id)}
    return removal(
        request,
        row,
        lambda: remove_dependency(found, by=actor, at=timezone.now()),
        heading=_("Does %(dependent)s not depend on %(needed)s?") % words,
        submit=_("It does not"),
        told=_("The dependency is gone."),
        at_part=AT,
    )
