"""Changing many devices at once: which fields, a preview of what changes on how many, the change, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gestand.core.once import leading_to, sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions.bulk_editing import MOST_AT_ONCE, BulkResult, edit_devices, undo_edit
from gestand.network.forms.bulk import BulkForm
from gestand.network.models import BulkEdit, Device
from gestand.network.queries.bulk_preview import devices_of, preview_of
from gestand.network.queries.device_filter import DeviceFilter
from gestand.network.queries.device_list import matching_ids
from gestand.people.views.common import REFUSED, Crumb, tell

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def _list_url(query: str) -> str:
    return f"{reverse('network:device-list')}{DeviceFilter.read(QueryDict(query)).url}"


def _query(request: HttpRequest) -> str:
    return request.POST.get("query", "")[:800]


def _frame(request: HttpRequest, devices: Sequence[Device], **more: Any) -> dict[str, Any]:
    return {
        "crumbs": [Crumb(_("Devices"), reverse("network:device-list"))],
        "query": _query(request),
        "back": _list_url(_query(request)),
        "count": len(devices),
        "ids": ",".join(device.pk.hex for device in devices),
        **more,
    }


def _chosen_devices(request: HttpRequest, actor: Actor) -> list[Device]:
    """The ticked devices, or the whole list; of both those that the actor may see. One more than allowed at most."""
    most = MOST_AT_ONCE + 1
    if request.POST.get("whole"):
        wanted = DeviceFilter.read(QueryDict(_query(request)))
        ids = matching_ids(actor, wanted, today=timezone.localdate(), most=most)
    else:
        typed = [*request.POST.getlist("ids"), *request.POST.get("devices", "").split(",")]
        ids = [found for text in typed[: most + 1] if (found := _id(text)) is not None][:most]
    return devices_of(ids, Device.objects.visible_to(actor))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refused(request: HttpRequest, devices: Sequence[Device]) -> HttpResponse | None:
    """Back to the list when there is nothing to change, or too much."""
    if not devices:
        tell(request, _("Tick the devices that have to change."))
        return redirect(_list_url(_query(request)))
    if len(devices) > MOST_AT_ONCE:
        words = _("At most %(n)d devices are changed at once. Narrow the list first.") % {"n": MOST_AT_ONCE}
        tell(request, words)
        return redirect(_list_url(_query(request)))
    return None


def _clients(devices: Sequence[Device]) -> set[UUID]:
    return {device.client_id for device in devices}


@require_POST
def device_bulk(request: HttpRequest) -> HttpResponse:
    """Which fields, and to what."""
    devices = _chosen_devices(request, actor_of(request))
    if (refused := _refused(request, devices)) is not None:
        return refused
    form = BulkForm(_clients(devices))
    return render(request, "network/devices_edit.html", _frame(request, devices, form=form))


@require_POST
def device_bulk_preview(request: HttpRequest) -> HttpResponse:
    """What would change on how many, and which devices would be left."""
    devices = _chosen_devices(request, actor_of(request))
    if (refused := _refused(request, devices)) is not None:
        return refused
    form = BulkForm(_clients(devices), request.POST)
    if "again" in request.POST:
        return render(request, "network/devices_edit.html", _frame(request, devices, form=form))
    if not form.is_valid():
        return render(request, "network/devices_edit.html", _frame(request, devices, form=form), status=REFUSED)
    fields = form.chosen()
    preview = preview_of(devices, fields)
    return render(
        request,
        "network/devices_preview.html",
        _frame(
            request,
            devices,
            form=form,
            preview=preview,
            typed=_typed(form, fields),
            seen=",".join(f"{device.pk.hex}={device.changed_at.isoformat()}" for device in preview.changed),
        ),
    )


def _typed(form: BulkForm, fields: dict[str, Any]) -> list[tuple[str, str]]:
    """What was typed, for the next step: the box of each field that changes, and its value."""
    return [pair for name in fields for pair in ((f"set_{name}", "on"), (name, str(form[name].data or "")))]


@require_POST
@sent_once
def device_bulk_apply(request: HttpRequest) -> HttpResponse:
    """Change them, and tell of each that was left why."""
    actor, now = actor_of(request), timezone.now()
    seen = _seen(request.POST.get("seen", ""))
    devices = devices_of(list(seen), Device.objects.visible_to(actor))
    if (refused := _refused(request, devices)) is not None:
        return refused
    form = BulkForm(_clients(devices), request.POST)
    if not form.is_valid():
        return render(request, "network/devices_edit.html", _frame(request, devices, form=form), status=REFUSED)
    try:
        result = edit_devices(devices, by=actor, at=now, seen=seen, **form.chosen())
    except Refused as refusal:
        form.add_error(None, str(refusal.sentence))
        return render(request, "network/devices_edit.html", _frame(request, devices, form=form), status=REFUSED)
    changed = len(result.changed)
    words = ngettext("%(n)d device is changed.", "%(n)d devices are changed.", changed) % {"n": changed}
    return _told(request, result, words, can_undo=bool(changed))


def _seen(text: str) -> dict[UUID, datetime]:
    found = {}
    for part in text.split(",")[: MOST_AT_ONCE + 1]:
        hexadecimal, _sign, moment = part.partition("=")
        try:
            row_id, at = UUID(hexadecimal), parse_datetime(moment)
        except ValueError:
            continue
        if at is not None and at.tzinfo is not None:
            found[row_id] = at
    return found


def _last_edit(actor: Actor) -> BulkEdit | None:
    return BulkEdit.objects.filter(account_id=actor.id).first() if actor.id is not None else None


@require_POST
@sent_once
def device_bulk_undo(request: HttpRequest) -> HttpResponse:
    """Undo the last time that one changed several devices at once."""
    actor = actor_of(request)
    edit = _last_edit(actor)
    if edit is None:
        raise Http404
    result = undo_edit(edit, by=actor, at=timezone.now())
    changed = len(result.changed)
    words = ngettext("%(n)d device is as it was.", "%(n)d devices are as they were.", changed) % {"n": changed}
    return _told(request, result, words, can_undo=False)


def _told(request: HttpRequest, result: BulkResult, words: str, *, can_undo: bool) -> HttpResponse:
    """Back to the list, or, when some were left, a page that names them."""
    back = _list_url(_query(request))
    if not result.left and not can_undo:
        tell(request, words)
        return redirect(back)
    page = render(
        request,
        "network/devices_changed.html",
        _frame(request, result.changed, words=words, result=result, can_undo=can_undo),
    )
    return leading_to(page, reverse("network:device-bulk-last"))


@require_GET
def device_bulk_last(request: HttpRequest) -> HttpResponse:
    """The last time that one changed several devices at once, with the way to undo it."""
    actor = actor_of(request)
    edit = _last_edit(actor)
    rows = edit.rows.select_related("device__client").order_by("device__name", "id") if edit is not None else []
    result = BulkResult(changed=[row.device for row in rows if actor.may_see_client(row.device.client_id)])
    changed = len(result.changed)
    words = ngettext("%(n)d device was changed.", "%(n)d devices were changed.", changed) % {"n": changed}
    return render(
        request,
        "network/devices_changed.html",
        _frame(request, result.changed, words=words, result=result, can_undo=bool(changed), at=edit and edit.at),
    )


__all__ = ["device_bulk", "device_bulk_apply", "device_bulk_last", "device_bulk_preview", "device_bulk_undo"]
