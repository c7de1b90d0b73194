"""The owner's desk: the board, a new request, one request and its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.documents import render_pdf
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import letters, queries
from gestand.rights.actions import answers, identity, packages, requests
from gestand.rights.actions.objecting import noes_of_others
from gestand.rights.actions.packages import ANSWERED_WITH_A_PACKAGE
from gestand.rights.dossier import dossier_name, write_dossier
from gestand.rights.erasure_letter import first_words
from gestand.rights.forms import EnterRequestForm, HandOverForm, IdentifyForm, WrittenAnswerForm
from gestand.rights.identity_copy.queries import latest_copy
from gestand.rights.mentions.queries import standing
from gestand.rights.models import (
    UNWRITTEN_STATES,
    AnswerChannel,
    Occasion,
    PackageState,
    Request,
    RequestKind,
    RequestState,
)
from gestand.rights.progress import done_for, field_words, may_extend, next_step, with_dossier
from gestand.rights.replies import text_for
from gestand.ui import formats

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest

UNPROCESSABLE = 422
_ON_A_PAGE = 50


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Requests by step."""
    actor = actor_of(request)
    words = request.GET.get("q", "").strip()
    columns = queries.board(actor=actor, today=timezone.localdate(), words=words)
    return render(
        request,
        "rights/board.html",
        {
            "columns": columns,
            "open_count": sum(len(column.cards) for column in columns[:-1]),
            "is_empty": not words and not any(column.cards for column in columns),
            "words": words,
            "unconfirmed": Request.objects.visible_to(actor).unconfirmed().count(),
            "form_url": reverse("public:ask"),
        },
    )


