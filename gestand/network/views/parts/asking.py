"""What the small pages share: whose row it is, one form, one action, back to the thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.models import Device
from gestand.network.things import client_id_of
from gestand.network.views.finding import client_of, network_crumbs, thing_url
from gestand.people.actions import note_opening
from gestand.people.actions.rights import fingerprint
from gestand.people.forms.asking import AskingForm
from gestand.people.views.common import FormPage, Words, form_page, tell, way_back

Answer = TypeVar("Answer", bound=HttpResponseBase)


def with_device(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the device that the actor may see; anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, device_id: UUID) -> HttpResponse:
        actor = actor_of(request)
        device = Device.objects.visible_to(actor).filter(pk=device_id).select_related("client").first()
        if device is None:
            raise Http404
        note_opening(by=actor, at=timezone.now(), client_id=device.client_id)
        return view(request, device=device, actor=actor)

    return found


def with_part(
    model: type[models.Model], path: str, *beside: str
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Find a row through the thing that it belongs to (``path``); ``beside`` is loaded along."""

    def around(view: Callable[..., Answer]) -> Callable[..., Answer]:
        target: type[models.Model] = model._meta.get_field(path).related_model  # type: ignore[assignment]

        @wraps(view)
        def found(request: HttpRequest, part_id: UUID) -> Answer:
            actor = actor_of(request)
            visible = target._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API
            rows = model._default_manager.filter(pk=part_id, **{f"{path}__in": visible})  # noqa: SLF001 - as above
            row = rows.select_related(f"{path}__client", *beside).first()
            if row is None:
                raise Http404
            note_opening(by=actor, at=timezone.now(), client_id=client_id_of(getattr(row, path)))
            return view(request, row=row, actor=actor)

        return found

    return around


def asked(
    request: HttpRequest,
    row: models.Model,
    form: AskingForm,
    act: Callable[[], object],
    *,
    heading: Words,
    told: Words,
    submit: Words = "",
    lead: Words = "",
    part: models.Model | None = None,
    tone: str = "primary",
    pairs: tuple[tuple[str, ...], ...] = (),
    names: dict[str, str] | None = None,
    at_part: str = "",
    has_files: bool = False,
    template: str = "network/part_form.html",
) -> HttpResponse:
    """Show a form about a part of ``row``; when it is sent and valid, ``act``, and go back to the page of ``row``."""
    page = FormPage(
        heading=heading,
        form=form,
        submit=submit or _("Save"),
        back=f"{thing_url(row)}{at_part}",
        crumbs=network_crumbs(client_of(row), row),
        lead=lead,
        tone=tone,
        pairs=pairs,
        has_files=has_files,
        draft=f"network-{request.resolver_match.url_name}-{row.pk}"
        if request.resolver_match and form.visible_fields()
        else "",
    )
    at_fault: models.Model | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            at_fault = getattr(refusal, "device", None)
            _refuse(form, refusal, names, part)
        else:
            tell(request, told)
            return redirect(way_back(request, page.back))
    return form_page(
        request, page, template=template, at_fault=at_fault, at_fault_url=thing_url(at_fault) if at_fault else ""
    )


def _refuse(form: AskingForm, refusal: Refused, names: dict[str, str] | None, part: models.Model | None) -> None:
    form.refuse(refusal, names)
    fresh = type(part)._default_manager.filter(pk=part.pk).first() if part is not None else None  # noqa: SLF001 - Django's documented API
    if form.was_overtaken and fresh is not None:
        form.see_again(fingerprint(fresh))


def removal(
    request: HttpRequest,
    row: models.Model,
    act: Callable[[], object],
    *,
    heading: Words,
    told: Words,
    lead: Words = "",
    submit: Words = "",
    at_part: str = "",
) -> HttpResponse:
    """Ask once whether a part goes."""
    return asked(
        request,
        row,
        _Certain(request.POST) if request.method == "POST" else _Certain(),
        act,
        heading=heading,
        told=told,
        lead=lead,
        submit=submit or _("Remove"),
        tone="danger",
        at_part=at_part,
    )


class _Certain(AskingForm):
    """Nothing is asked but the press of the button."""


def started(row: models.Model, *names: str) -> dict[str, Any]:
    """What a form about an existing part begins with."""
    return {**{name: getattr(row, name) for name in names}, "seen": fingerprint(row)}
