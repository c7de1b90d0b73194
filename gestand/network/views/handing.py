"""Which clients should get their documentation, and writing down that one got it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions.handing import note_handed_over
from gestand.network.forms.handing import HandOverForm
from gestand.network.queries.handing import handing, last_hand_overs
from gestand.people.models import Client
from gestand.people.views.common import Crumb, FormPage, client_crumbs, form_page, tell, with_client

_PAGE = 50


@require_GET
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Who should get it, who waits longest first."""
    seen = handing(at=timezone.now(), actor=actor_of(request))
    page = Paginator(sorted(seen.lacking, key=lambda each: (seen.lacking[each], str(each))), _PAGE).get_page(
        request.GET.get("page")
    )
    clients = {client.id: client for client in Client.objects.filter(id__in=list(page.object_list))}
    last = last_hand_overs(list(page.object_list))
    rows = [(clients[each], seen.lacking[each], last.get(each)) for each in page.object_list if each in clients]
    return render(request, "network/hand_overs.html", {"seen": seen, "page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def hand_over(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """The client got it another way, or does not want it."""
    form = HandOverForm(request.POST or None, initial={"handed_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            note_handed_over(
                client,
                by=actor,
                at=timezone.now(),
                **form.values("how", "handed_on", "note", "bsn_confirmed"),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down."))
            return redirect("network:hand-overs")
    page = FormPage(
        heading=_("Documentation of %(client)s") % {"client": client.name},
        lead=_("A network book that is fetched here is written down by itself."),
        form=form,
        submit=_("Keep"),
        back=reverse("network:hand-overs"),
        crumbs=[*client_crumbs(client), Crumb(_("Network"), reverse("network:client", args=[client.id]))],
    )
    return form_page(request, page)
