"""Letters, mails, calls and notes: the whole form, one entry's page, correcting, removing, and their files."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.files import checked_upload, open_file
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.actions.correspondence import ATTACHMENT_LIMIT_BYTES, ATTACHMENT_TYPES
from gestand.people.forms.entries import EntryForm
from gestand.people.models import Attachment, Client, ClientKind, Correspondence, CorrespondenceKind, Person
from gestand.people.queries.one_client import dossier_of
from gestand.people.queries.timeline import icon_of, title_of
from gestand.people.views.common import (
    Crumb,
    FormPage,
    client_crumbs,
    client_url,
    form_page,
    tell,
    with_client,
)


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def entry_new(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """A letter or mail with its files, or any entry of another day."""
    people = {str(member.person.id): member.person for member in dossier_of(client).members}
    if request.method == "POST":
        form = EntryForm(request.POST, request.FILES)
    else:
        kind = request.GET.get("kind", "")
        form = EntryForm(
            initial={
                "kind": kind if kind in CorrespondenceKind.values else CorrespondenceKind.MAIL,
                "at": timezone.localtime(),
            }
        )
    form.offer_people([(key, person.full_name) for key, person in people.items()])
    if client.kind != ClientKind.BUSINESS:
        form.without("held_for_client")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                entry = actions.write_correspondence(
                    by=actor,
                    at=timezone.now(),
                    client=client,
                    person=people.get(form.cleaned_data["person"]),
                    bsn_confirmed=form.cleaned_data["bsn_confirmed"],
                    **form.entry_values(),
                )
                _attach(entry, form, actor)
        except Refused as refusal:
            form.refuse(refusal, {"entry_at": "at"})
        else:
            tell(request, _("It is kept in the timeline."))
            return redirect(client_url(client.id))
    page = FormPage(
        heading=_("Letter, mail or note"),
        form=form,
        submit=_("Keep"),
        back=client_url(client.id),
        crumbs=client_crumbs(client),
        draft=f"entry-{client.id}",
        pairs=(("at", "minutes"),),
        has_files=True,
    )
    return form_page(request, page)


def _attach(entry: Correspondence, form: EntryForm, actor: Actor) -> None:
    for upload in form.cleaned_data["uploads"]:
        try:
            checked = checked_upload(upload, allowed=ATTACHMENT_TYPES, limit_bytes=ATTACHMENT_LIMIT_BYTES)
        except Refused as refusal:
            refusal.field = "uploads"
            raise
        actions.attach_file(
            by=actor,
            at=timezone.now(),
            entry=entry,
            upload=checked,
            held_for_client=form.cleaned_data.get("held_for_client", False),
        )


def _visible_entry(request: HttpRequest, entry_id: UUID) -> tuple[Correspondence, Actor]:
    actor = actor_of(request)
    entry = Correspondence.objects.visible_to(actor).select_related("client", "person").filter(id=entry_id).first()
    if entry is None:
        raise Http404
    if entry.client_id:
        actions.note_opening(by=actor, at=timezone.now(), client_id=entry.client_id)
    return entry, actor


def _may_change(entry: Correspondence, actor: Actor) -> bool:
    return actor.is_owner or (entry.written_by is not None and entry.written_by == actor.id)


def _is_of_a_business(entry: Correspondence) -> bool:
    return entry.client is not None and entry.client.kind == ClientKind.BUSINESS


@require_GET
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    found, actor = _visible_entry(request, entry_id)
    return render(
        request,
        "people/entry.html",
        {
            "entry": found,
            "title": title_of(found),
            "icon_name": icon_of(found),
            "attachments": list(found.attachments.select_related("file").order_by("id")),
            "may_change": _may_change(found, actor),
            "is_of_a_business": _is_of_a_business(found),
            "crumbs": _crumbs(found),
            "back": _back(found),
        },
    )


def _crumbs(entry: Correspondence) -> list[Crumb]:
    if entry.client:
        return client_crumbs(entry.client)
    return [Crumb(_("Loose ends"), reverse("people:loose-ends"))]


def _back(entry: Correspondence) -> str:
    if entry.client_id:
        return client_url(entry.client_id)
    if isinstance(entry.person, Person):
        return reverse("people:person", args=[entry.person.id])
    return reverse("people:loose-ends")


@require_http_methods(["GET", "POST"])
@sent_once
def entry_edit(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    found, actor = _visible_entry(request, entry_id)
    if not _may_change(found, actor):
        raise Http404
    form = EntryForm(request.POST, request.FILES) if request.method == "POST" else EntryForm.of(found)
    form.without("person")
    if not _is_of_a_business(found):
        form.without("held_for_client")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.change_correspondence(
                    by=actor,
                    at=timezone.now(),
                    entry=found,
                    seen=form.seen_at,
                    bsn_confirmed=form.cleaned_data["bsn_confirmed"],
                    **form.entry_values(),
                )
                _attach(found, form, actor)
        except Refused as refusal:
            form.refuse(refusal, {"entry_at": "at"})
            if form.was_overtaken:
                form.see_again(found.changed_at.isoformat())
        else:
            tell(request, _("The change is kept."))
            return redirect("people:entry", entry_id=found.id)
    page = FormPage(
        heading=_("Correct this entry"),
        form=form,
        submit=_("Save changes"),
        back=reverse("people:entry", args=[found.id]),
        crumbs=_crumbs(found),
        draft=f"entry-edit-{found.id}",
        pairs=(("at", "minutes"),),
        has_files=True,
    )
    return form_page(request, page)


@require_http_methods(["POST"])
def entry_remove(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    found, actor = _visible_entry(request, entry_id)
    if not _may_change(found, actor):
        raise Http404
    back = _back(found)
    actions.remove_correspondence(by=actor, at=timezone.now(), entry=found)
    tell(request, _("The entry is gone, with its files."))
    return redirect(back)


def _visible_attachment(request: HttpRequest, attachment_id: UUID) -> tuple[Attachment, Actor]:
    """A file is reached through its entry: who may not see that finds no file."""
    actor = actor_of(request)
    found = (
        Attachment.objects.select_related("file", "correspondence")
        .filter(id=attachment_id, correspondence__in=Correspondence.objects.visible_to(actor))
        .first()
    )
    if found is None:
        raise Http404
    return found, actor


@require_GET
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """The file itself, always as a download: nothing that was sent to us is shown inside our own pages."""
    found, actor = _visible_attachment(request, attachment_id)
    actions.note_file_opening(
        by=actor, at=timezone.now(), client_id=found.correspondence.client_id, file_id=found.file_id
    )
    response = FileResponse(
        open_file(found.file), as_attachment=True, filename=found.file.name, content_type=found.file.media_type
    )
    response["Content-Length"] = str(found.file.size_bytes)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["POST"])
def attachment_hold(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The file is the client's own, or ours."""
    found, actor = _visible_attachment(request, attachment_id)
    if not _may_change(found.correspondence, actor):
        raise Http404
    try:
        actions.hold_for_client(
            by=actor, at=timezone.now(), attachment=found, is_held=request.POST.get("held") == "yes"
        )
    except Refused as refusal:
        tell(request, str(refusal))
    return redirect("people:entry", entry_id=found.correspondence_id)


@require_http_methods(["POST"])
def attachment_remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    found, actor = _visible_attachment(request, attachment_id)
    if not _may_change(found.correspondence, actor):
        raise Http404
    actions.remove_attachment(by=actor, at=timezone.now(), attachment=found)
    tell(request, _("The file is gone."))
    return redirect("people:entry", entry_id=found.correspondence_id)
