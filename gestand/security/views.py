"""The pages of backups: how they stand, where they go, the sheet, and what a drill saw."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.audit import write_audit
from gestand.core.egress.recipients import find_recipient
from gestand.core.firm import current_firm
from gestand.core.jobs.models import Job, JobState
from gestand.core.law import law
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.security.backup import actions, places
from gestand.security.backup.names import keys_name, made_at
from gestand.security.backup.s3 import STORE
from gestand.security.forms import PlacesForm, SheetForm, answers_of
from gestand.security.models import BackupRun, RunKind
from gestand.security.queries import backup_state, copies_here, runs

_UNPROCESSABLE = 422
_OURS = (actions.BACKUP_JOB, actions.DRILL_JOB, actions.TEST_JOB)


@require_GET
def backups(request: HttpRequest) -> HttpResponse:
    """How backups stand, and each of the last ones."""
    at = timezone.now()
    row = places.settings_row()
    provider = find_recipient(STORE) if row is not None and row.has_store else None
    words = {
        "state": backup_state(at=at),
        "runs": runs(),
        "copies": copies_here(),
        "term": law("keep.backup", timezone.localdate(at)).words,
        "job": Job.objects.filter(name__in=_OURS, state__in=(JobState.WAITING, JobState.RUNNING)).first(),
        "provider": provider,
        "agreement_is_missing": provider is not None and not provider.may_receive_at(at),
        "sheet_form": SheetForm(),
    }
    return render(request, "security/backups.html", words)


@require_POST
@sent_once
def backup_now(request: HttpRequest) -> HttpResponse:
    actions.ask_backup(by=actor_of(request), at=timezone.now())
    messages.info(request, _("A backup is being made."))
    return redirect("security:backups")


@require_POST
@sent_once
def drill_now(request: HttpRequest) -> HttpResponse:
    actions.ask_drill(by=actor_of(request), at=timezone.now())
    messages.info(request, _("The drill has begun. It brings everything back in a folder of its own and removes it."))
    return redirect("security:backups")


@require_GET
def drill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one drill saw."""
    run = get_object_or_404(BackupRun, id=pk, kind=RunKind.DRILL)
    return render(request, "security/drill.html", {"run": run})


@require_GET
def backup_file(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A backup of the data folder, to keep elsewhere; it is encrypted."""
    path = places.own_folder() / name
    if made_at(name) is None or not path.is_file():
        raise Http404
    write_audit("security.backup.open", by=actor_of(request), at=timezone.now())
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


@require_http_methods(["GET", "POST"])
def backup_places(request: HttpRequest) -> HttpResponse:
    row = places.settings_row()
    if request.method == "POST":
        form = PlacesForm(request.POST)
        if form.is_valid():
            try:
                actions.save_places(form.wanted(), by=actor_of(request), at=timezone.now())
            except actions.PlaceRefused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.info(request, _("Saved. Try the places out to see whether they work."))
                return redirect("security:backups")
        return render(request, "security/places.html", {"form": form, "row": row}, status=_UNPROCESSABLE)
    return render(request, "security/places.html", {"form": PlacesForm(initial=answers_of(row)), "row": row})


@require_POST
@sent_once
def places_test(request: HttpRequest) -> HttpResponse:
    actions.ask_test(by=actor_of(request), at=timezone.now())
    messages.info(request, _("The places are being tried out."))
    return redirect("security:backups")


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet with the passphrase, shown once: the answer to the button, never a page that can be opened again."""
    at = timezone.now()
    if request.method == "GET":
        return render(request, "security/sheet_before.html", {"state": backup_state(at=at)})
    words = {"passphrase": actions.print_sheet(by=actor_of(request), at=at), "at": at, "firm": current_firm()}
    response = render(request, "security/sheet.html", words)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def sheet_try(request: HttpRequest) -> HttpResponse:
    form = SheetForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Type what the sheet says."))
        return redirect("security:backups")
    try:
        actions.try_sheet(form.cleaned_data["passphrase"], by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(request, _("The sheet opens the copies of the keys."))
    return redirect("security:backups")


@require_POST
def keys_file(request: HttpRequest) -> HttpResponse:
    """A copy of the keys, to keep on a disk elsewhere."""
    at = timezone.now()
    try:
        content = actions.hand_out_keys(by=actor_of(request), at=at)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("security:backups")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{keys_name(at)}"'
    response["Cache-Control"] = "no-store"
    return response
