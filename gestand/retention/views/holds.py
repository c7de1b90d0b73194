"""Holds: who is held, why and until when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.house import house
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.retention.actions.holds import KINDS, lengthen_hold, lift_hold, place_hold
from gestand.retention.forms import HoldForm
from gestand.retention.models import Hold
from gestand.retention.queries.departures import holds_in_force, names_of_homes, summary
from gestand.retention.queries.leftovers import count_late
from gestand.retention.views.common import UNPROCESSABLE, parts_of_room


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """The holds in force, the one that ends first on top; and those that ended within a month."""
    today = timezone.localdate()
    ended = list(
        Hold.objects.filter(until_on__lt=today, until_on__gte=today - timedelta(days=30), lifted_at__isnull=True)
    )
    names = names_of_homes(each.subject for each in ended)
    numbers = summary(on=today)
    return render(
        request,
        "retention/holds.html",
        {
            "in_force": holds_in_force(today),
            "ended": [(hold, names.get(hold.subject, _("somebody who is gone"))) for hold in ended],
            "today": today,
            "parts": parts_of_room("holds", waiting=numbers["waiting"], late=count_late(today)),
        },
    )


@require_http_methods(["GET", "POST"])
@sent_once
def hold_new(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Hold somebody."""
    name = _name(kind, subject_id)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place_hold(
                kind=kind,
                subject_id=subject_id,
                reason=form.cleaned_data["reason"],
                until_on=form.cleaned_data["until_on"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.info(request, _("Nothing of %(name)s goes until that day.") % {"name": name})
            return redirect("retention:holds")
    return _page(request, form, name=name)


@require_http_methods(["GET", "POST"])
@sent_once
def hold_longer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A later end, with a reason anew."""
    hold = get_object_or_404(Hold, pk=pk)
    form = HoldForm(request.POST or None, initial={"reason": hold.reason})
    if request.method == "POST" and form.is_valid():
        try:
            lengthen_hold(
                hold=hold,
                until_on=form.cleaned_data["until_on"],
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("retention:holds")
    return _page(request, form, name=_name(*hold.subject))


@require_POST
def hold_lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        lift_hold(hold=get_object_or_404(Hold, pk=pk), by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("retention:holds")


def _name(kind: str, subject_id: UUID) -> str:
    if kind not in KINDS or not house.subject_roots[kind].model._base_manager.filter(pk=subject_id).exists():
        raise Http404
    return names_of_homes([(kind, subject_id)]).get((kind, subject_id), "")


def _page(request: HttpRequest, form: HoldForm, *, name: str) -> HttpResponse:
    return render(
        request, "retention/hold.html", {"form": form, "name": name}, status=UNPROCESSABLE if form.errors else 200
    )