@require_GET
def answered(request: HttpRequest) -> HttpResponse:
    """Every request that was answered or needs no answer, newest first."""
    closed = Request.objects.visible_to(actor_of(request)).over().select_related("person").order_by("-closed_at", "-id")
    page = Paginator(closed, _ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [{"request": each, "title": queries.title_of(each), "in_time": _in_time(each)} for each in page.object_list]
    return render(request, "rights/answered.html", {"page": page, "lines": lines})


def _in_time(each: Request) -> bool:
    return bool(each.closed_at and each.due_on and timezone.localdate(each.closed_at) <= each.due_on)


@require_http_methods(["GET", "POST"])
@sent_once
def enter(request: HttpRequest) -> HttpResponse:
    """Write down a request that came by mail, phone or letter."""
    now = timezone.now()
    form = EnterRequestForm(request.POST or None, at=now)
    if request.method == "POST" and form.is_valid():
        try:
            entered = requests.enter_request(**form.cleaned_data, by=actor_of(request), at=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=entered.id)
    return render(request, "rights/enter.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: its next step, its clock, what happened."""
    return request_page(request, find_request(request, pk))


@require_GET
def persons(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that lists persons while one types."""
    asked = find_request(request, pk)
    words = request.GET.get("who", asked.name)
    found = queries.find_persons(words, actor=actor_of(request))
    return render(request, "rights/parts/persons.html", {"persons": found, "words": words, "chosen": ""})


@require_POST
def identify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record who it is."""
    asked = find_request(request, pk)
    form = IdentifyForm(request.POST)
    if form.is_valid():
        try:
            identity.identify(
                request=asked,
                person_id=form.cleaned_data["person"],
                proof=form.cleaned_data["proof"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            asked.refresh_from_db()
            return redirect("rights:request", pk=pk)
    return request_page(request, asked, identify_form=form)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer in writing; also when nobody of this name is known here."""
    asked = find_request(request, pk)
    addresses = queries.addresses_of(asked)
    words = queries.words_taken_back(asked) or first_words(asked)
    form = WrittenAnswerForm(request.POST or None, addresses=addresses, initial={"words": words})
    if request.method == "POST" and form.is_valid():
        try:
            answers.answer_in_writing(
                request=asked,
                words=form.cleaned_data["words"],
                channel=form.cleaned_data["channel"],
                email=form.cleaned_data.get("email", ""),
                text_version=text_for(Occasion.DONE, asked.kind, asked.language).version,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    return render(
        request,
        "rights/answer.html",
        {
            "asked": asked,
            "title": queries.title_of(asked),
            "form": form,
            "complaint": letters.complaint(asked.language),
            "is_open": asked.state in UNWRITTEN_STATES,
            "mail_waits": bool(addresses) and not mail_is_set_up(),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


@require_POST
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the package made."""
    asked = find_request(request, pk)
    language = request.POST.get("language", asked.language)
    try:
        packages.ask_package(
            request=asked,
            language=language if language in {"nl", "en"} else asked.language,
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        return request_page(request, asked, refusal=str(refusal))
    return redirect("rights:request", pk=pk)


@require_GET
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that shows how far the package is; tells the browser to reload when it is ready."""
    asked = find_request(request, pk)
    package = queries.latest_package(asked)
    job = queries.job_of(package)
    response = render(
        request,
        "rights/parts/making.html",
        {"asked": asked, "package": package, "job": job, "failed": queries.has_failed(job)},
    )
    if package is None or package.state != PackageState.MAKING or queries.has_failed(job):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def handed_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a downloaded package was given in person or by post."""
    asked = find_request(request, pk)
    package = queries.latest_package(asked)
    form = HandOverForm(request.POST)
    if package is not None and form.is_valid():
        try:
            packages.hand_over(
                package=package, words=form.cleaned_data["words"], by=actor_of(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    return request_page(request, asked, hand_over_form=form)


@require_GET
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The kept answer as a letter on paper; one whose mail has not left bears the day of today."""
    asked = find_request(request, pk)
    if not asked.answer or not asked.answer_channel:
        return redirect("rights:request", pk=pk)
    at = asked.closed_at or timezone.now()
    content = letters.on_paper(asked, at=at)
    document = render_pdf("core/documents/letter.typ", content, asked.language, at=at)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{asked.number or asked.id}.pdf"'
    return response


@require_GET
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request as evidence: everything that was asked, done and written, in a ZIP."""
    asked = find_request(request, pk)
    content = write_dossier(asked, language=asked.language, by=actor_of(request), at=timezone.now())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{dossier_name(asked)}"'
    return response


def find_request(request: HttpRequest, pk: UUID) -> Request:
    visible = Request.objects.visible_to(actor_of(request)).exclude(state=RequestState.UNCONFIRMED)
    return get_object_or_404(with_dossier(visible).select_related("person", "passed_to"), pk=pk)


def request_page(
    request: HttpRequest,
    asked: Request,
    *,
    identify_form: IdentifyForm | None = None,
    hand_over_form: HandOverForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    today = timezone.localdate()
    now = timezone.now()
    clock = queries.clock_for(asked)
    done = done_for(asked)
    package = queries.latest_package(asked)
    job = queries.job_of(package)
    forms: list[BaseForm | None] = [identify_form, hand_over_form]
    wrong = bool(refusal) or any(form is not None and form.errors for form in forms)
    context: dict[str, Any] = {
        "asked": asked,
        "title": queries.title_of(asked),
        "kind": RequestKind(asked.kind).label,
        "clock": clock,
        "days_left": clock.days_left(today),
        "days_late": -clock.days_left(today),
        "is_open": asked.closed_at is None,
        "in_time": _in_time(asked),
        "package": package,
        "job": job,
        "failed": queries.has_failed(job),
        "is_access": asked.kind in ANSWERED_WITH_A_PACKAGE,
        "done": done,
        "step": next_step(asked, done),
        "corrections": [(field_words(row), row) for row in done.corrections],
        "may_extend": may_extend(asked, at=now) and not done.waits_for(Occasion.EXTENDED),
        "extension_waits": done.waits_for(Occasion.EXTENDED),
        "may_write": asked.state in UNWRITTEN_STATES,
        "noes_of_others": noes_of_others(asked),
        "notice_waits": done.waits_for(Occasion.LIFTING),
        "history": queries.history(asked),
        "refusal": refusal,
        "identify_form": identify_form or IdentifyForm(),
        "hand_over_form": hand_over_form,
        "answered_by_mail": asked.answer_channel == AnswerChannel.MAIL,
        "phone": formats.phone_words(asked.phone) if asked.phone else "",
    }
    context["copy"] = latest_copy(asked)
    if asked.kind == RequestKind.ACCESS and asked.person_id and asked.state in UNWRITTEN_STATES:
        context["mentions"] = standing(asked)
    context["may_ask_copy"] = asked.state in UNWRITTEN_STATES
    if asked.state == RequestState.SENDING:
        context["waiting"] = queries.waiting_answer(asked, package)
    elif asked.state == RequestState.RECEIVED or "change" in request.GET:
        context |= _identity_part(request, asked, actor=actor)
    if package is not None and package.state == PackageState.COLLECTED and asked.closed_at is None:
        context["hand_over_form"] = hand_over_form or HandOverForm(initial={"words": letters.hand_over_draft(asked)})
    return render(request, "rights/request.html", context, status=UNPROCESSABLE if wrong else 200)


def _identity_part(request: HttpRequest, asked: Request, *, actor: Any) -> dict[str, Any]:
    """The search for a person: what is typed, else the address, number or name that was given."""
    typed = request.GET.get("who")
    chosen = request.POST.get("person", "")
    if chosen:
        return {
            "ask_who": True,
            "words": asked.name,
            "persons": queries.found_person(_uuid(chosen), actor=actor),
            "chosen": chosen,
        }
    for words in [typed] if typed is not None else [asked.email, asked.phone, asked.name]:
        persons = queries.find_persons(words, actor=actor) if words else []
        if persons:
            return {"ask_who": True, "words": words, "persons": persons, "chosen": ""}
    return {"ask_who": True, "words": typed if typed is not None else asked.name, "persons": [], "chosen": ""}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
