"""Photos of a device."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.files import FileDamaged
from gestand.core.files.models import StoredFile
from gestand.core.files.responses import file_response
from gestand.core.once import sent_once
from gestand.network.actions.photos import add_photo, caption_photo, remove_photo
from gestand.network.forms.parts import CaptionForm, PhotoForm
from gestand.network.models import Device, DevicePhoto
from gestand.network.views.parts.asking import asked, removal, started, with_device, with_part

AT = "#photos"


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def photo_new(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None)
    return asked(
        request,
        device,
        form,
        lambda: add_photo(
            device,
            form.cleaned_data["file"],
            by=actor,
            at=timezone.now(),
            caption=form.cleaned_data["caption"],
        ),
        heading=_("Photo of %(device)s") % {"device": device.name},
        submit=_("Add photo"),
        told=_("The photo is kept."),
        has_files=True,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(DevicePhoto, "device")
def photo_edit(request: HttpRequest, *, row: DevicePhoto, actor: Actor) -> HttpResponse:
    form = CaptionForm(request.POST or None, initial=started(row, "caption"))
    return asked(
        request,
        row.device,
        form,
        lambda: caption_photo(row, by=actor, at=timezone.now(), caption=form.cleaned_data["caption"]),
        heading=_("What does one see on it?"),
        told=_("The caption is changed."),
        part=row,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(DevicePhoto, "device", "file", "thumbnail")
def photo_remove(request: HttpRequest, *, row: DevicePhoto, actor: Actor) -> HttpResponse:
    return removal(
        request,
        row.device,
        lambda: remove_photo(row, by=actor, at=timezone.now()),
        heading=_("Remove this photo?"),
        lead=row.caption,
        told=_("The photo is gone."),
        at_part=AT,
    )


@require_GET
@with_part(DevicePhoto, "device", "file")
def photo(request: HttpRequest, *, row: DevicePhoto, actor: Actor) -> HttpResponseBase:  # noqa: ARG001 - as every page of a part
    return _shown(row.file)


@require_GET
@with_part(DevicePhoto, "device", "thumbnail")
def photo_thumbnail(request: HttpRequest, *, row: DevicePhoto, actor: Actor) -> HttpResponseBase:  # noqa: ARG001 - as above
    return _shown(row.thumbnail)


def _shown(stored: StoredFile) -> HttpResponseBase:
    try:
        return file_response(stored, as_attachment=False)
    except FileDamaged as damage:
        raise Http404 from damage
