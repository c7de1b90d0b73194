"""Doing what a request asks: correct, weigh, tell recipients; and putting requests in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from gestand.core.egress.recipients import find_recipient
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import letters, queries
from gestand.rights.actions import sorting
from gestand.rights.actions.correcting import correct as correct_request
from gestand.rights.actions.correcting import correctable
from gestand.rights.actions.notices import mail_notice, note_notice
from gestand.rights.actions.objecting import weigh_objection
from gestand.rights.desk_forms import (
    CorrectForm,
    JoinForm,
    KindForm,
    NoticeForm,
    PassOnForm,
    WeighForm,
    WithdrawnForm,
)
from gestand.rights.models import (
    UNWRITTEN_STATES,
    Correction,
    NoticeHow,
    Occasion,
    RecipientNotice,
    Request,
    RequestKind,
)
from gestand.rights.progress import clients_to_pass_on_to, done_for, field_words, mailboxes_of_client
from gestand.rights.replies import words_for
from gestand.rights.views.desk import UNPROCESSABLE, find_request
from gestand.ui import formats

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest


@require_http_methods(["GET", "POST"])
@sent_once
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put right what is wrong."""
    asked = find_request(request, pk)
    if asked.kind != RequestKind.RECTIFICATION or asked.person_id is None or asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    form = CorrectForm(request.POST or None, now=correctable(asked.person_id))
    if request.method == "POST" and form.is_valid():
        try:
            correct_request(request=asked, wanted=form.wanted(), by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    return _page(request, asked, "rights/correct.html", {"form": form})


@require_http_methods(["GET", "POST"])
@sent_once
def weigh(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide about an objection, use by use."""
    asked = find_request(request, pk)
    if asked.kind != RequestKind.OBJECTION or asked.person_id is None or asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    done = done_for(asked)
    form = WeighForm(request.POST or None, purposes=done.undecided)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                for purpose, honoured, reasons in form.decisions():
                    weigh_objection(
                        request=asked,
                        purpose=purpose,
                        honoured=honoured,
                        reasons=reasons,
                        by=actor_of(request),
                        at=now,
                    )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    pairs = [(form[f"do-{purpose.name}"], form[f"reasons-{purpose.name}"]) for purpose in form.purposes]
    return _page(request, asked, "rights/weigh.html", {"form": form, "pairs": pairs})


@require_http_methods(["GET", "POST"])
@sent_once
def notice(request: HttpRequest, pk: UUID, notice_id: UUID) -> HttpResponse:
    """Tell one recipient, or note how that was done."""
    asked = find_request(request, pk)
    row = get_object_or_404(RecipientNotice, pk=notice_id, request=asked)
    if row.done_on is not None:
        return redirect("rights:request", pk=pk)
    known = find_recipient(row.recipient)
    text = words_for(Occasion.RECIPIENT, asked, reasons=_what_was_done(asked))
    contact = known.contact if known and "@" in known.contact else ""
    initial = {
        "how": NoticeHow.MAIL if contact else NoticeHow.BY_HAND,
        "words": text.words,
        "text_version": text.version,
        "email": contact,
    }
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _tell(row, given, request)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    return _page(
        request, asked, "rights/notice.html", {"form": form, "notice": row, "mail_waits": not mail_is_set_up()}
    )


def _tell(row: RecipientNotice, given: dict[str, Any], request: HttpRequest) -> None:
    actor, now = actor_of(request), timezone.now()
    if given["how"] == NoticeHow.MAIL:
        mail_notice(
            notice=row, words=given["words"], email=given["email"], by=actor, at=now, text_version=given["text_version"]
        )
    else:
        note_notice(notice=row, how=given["how"], note=given["note"], told_on=given["told_on"], by=actor, at=now)


def _what_was_done(asked: Request) -> str:
    """For a recipient: each correction as it is now; nothing of how it was, which the recipient has."""
    with override(asked.language):
        return "\n".join(f"- {field_words(row)}: {_as_it_is(row)}" for row in asked.corrections.exclude(what="other"))


def _as_it_is(row: Correction) -> str:
    if row.what == "phone" and row.new:
        return formats.phone_words(row.new)
    return row.new or _("gone")


@require_http_methods(["GET", "POST"])
@sent_once
def sort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another kind, the same as an earlier one, or taken back: one page, three small forms."""
    asked = find_request(request, pk)
    if asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    others = _earlier(request, asked)
    which = request.POST.get("do", "")
    kind_form = KindForm(request.POST if which == "kind" else None, initial={"kind": asked.kind})
    join_form = JoinForm(request.POST if which == "join" else None, others=others)
    withdrawn_form = WithdrawnForm(request.POST if which == "withdrawn" else None)
    sent: dict[str, Form] = {"kind": kind_form, "join": join_form, "withdrawn": withdrawn_form}
    form = sent.get(which)
    if form is not None and form.is_valid():
        try:
            _sort(request, asked, which, form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    context = {"kind_form": kind_form, "join_form": join_form, "withdrawn_form": withdrawn_form, "others": others}
    return _page(request, asked, "rights/sort.html", {**context, "form": form or kind_form})


def _sort(request: HttpRequest, asked: Request, which: str, given: dict[str, Any]) -> None:
    actor, now = actor_of(request), timezone.now()
    if which == "kind":
        sorting.change_kind(request=asked, kind=given["kind"], by=actor, at=now)
    elif which == "join":
        sorting.join_requests(request=asked, other=find_request(request, given["other"]), by=actor, at=now)
    else:
        sorting.withdraw_request(request=asked, note=given["note"], by=actor, at=now)


def _earlier(request: HttpRequest, asked: Request) -> list[tuple[str, str]]:
    """Open requests of the same kind that came before, to join with."""
    same = (
        Request.objects.visible_to(actor_of(request))
        .filter(state__in=UNWRITTEN_STATES, kind=asked.kind, received_at__lte=asked.received_at)
        .exclude(id=asked.id)
        .select_related("person")
        .order_by("received_at", "id")
    )
    return [
        (
            str(each.id),
            _("Request %(number)s: %(title)s, received %(day)s")
            % {
                "number": each.number,
                "title": queries.title_of(each),
                "day": formats.day_words(timezone.localdate(each.received_at)),
            },
        )
        for each in same
        if sorting.same_asker(asked, each)
    ]


@require_http_methods(["GET", "POST"])
@sent_once
def pass_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the request on to the client whose data it is, and tell the person."""
    asked = find_request(request, pk)
    if asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    clients = clients_to_pass_on_to(asked)
    chosen = request.POST.get("client") or request.GET.get("client") or (clients[0][0] if clients else "")
    name = dict(clients).get(chosen, "")
    to_client = words_for(Occasion.CLIENT, asked)
    to_person = words_for(Occasion.PASSED_ON, asked, keep=() if name else ("client",), client=name)
    mailboxes = mailboxes_of_client(chosen) if name else []
    initial = {
        "client": chosen,
        "client_words": to_client.words,
        "client_text_version": to_client.version,
        "client_email": mailboxes[0] if mailboxes else "",
        "words": to_person.words,
        "text_version": to_person.version,
    }
    form = PassOnForm(request.POST or None, clients=clients, addresses=queries.addresses_of(asked), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"email": "", **form.cleaned_data}
        try:
            sorting.pass_on(
                request=asked,
                client_id=given["client"],
                words_to_client=given["client_words"],
                client_channel=given["client_channel"],
                client_email=given["client_email"],
                client_text_version=given["client_text_version"],
                words=given["words"],
                channel=given["channel"],
                email=given["email"],
                text_version=given["text_version"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    others = [(key, name) for key, name in clients if key != chosen]
    context = {"form": form, "clients": clients, "others": others, "complaint": letters.complaint(asked.language)}
    return _page(request, asked, "rights/pass_on.html", {**context, "mail_waits": not mail_is_set_up()})


def _page(request: HttpRequest, asked: Request, template: str, part: dict[str, Any]) -> HttpResponse:
    wrong = any(getattr(form, "errors", None) for form in part.values())
    return render(
        request,
        template,
        {"asked": asked, "title": queries.title_of(asked), **part},
        status=UNPROCESSABLE if wrong else 200,
    )
