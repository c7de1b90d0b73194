"""What ends at all clients, and saying of one end that it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions.watching import silence_end, tell_end_again
from gestand.network.ends import RULES, End
from gestand.network.forms.watch import SilenceForm, first_values
from gestand.network.models import EndKind
from gestand.network.queries.watch import AHEAD, BEHIND, Asked, Place, end_of_thing, ends
from gestand.people.actions import note_opening
from gestand.people.models import Client
from gestand.people.views.common import Crumb, FormPage, form_page, tell

_PAGE = 60
COMING, PAST, KNOWN = "coming", "past", "known"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address says is to be seen."""

    show: str = COMING
    what: EndKind | None = None
    client: Client | None = None

    def url(self, **changed: str) -> str:
        """The same list with something else chosen."""
        said = {
            "show": self.show if self.show != COMING else "",
            "what": self.what.value if self.what else "",
            "client": str(self.client.pk) if self.client else "",
            **changed,
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{reverse('network:watch')}?{query}" if query else reverse("network:watch")


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """Everything that ends at clients whom the actor may see, month after month."""
    actor, at = actor_of(request), timezone.now()
    chosen = _chosen(request, actor)
    asked = _asked(chosen, timezone.localdate(at), _place(request.GET))
    found = ends(asked, actor=actor, at=at)
    shown = found[:_PAGE]
    return render(
        request,
        "network/watch.html",
        {
            "chosen": chosen,
            "ends": shown,
            "next_url": chosen.url(beyond=_written(shown[-1])) if len(found) > _PAGE else "",
            "first_url": chosen.url() if asked.beyond else "",
            "shows": _shows(chosen),
            "kinds": _kinds(chosen),
            "without_client_url": chosen.url(client=""),
            "is_known_list": chosen.show == KNOWN,
        },
    )


def _chosen(request: HttpRequest, actor: Actor) -> Chosen:
    show, what, client_id = (request.GET.get(name, "") for name in ("show", "what", "client"))
    client = None
    if client_id:
        try:
            client = Client.objects.visible_to(actor).filter(id=UUID(client_id)).first()
        except ValueError as wrong:
            raise Http404 from wrong
        if client is None:
            raise Http404
    return Chosen(show if show in (PAST, KNOWN) else COMING, EndKind(what) if what in EndKind.values else None, client)


def _asked(chosen: Chosen, today: date, beyond: Place | None) -> Asked:
    first, last = {
        COMING: (today, today + AHEAD),
        PAST: (today - BEHIND, today - timedelta(days=1)),
        KNOWN: (today - BEHIND, today + AHEAD),
    }[chosen.show]
    return Asked(
        first,
        last,
        kinds=(chosen.what,) if chosen.what else _usual_kinds(chosen.show),
        client_id=chosen.client.pk if chosen.client else None,
        known=chosen.show == KNOWN,
        backwards=chosen.show == PAST,
        beyond=beyond,
        limit=_PAGE + 1,
    )


def _usual_kinds(show: str) -> tuple[EndKind, ...]:
    """Without a choice: of what is past only what is a fault, of what comes no backup that runs in time."""
    if show == PAST:
        return tuple(kind for kind, rule in RULES.items() if rule.hurts)
    if show == COMING:
        return tuple(kind for kind in RULES if kind != EndKind.BACKUP)
    return tuple(RULES)


def _place(query: Mapping[str, str]) -> Place | None:
    try:
        on, what, thing_id = query.get("beyond", "").split("_")
        return Place(date.fromisoformat(on), EndKind(what), UUID(thing_id))
    except ValueError:
        return None


def _written(end: End) -> str:
    return f"{end.on.isoformat()}_{end.what.value}_{end.thing_id}"


def _shows(chosen: Chosen) -> list[dict[str, object]]:
    return [
        {"label": label, "url": chosen.url(show="" if show == COMING else show), "current": chosen.show == show}
        for show, label in ((COMING, _("Coming")), (PAST, _("Past")), (KNOWN, _("Known")))
    ]


def _kinds(chosen: Chosen) -> list[dict[str, object]]:
    every = {"label": _("Everything"), "url": chosen.url(what=""), "current": chosen.what is None}
    return [
        every,
        *(
            {
                "label": kind.label,
                "url": chosen.url(what=kind.value),
                "current": chosen.what == kind,
                "icon": rule.icon,
            }
            for kind, rule in RULES.items()
        ),
    ]


def _end(request: HttpRequest, what: str, thing_id: UUID) -> tuple[End, Actor]:
    """The end that the actor may see; anything else is 404."""
    actor = actor_of(request)
    if what not in EndKind.values:
        raise Http404
    found = end_of_thing(EndKind(what), thing_id, actor=actor, at=timezone.now())
    if found is None:
        raise Http404
    return found, actor


@require_http_methods(["GET", "POST"])
@sent_once
def end_silence(request: HttpRequest, what: str, thing_id: UUID) -> HttpResponse:
    """Say that an end is known, or does not matter."""
    end, actor = _end(request, what, thing_id)
    note_opening(by=actor, at=timezone.now(), client_id=end.client_id)
    form = SilenceForm(request.POST or None, initial=first_values(end))
    back = _back(request, end)
    if request.method == "POST" and form.is_valid():
        try:
            silence_end(
                end,
                by=actor,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
                until_on=form.until,
                bsn_confirmed=form.cleaned_data["bsn_confirmed"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is quiet about this end now. Under “Known” you take that back."))
            return redirect(back)
    page = FormPage(
        heading=_("%(what)s: %(name)s") % {"what": end.label, "name": end.name},
        lead=end.why,
        form=form,
        submit=_("Keep"),
        back=back,
        crumbs=[Crumb(_("What ends"), reverse("network:watch"))],
        draft=f"network-end-{end.what.value}-{end.thing_id}",
    )
    return form_page(request, page)


@require_POST
@sent_once
def end_tell(request: HttpRequest, what: str, thing_id: UUID) -> HttpResponse:
    """Take back what was said about an end."""
    end, actor = _end(request, what, thing_id)
    tell_end_again(end, by=actor, at=timezone.now())
    tell(request, _("It is told again."))
    return redirect(_back(request, end))


def _back(request: HttpRequest, end: End) -> str:
    """Where the button stood, if that is a page of ours; else the client's network."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("network:client", args=[end.client_id])
