"""The pack for an inspector: asked for, made by a job, downloaded once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.actors import Actor
from gestand.core.files import open_file
from gestand.core.house import house
from gestand.core.jobs.models import Job
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.statement.models.proving import InspectorPack, PackState
from gestand.statement.proving import actions

_PIECE_BYTES = 256 * 1024


@require_GET
def pack(request: HttpRequest) -> HttpResponse:
    """What is in it, the one that is ready, and a button to make one."""
    newest = InspectorPack.objects.select_related("file").order_by("-asked_at").first()
    job_id = newest.job_id if newest is not None and newest.state == PackState.MAKING else None
    words = {
        "pack": newest,
        "parts": sorted(house.inspector_parts.values(), key=lambda part: (part.order, part.folder)),
        "job": Job.objects.filter(id=job_id).first() if job_id else None,
        "is_ready": newest is not None and newest.state == PackState.READY and newest.file is not None,
    }
    return render(request, "statement/proving/pack.html", words)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "nl")
    actions.ask_pack(language=language if language in ("nl", "en") else "nl", by=actor_of(request), at=timezone.now())
    return redirect("statement:pack")


@require_POST
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The one download; it counts only after the last byte, and may be tried again if that never left."""
    actor = actor_of(request)
    found = get_object_or_404(InspectorPack, pk=pk)
    try:
        claimed = actions.claim_pack(found, by=actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("statement:pack")
    if claimed.file is None:
        raise Http404
    stream = open_file(claimed.file)
    response = StreamingHttpResponse(_pieces(stream, claimed, actor), content_type=actions.MEDIA_TYPE)
    name = f"{_('pack-for-the-inspector')}-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(claimed.file.size_bytes)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(stream: BinaryIO, claimed: InspectorPack, actor: Actor) -> Iterator[bytes]:
    finished = False
    try:
        while piece := stream.read(_PIECE_BYTES):
            yield piece
        finished = True
    finally:
        stream.close()
        if not finished:
            actions.release_pack(claimed)
    actions.pack_collected(claimed, by=actor, at=timezone.now())
