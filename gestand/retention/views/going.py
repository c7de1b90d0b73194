"""What goes: the list that somebody confirms, tomorrow asked today, and what should have gone and has not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gestand.core.jobs import enqueue
from gestand.core.jobs.registry import registered_jobs
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.retention.actions.departures import SWEEP_JOB, confirm_departures, take_back
from gestand.retention.forms import DayForm, shown_departures
from gestand.retention.models import Departure
from gestand.retention.queries.departures import asked_at, coming, departure_lines, summary
from gestand.retention.queries.leftovers import (
    count_late,
    held_too_long,
    late_departures,
    leftovers,
    own_jobs,
    unfinished_erasures,
)
from gestand.retention.views.common import parts_of_room

_A_PAGE = 100
_MOST_ASKED = 500


@require_GET
def going(request: HttpRequest) -> HttpResponse:
    """What goes within thirty days, each line with its tick; or, asked with a day, what would go until then."""
    at = timezone.now()
    today = timezone.localdate(at)
    form = DayForm(request.GET if request.GET.get("at") else None)
    numbers = summary(on=today)
    context = {
        "parts": parts_of_room("going", waiting=numbers["waiting"], late=count_late(today)),
        "numbers": numbers,
        "day_form": form if form.is_bound else DayForm(initial={"at": today + timedelta(days=1)}),
        "today": today,
    }
    if form.is_bound and form.is_valid():
        asked = asked_at(form.cleaned_data["at"], at=at)
        context |= {"asked": asked, "lines": asked.lines[:_MOST_ASKED], "more": max(0, len(asked.lines) - _MOST_ASKED)}
        return render(request, "retention/asked.html", context)
    page = Paginator(coming().order_by("state", "goes_on", "id"), _A_PAGE).get_page(request.GET.get("page"))
    lines = departure_lines(page.object_list, on=today)
    context |= {
        "page": page,
        "waiting": [line for line in lines if line.departure.state == "proposed"],
        "confirmed": [line for line in lines if line.departure.state == "confirmed"],
        "held": [line for line in lines if line.departure.state == "held"],
    }
    return render(request, "retention/going.html", context)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The yes to what was ticked."""
    shown = shown_departures(request.POST.getlist("ids"))
    if not shown:
        messages.warning(request, _("Tick what may go first."))
        return redirect("retention:going")
    try:
        said = confirm_departures(shown=shown, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.info(
            request,
            ngettext(
                "%(n)d line is confirmed; it goes on its day.", "%(n)d lines are confirmed; they go on their day.", said
            )
            % {"n": said},
        )
        if said < len(shown):
            messages.warning(request, _("What had changed since you saw it was left out. Look at it again."))
    return redirect("retention:going")


@require_POST
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a yes back."""
    departure = get_object_or_404(Departure, pk=pk)
    try:
        take_back(departure=departure, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("retention:going")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Have the list brought up to date now, instead of tonight; what is confirmed and due goes with it."""
    enqueue(SWEEP_JOB, by=actor_of(request), at=timezone.now())
    messages.info(request, _("Gestand looks at every table now; come back in a minute."))
    return redirect("retention:going")


@require_GET
def leftovers_page(request: HttpRequest) -> HttpResponse:
    """What should have gone and has not, with why and a button."""
    at = timezone.now()
    today = timezone.localdate(at)
    late = late_departures(at=at)
    numbers = summary(on=today)
    return render(
        request,
        "retention/leftovers.html",
        {
            "parts": parts_of_room("leftovers", waiting=numbers["waiting"], late=count_late(today)),
            "unanswered": [line for line in late if line.departure.state == "proposed"],
            "failed": [line for line in late if line.departure.state == "confirmed"],
            "held": [line for line in late if line.departure.state == "held"],
            "others": [*held_too_long(at=at), *leftovers(at=at)],
            "unfinished": len(unfinished_erasures()),
        },
    )


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Have the job that is behind run now."""
    wanted = request.POST.get("job", "")
    if wanted == SWEEP_JOB or wanted in own_jobs():
        enqueue(wanted, by=actor_of(request), at=timezone.now())
        messages.info(request, _("“%(job)s” starts now.") % {"job": registered_jobs[wanted].label})
    return redirect("retention:leftovers")
