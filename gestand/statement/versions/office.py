"""The owner's pages: where the statement stands, what would be published, publishing, and telling clients."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.spreadsheet_cells import without_formula
from gestand.statement.models.versions import StatementSettings, StatementVersion, ToldClient, VersionState
from gestand.statement.versions import actions, differences
from gestand.statement.versions.contents import content_of_today, facts_that_differ, version_of_today
from gestand.statement.versions.facts_in_words import facts_in_words
from gestand.statement.versions.forms import PageForm, PublishForm, ToldForm
from gestand.statement.versions.overview import sections_of
from gestand.statement.versions.public import reader_language
from gestand.statement.versions.queries import current_version, waiting_version, waiting_versions
from gestand.statement.versions.seals import seals_of_today
from gestand.statement.versions.shown import page_of
from gestand.statement.versions.telling import mail_can_leave, note_told

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

UNPROCESSABLE = 422
_ON_A_PAGE = 50


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Where the statement stands: in force, planned, draft; does it still hold; every clause."""
    now = timezone.now()
    in_force = current_version()
    content = content_of_today(at=now)
    stale = facts_that_differ(in_force.content, content) if in_force else []
    coming = waiting_versions()
    planned = coming.get(VersionState.PLANNED)
    context = {
        "in_force": in_force,
        "planned": planned,
        "draft": coming.get(VersionState.DRAFT),
        "waiting": ToldClient.objects.filter(version=planned).waiting().count() if planned else 0,
        "stale": facts_in_words(stale),
        "has_changes": in_force is not None
        and bool(differences.between(in_force.content, content, reader_language()) or stale),
        "sections": sections_of(content, reader_language(), at=now),
        "files": _files_of(in_force) if in_force else [],
        "page_form": PageForm(initial={"seals_are_public": StatementSettings.now().seals_are_public}),
    }
    return render(request, "statement/overview.html", context)


def _files_of(version: StatementVersion) -> list[dict[str, str]]:
    """Links to the kept files; the JSON holds both languages."""
    found = []
    for language, label in (("nl", _("Dutch")), ("en", _("English"))):
        with translation.override(language):
            pdf, linked = (reverse("privacy:file", args=[version.number, form]) for form in ("pdf", "json"))
        found.append({"label": label, "pdf": pdf, "json": linked if language == "nl" else ""})
    return found


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Make a draft of today's texts and facts, and show what would change."""
    actions.draft_statement(by=actor_of(request), at=timezone.now())
    return redirect("statement:compare")


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """The statement as it would be published today, with its seals."""
    now = timezone.now()
    language = request.GET.get("language", reader_language())
    language = language if language in {"nl", "en"} else "nl"
    context = page_of(version_of_today(at=now), language, seals=seals_of_today(at=now), at=now)
    return render(request, "statement/read.html", {**context, "reading": language})


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The version in force beside today's texts and facts."""
    now = timezone.now()
    in_force = current_version()
    if in_force is None:
        return redirect("statement:publish")
    content = content_of_today(at=now)
    context = {
        "in_force": in_force,
        "changed": differences.between(in_force.content, content, reader_language()),
        "facts": facts_in_words(facts_that_differ(in_force.content, content)),
    }
    return render(request, "statement/compare.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def publish(request: HttpRequest) -> HttpResponse:
    """Publish now or plan a day."""
    now = timezone.now()
    in_force = current_version()
    form = PublishForm(request.POST or None, is_first=in_force is None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, form, at=now)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("statement:overview")
    changed = differences.between(in_force.content, content_of_today(at=now), reader_language()) if in_force else []
    context = {"form": form, "in_force": in_force, "changed": changed}
    return render(request, "statement/publish.html", context, status=UNPROCESSABLE if form.errors else 200)


def _carry_out(request: HttpRequest, form: PublishForm, *, at: datetime) -> None:
    by = actor_of(request)
    if form.cleaned_data["when"] == "later":
        actions.plan_statement(
            takes_effect_on=form.cleaned_data["takes_effect_on"], announcement=form.announcement, by=by, at=at
        )
        messages.success(request, _("The statement is planned. Until that day the present one holds."))
    else:
        actions.publish_statement(announcement=form.announcement, by=by, at=at)
        messages.success(request, _("The statement is published."))


@require_POST
def withdraw_plan(request: HttpRequest) -> HttpResponse:
    """Take the planned version back."""
    try:
        actions.take_plan_back(by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("statement:overview")


@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """What visitors see."""
    form = PageForm(request.POST)
    if form.is_valid():
        actions.save_page_settings(**form.cleaned_data, by=actor_of(request), at=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("statement:overview")


@require_GET
def telling(request: HttpRequest) -> HttpResponse:
    """Whom the planned (or the newest) change is to be told to, and who was told."""
    version = _told_about()
    rows = ToldClient.objects.visible_to(actor_of(request)).filter(version=version)
    rows = rows.select_related("client", "person").order_by("told_at", "client__sort_name")
    context = {
        "version": version,
        "page": Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page")),
        "waiting": rows.waiting().count(),
        "total": rows.count(),
        "mail_can_leave": mail_can_leave(),
        "form": ToldForm(),
    }
    return render(request, "statement/telling.html", context)


@require_GET
def telling_list(request: HttpRequest) -> HttpResponse:
    """Who is still to be told, for a spreadsheet or labels."""
    rows = ToldClient.objects.visible_to(actor_of(request)).filter(version=_told_about()).waiting()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="clients-to-tell.csv"'
    response.write("\ufeff")
    lines = csv.writer(response)
    lines.writerow([_("Client"), _("To whom"), _("Telephone"), _("Address")])
    chosen = rows.select_related("client", "person").prefetch_related("client__addresses", "person__phone_numbers")
    for row in chosen.order_by("client__sort_name"):
        lines.writerow([without_formula(each) for each in _line_of(row)])
    return response


def _line_of(row: ToldClient) -> list[str]:
    address = next(iter(row.client.addresses.all()), None)
    phone = next(iter(row.person.phone_numbers.all()), None) if row.person else None
    return [
        row.client.name,
        row.person.full_name if row.person else "",
        phone.number if phone else "",
        f"{address.street}, {address.postal_code} {address.city}" if address else "",
    ]


@require_POST
def told(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note how one client was told."""
    row = get_object_or_404(ToldClient.objects.visible_to(actor_of(request)), pk=pk)
    form = ToldForm(request.POST)
    if form.is_valid():
        try:
            note_told(told=row, way=form.cleaned_data["way"], by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("statement:telling")


def _told_about() -> StatementVersion | None:
    planned = waiting_version(VersionState.PLANNED)
    return planned or StatementVersion.objects.published().filter(tells_clients=True).first()
