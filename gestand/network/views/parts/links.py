"""What a device hangs on, and what hangs on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.network.actions.links import change_link, hang, unhang
from gestand.network.forms.parts import LinkForm
from gestand.network.models import Device, Link
from gestand.network.views.parts.asking import asked, removal, started, with_device, with_part

AT = "#links"
_PAIRS = (("other_port", "own_port"),)


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def link_new(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    """``device`` hangs on the one that is chosen."""
    form = _form(request, device)
    return asked(
        request,
        device,
        form,
        lambda: hang(device, form.cleaned_data["other"], by=actor, at=timezone.now(), **_ports(form)),
        heading=_("What does %(device)s hang on?") % {"device": device.name},
        told=_("The connection is written down."),
        pairs=_PAIRS,
        names={"upper": "other", "upper_port": "other_port", "lower_port": "own_port"},
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def link_new_below(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    """The one that is chosen hangs on ``device``."""
    form = _form(request, device)
    form.fields["other"].label = _("Device")
    return asked(
        request,
        device,
        form,
        lambda: hang(form.cleaned_data["other"], device, by=actor, at=timezone.now(), **_ports(form, below=True)),
        heading=_("What hangs on %(device)s?") % {"device": device.name},
        told=_("The connection is written down."),
        pairs=(("own_port", "other_port"),),
        names={"upper": "other", "upper_port": "own_port", "lower_port": "other_port"},
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(Link, "lower", "upper")
def link_edit(request: HttpRequest, *, row: Link, actor: Actor) -> HttpResponse:
    first = {"other": row.upper_id, "other_port": row.upper_port, "own_port": row.lower_port}
    form = _form(request, row.lower, initial=started(row, "kind") | first)
    return asked(
        request,
        row.lower,
        form,
        lambda: change_link(
            row,
            by=actor,
            at=timezone.now(),
            seen=form.seen_fingerprint,
            upper=form.cleaned_data["other"],
            **_ports(form),
        ),
        heading=_("What does %(device)s hang on?") % {"device": row.lower.name},
        told=_("The connection is changed."),
        part=row,
        pairs=_PAIRS,
        names={"upper": "other", "upper_port": "other_port", "lower_port": "own_port"},
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(Link, "lower", "upper")
def link_remove(request: HttpRequest, *, row: Link, actor: Actor) -> HttpResponse:
    words = {"lower": row.lower.name, "upper": row.upper.name}
    return removal(
        request,
        row.lower,
        lambda: unhang(row, by=actor, at=timezone.now()),
        heading=_("Does %(lower)s no longer hang on %(upper)s?") % words,
        submit=_("It does not"),
        told=_("The connection is gone."),
        at_part=AT,
    )


def _form(request: HttpRequest, device: Device, initial: dict[str, Any] | None = None) -> LinkForm:
    form = LinkForm(request.POST or None, initial=initial)
    form.fields["other"].offer(device.client_id, without=device.pk)  # type: ignore[attr-defined]
    return form


def _ports(form: LinkForm, *, below: bool = False) -> dict[str, str]:
    """In the words of the action; seen from the device above the ports change places."""
    there, here = form.cleaned_data["other_port"], form.cleaned_data["own_port"]
    upper, lower = (here, there) if below else (there, here)
    return {"kind": form.cleaned_data["kind"], "upper_port": upper, "lower_port": lower}
