"""Agreements with business clients: the list, one client's, the standard text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gestand.core.audit import write_audit
from gestand.core.files.responses import file_response
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people.models import Client, ClientKind
from gestand.sharing import letters
from gestand.sharing.actions import client_agreements as actions
from gestand.sharing.forms.client_agreements import EndForm, SendForm, SignForm
from gestand.sharing.models import ClientAgreement, ClientAgreementState
from gestand.sharing.queries import client_agreements as queries
from gestand.sharing.queries.held import held_of

if TYPE_CHECKING:
    from django.forms import Form

UNPROCESSABLE = 422
State = ClientAgreementState


@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """Business clients by where their agreement stands."""
    actor = actor_of(request)
    shelf = request.GET.get("state", "")
    found = queries.standings(actor)
    many = queries.counts(found)
    words = {
        queries.NONE: _("None yet"),
        State.READY.value: _("To send"),
        State.SENT.value: _("Sent"),
        State.SIGNED.value: _("Signed"),
        State.ENDED.value: _("Ended"),
    }
    chips = [{"label": _("All"), "url": "?", "current": shelf not in queries.SHELVES, "count": sum(many.values())}]
    chips += [
        {"label": words[each], "url": f"?state={each}", "current": shelf == each, "count": many[each]}
        for each in queries.SHELVES
    ]
    page = Paginator(queries.on_shelf(found, shelf), queries.ON_A_PAGE).get_page(request.GET.get("page"))
    rows = queries.with_agreements(list(page.object_list))
    return render(
        request,
        "sharing/agreements.html",
        {"chips": chips, "page": page, "rows": rows, "shelf": shelf, "none": many[queries.NONE], "words": words},
    )


@require_POST
@sent_once
def agreements_make(request: HttpRequest) -> HttpResponse:
    """Have agreements made for the ticked clients, or for every business that has none."""
    actor = actor_of(request)
    if request.POST.get("whom") == "none":
        without = queries.on_shelf(queries.standings(actor), queries.NONE)
        ids = [each.client_id for each in without[: actions.MOST_AT_ONCE]]
    else:
        ids = [pk for pk in map(_uuid, request.POST.getlist("ids")) if pk is not None]
    done = actions.make_agreements(ids, by=actor, at=timezone.now())
    told = ngettext("%(n)d agreement is being made.", "%(n)d agreements are being made.", done.made) % {"n": done.made}
    if done.skipped:
        told += " " + ngettext(
            "%(n)d client was left as it is: it has one already.",
            "%(n)d clients were left as they are: they have one already.",
            done.skipped,
        ) % {"n": done.skipped}
    messages.info(request, told if ids else _("Tick the clients first."))
    return redirect(
        f"{reverse('sharing:agreements')}?state={State.READY.value if ids else request.POST.get('state', '')}"
    )


@require_GET
def client_agreement(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One client's agreements, and the next step."""
    return _page(request, _client(request, client_id))


@require_POST
@sent_once
def client_make(request: HttpRequest, client_id: UUID) -> HttpResponse:
    client = _client(request, client_id)
    language = request.POST.get("language", "")
    try:
        actions.make_agreement(
            client,
            by=actor_of(request),
            at=timezone.now(),
            language=language if language in ("nl", "en") else "",
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("sharing:client-agreement", client_id=client_id)


@require_POST
@sent_once
def client_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    client = _client(request, row.client_id)
    form = SendForm(request.POST, addresses=queries.addresses_of(client))
    if form.is_valid():
        try:
            actions.send_agreement(row, to=form.address, by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error("other" if refusal.field == "to" else None, str(refusal))
        else:
            messages.info(request, _("It is in the outbox, and leaves from there."))
            return redirect("sharing:client-agreement", client_id=client.id)
    return _page(request, client, send_form=form)


@require_POST
def client_handed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was handed over, or sent by post."""
    row = _row(request, pk)
    try:
        actions.note_sent(row, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("sharing:client-agreement", client_id=row.client_id)


@require_POST
@sent_once
def client_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = SignForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.sign_agreement(
                row,
                signed_on=form.cleaned_data["signed_on"],
                signed_by=form.cleaned_data["signed_by"],
                upload=form.upload,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:client-agreement", client_id=row.client_id)
    return _page(request, _client(request, row.client_id), sign_form=form)


@require_POST
def client_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_agreement(
                row,
                ended_on=form.cleaned_data["ended_on"],
                choice=form.cleaned_data["choice"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:client-agreement", client_id=row.client_id)
    return _page(request, _client(request, row.client_id), end_form=form)


@require_POST
def client_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    try:
        actions.withdraw_agreement(row, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("sharing:client-agreement", client_id=row.client_id)


@require_GET
def client_file(request: HttpRequest, pk: UUID, which: str) -> HttpResponseBase:
    """The document as it was made ("made"), or as it came back ("signed"); opening it is written down."""
    row = _row(request, pk)
    stored = row.signed_file if which == "signed" else row.file
    if stored is None:
        raise Http404
    write_audit(
        "sharing.client_agreement.open",
        by=actor_of(request),
        at=timezone.now(),
        subject=("client_agreement", row.id),
        client_id=row.client_id,
        facts={"which": which},
    )
    return file_response(stored)


def _page(
    request: HttpRequest,
    client: Client,
    *,
    send_form: SendForm | None = None,
    sign_form: SignForm | None = None,
    end_form: EndForm | None = None,
) -> HttpResponse:
    rows = queries.agreements_of(client.id)
    current = next((row for row in rows if row.state not in (State.ENDED, State.DROPPED)), None)
    signed = next((row for row in rows if row.state == State.SIGNED), None)
    forms: list[Form | None] = [send_form, sign_form, end_form]
    open_row = current if current is not None and current.state in (State.READY, State.SENT) else None
    context: dict[str, Any] = {
        "client": client,
        "is_business": client.kind == ClientKind.BUSINESS,
        "rows": [(row, letters.reference(row)) for row in rows],
        "current": current,
        "open_row": open_row,
        "signed": signed,
        "sign_form": sign_form or SignForm(initial={"signed_on": timezone.localdate()}),
        "end_form": end_form or EndForm(initial={"ended_on": client.ended_on or timezone.localdate()}),
        "ending": end_form is not None,
        "held_rows": held_of(client.id).rows,
    }
    if open_row is not None:
        context["send_form"] = send_form or SendForm(addresses=queries.addresses_of(client))
    wrong = any(form is not None and form.errors for form in forms)
    return render(request, "sharing/client_agreement.html", context, status=UNPROCESSABLE if wrong else 200)


def _client(request: HttpRequest, client_id: UUID | None) -> Client:
    visible = Client.objects.visible_to(actor_of(request)).filter(queries.with_agreement())
    return get_object_or_404(visible, pk=client_id)


def _row(request: HttpRequest, pk: UUID) -> ClientAgreement:
    visible = ClientAgreement.objects.visible_to(actor_of(request)).filter(client__isnull=False)
    return get_object_or_404(visible.select_related("file", "signed_file", "text"), pk=pk)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
