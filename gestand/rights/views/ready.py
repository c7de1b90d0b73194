"""The ready page of a package: what is inside, a look before it goes, sending it, fetching it."""

from __future__ import annotations

import mimetypes
import posixpath
import zipfile
from functools import partial
from typing import IO, TYPE_CHECKING, BinaryIO
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.files import open_file
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.one_time_link import streamed
from gestand.core.public_address import links_lead_nowhere
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import queries
from gestand.rights.actions import packages
from gestand.rights.doors import one_download
from gestand.rights.forms import SendPackageForm
from gestand.rights.models import Package, PackageState, Request

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gestand.core.actors import Actor

UNPROCESSABLE = 422
_INDEX = "index.html"


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # its types forget that views take arguments
@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is inside; sends it."""
    found = _find(request, pk)
    asked = found.request
    if asked is None:
        raise Http404
    addresses = queries.addresses_of(asked)
    form = SendPackageForm(request.POST or None, addresses=addresses)
    if request.method == "POST" and form.is_valid():
        try:
            packages.send_package(
                package=found,
                email=form.cleaned_data["email"],
                looked_through=form.cleaned_data["looked_through"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=asked.pk)
    return render(
        request,
        "rights/package.html",
        {
            "package": found,
            "asked": asked,
            "title": queries.title_of(asked),
            "name": queries.asker_of(asked),
            "tables": queries.contents_of(found),
            "notes": sum(table.get("notes", 0) for table in found.contents.get("tables", [])),
            "withheld": sum(table.get("withheld", 0) for table in found.contents.get("tables", [])),
            "of_others": sum(table.get("of_others", 0) for table in found.contents.get("tables", [])),
            "damaged": found.contents.get("damaged_files", 0),
            "form": form,
            "has_addresses": bool(addresses),
            "is_ready": found.state == PackageState.READY and found.file is not None,
            "is_sent": bool(found.link_digest),
            "mail_waits": not mail_is_set_up(),
            "links_lead_nowhere": links_lead_nowhere(),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


@csp_replace({})  # type: ignore[arg-type] # as above
@xframe_options_sameorigin
@require_GET
def preview(request: HttpRequest, pk: UUID, name: str = _INDEX) -> HttpResponseBase:
    """One file of the package, to look at before it goes: the index in a sandbox, everything else as a download."""
    found = _find(request, pk)
    if found.file is None or found.state != PackageState.READY:
        raise Http404
    stream = open_file(found.file)
    try:
        archive = zipfile.ZipFile(stream)
        entry = archive.getinfo(posixpath.normpath(name))
    except (KeyError, zipfile.BadZipFile):
        stream.close()
        raise Http404 from None
    kind = mimetypes.guess_type(entry.filename)[0] or "application/octet-stream"
    response = FileResponse(_closing(archive.open(entry), stream), content_type=kind)
    if entry.filename == _INDEX:
        response["Content-Type"] = "text/html; charset=utf-8"
        response["Content-Disposition"] = "inline"
    else:
        response["Content-Disposition"] = f'attachment; filename="{posixpath.basename(entry.filename)}"'
    response["Content-Length"] = str(entry.file_size)
    response["Content-Security-Policy"] = (
        "sandbox allow-downloads; default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


class _closing:  # noqa: N801 - reads as the word it is
    """A stream of an archive that closes the archive's own stream with it."""

    def __init__(self, inner: IO[bytes], outer: BinaryIO) -> None:
        self._inner, self._outer = inner, outer

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)

    def close(self) -> None:
        self._inner.close()
        self._outer.close()


@require_POST
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The owner's one download, to hand the package over in another way."""
    found = _find(request, pk)
    actor = actor_of(request)
    try:
        claimed = packages.claim_for_owner(package=found, by=actor, at=timezone.now())
    except Refused:
        return redirect("rights:package", pk=pk)
    if claimed.file is None:
        raise Http404
    done = partial(_handed_to_the_owner, claimed, actor)
    return streamed(one_download(claimed, when_done=done))


def _handed_to_the_owner(package: Package, actor: Actor) -> None:
    packages.collected(package=package, by=actor, at=timezone.now())


def _find(request: HttpRequest, pk: UUID) -> Package:
    visible = Request.objects.visible_to(actor_of(request))
    packages_seen = Package.objects.filter(request__in=visible).select_related("file", "request__person", "person")
    return get_object_or_404(packages_seen, pk=pk)
