"""What was held for a client as its processor: the choice, the package, the receipt, the yes, the confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.audit import write_audit
from gestand.core.files.responses import file_response
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.once import sent_once
from gestand.core.public_address import links_lead_nowhere
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people.models import Client, ClientKind
from gestand.sharing.actions import handing_back as actions
from gestand.sharing.forms.client_agreements import SendForm
from gestand.sharing.forms.handing_back import ChoiceForm, LinkForm, ReceiptForm, YesForm
from gestand.sharing.models import EndChoice, HandBack, HandBackState
from gestand.sharing.queries import held as queries
from gestand.sharing.queries.client_agreements import addresses_of, agreements_of

if TYPE_CHECKING:
    from django.forms import Form

UNPROCESSABLE = 422
State = HandBackState


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Every client whose service is over and for whom something is still held."""
    found = queries.held_at_the_end(timezone.localdate()) if actor_of(request).is_owner else []
    return render(request, "sharing/held_waiting.html", {"found": found, "today": timezone.localdate()})


@require_GET
def held(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What is held for one client, and the next step."""
    return _page(request, _client(request, client_id))


@require_POST
@sent_once
def choose(request: HttpRequest, client_id: UUID) -> HttpResponse:
    client = _client(request, client_id)
    form = ChoiceForm(request.POST)
    if form.is_valid():
        try:
            actions.choose(client, choice=form.cleaned_data["choice"], by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sharing:held", client_id=client.id)
    return _page(request, client, choice_form=form)


@require_POST
@sent_once
def pack(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, actions.pack)


@require_POST
@sent_once
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, actions.reopen)


@require_POST
@sent_once
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, actions.drop)


@require_GET
def package(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The package itself; fetching it is written down."""
    row = _row(request, pk)
    packed = queries.package_of(row)
    if packed is None:
        raise Http404
    try:
        actions.note_fetched(row, by=actor_of(request), at=timezone.now())
    except Refused:
        raise Http404 from None
    return file_response(packed.file)


@require_POST
@sent_once
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail the link that opens the package once."""
    row, client = _row_and_client(request, pk)
    form = LinkForm(request.POST, addresses=addresses_of(client))
    sent = _mailed(request, row, form, actions.send_link, to="to")
    return sent or _page(request, client, link_form=form)


@require_POST
@sent_once
def unlink(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, actions.withdraw_link)


@require_POST
@sent_once
def received(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.note_received(row, **form.cleaned_data, by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:held", client_id=row.client_id)
    return _page(request, _client(request, row.client_id), receipt_form=form)


@require_POST
def destroy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The yes: everything that is held goes. The executor of erasures wants a transaction of its own, so that this is
    not ``@sent_once``; who presses twice comes to what was done.
    """
    row = _row(request, pk)
    if row.state == State.DONE:
        return redirect("sharing:held", client_id=row.client_id)
    form = YesForm(request.POST)
    if form.is_valid():
        try:
            actions.destroy_held(row, digest=form.cleaned_data["digest"], by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(request, _("It is deleted. The confirmation for the client is being made."))
            return redirect("sharing:held", client_id=row.client_id)
    return _page(request, _client(request, row.client_id), yes_form=form)


@require_GET
def certificate(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    row = _row(request, pk)
    if row.certificate is None:
        raise Http404
    write_audit(
        "sharing.held.open",
        by=actor_of(request),
        at=timezone.now(),
        subject=("hand_back", row.id),
        client_id=row.client_id,
    )
    return file_response(row.certificate)


@require_POST
@sent_once
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail the confirmation to the client."""
    row, client = _row_and_client(request, pk)
    form = SendForm(request.POST, addresses=addresses_of(client))
    sent = _mailed(request, row, form, actions.send_certificate, to="other")
    return sent or _page(request, client, send_form=form)


def _mailed(
    request: HttpRequest, row: HandBack, form: LinkForm | SendForm, mail: Callable[..., object], *, to: str
) -> HttpResponse | None:
    """Mail it to the address of a right form. None: the form says what is wrong, at its field ``to``."""
    if not form.is_valid():
        return None
    try:
        mail(row, to=form.address, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        form.add_error(to if refusal.field == "to" else None, str(refusal))
        return None
    messages.info(request, _("It is in the outbox, and leaves from there."))
    return redirect("sharing:held", client_id=row.client_id)


def _done(request: HttpRequest, pk: UUID, act: Callable[..., object]) -> HttpResponse:
    row = _row(request, pk)
    try:
        act(row, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("sharing:held", client_id=row.client_id)


def _page(
    request: HttpRequest,
    client: Client,
    *,
    choice_form: ChoiceForm | None = None,
    receipt_form: ReceiptForm | None = None,
    yes_form: YesForm | None = None,
    send_form: SendForm | None = None,
    link_form: LinkForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    found, row = queries.held_of(client.id), queries.running_hand_back(client.id)
    done = queries.hand_backs_of(client.id)
    since = queries.ended_on(client.id, today)
    until = queries.last_day(max(since, row.chosen_on) if row is not None else since) if since is not None else None
    digest = found.digest
    forms: list[Form | None] = [choice_form, receipt_form, yes_form, send_form, link_form]
    is_whole = row is None or not row.digest or row.digest == digest
    may_go = row is not None and (
        (row.choice == EndChoice.DELETED and row.state == State.CHOSEN) or (row.state == State.RECEIVED and is_whole)
    )
    if choice_form is None:
        choice_form = ChoiceForm(initial={"choice": row.choice if row else queries.recorded_choice(client.id)})
    package = queries.package_of(row) if row is not None and row.state == State.READY else None
    context: dict[str, Any] = {
        "client": client,
        "is_business": client.kind == ClientKind.BUSINESS,
        "has_agreements": client.kind == ClientKind.BUSINESS or bool(agreements_of(client.id)),
        "found": found,
        "shown": queries.shown(found),
        "row": row,
        "package": package,
        "since": since,
        "until": until,
        "is_late": until is not None and until < today,
        "is_whole": is_whole,
        "choice_form": choice_form,
        "receipt_form": receipt_form or ReceiptForm(initial={"received_on": today}),
        "yes_form": (yes_form or YesForm()) if may_go and found.rows else None,
        "digest": digest,
        "done": done,
        "send_form": None,
    }
    if package is not None and is_whole:
        addresses = addresses_of(client)
        context |= {
            "link_form": link_form or LinkForm(addresses=addresses),
            "has_addresses": bool(addresses),
            "link_works": bool(package.link_digest and package.link_until and package.link_until > timezone.now()),
            "mail_waits": not mail_is_set_up(),
            "links_lead_nowhere": links_lead_nowhere(),
        }
    if done and done[0].certificate_id is not None and done[0].sent_at is None:
        context["send_form"] = send_form or SendForm(addresses=addresses_of(client))
    wrong = any(form is not None and form.errors for form in forms)  # of what was pressed
    return render(request, "sharing/held.html", context, status=UNPROCESSABLE if wrong else 200)


def _client(request: HttpRequest, client_id: UUID | None) -> Client:
    """A business; or a household that was one, while something is held for it and afterwards, with its confirmation."""
    was_one = queries.for_households("pk") | Q(id__in=HandBack.objects.filter(client__isnull=False).values("client"))
    visible = Client.objects.visible_to(actor_of(request)).filter(Q(kind=ClientKind.BUSINESS) | was_one)
    return get_object_or_404(visible, pk=client_id)


def _row_and_client(request: HttpRequest, pk: UUID) -> tuple[HandBack, Client]:
    row = _row(request, pk)
    return row, _client(request, row.client_id)


def _row(request: HttpRequest, pk: UUID) -> HandBack:
    visible = HandBack.objects.visible_to(actor_of(request)).filter(client__isnull=False)
    return get_object_or_404(visible.select_related("certificate", "agreement"), pk=pk)
