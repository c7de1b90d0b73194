"""The lists that come from outside: how old they are, whether they may be fetched, and fetching them now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gestand.core.jobs.models import Job, JobState
from gestand.core.once import sent_once
from gestand.core.requests import actor_of
from gestand.network.actions.lists import FETCH_JOB, ask_lists, choose_lists, list_settings
from gestand.network.forms.watch import ListsForm
from gestand.network.kernels.macs import list_of_makers
from gestand.network.kernels.systems import cycles, list_of_systems
from gestand.people.views.common import tell


@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Both lists, with their date and source."""
    chosen = list_settings()
    if request.method == "POST":
        form = ListsForm(request.POST)
        if form.is_valid():
            choose_lists(by=actor_of(request), at=timezone.now(), **form.cleaned_data)
            tell(request, _("It is kept."))
            return redirect("network:lists")
    form = ListsForm(initial={"fetches_systems": chosen.fetches_systems, "fetches_makers": chosen.fetches_makers})
    return render(
        request,
        "network/lists.html",
        {
            "form": form,
            "chosen": chosen,
            "systems": list_of_systems(),
            "versions": len(cycles()),
            "makers": list_of_makers(),
            "job": Job.objects.filter(name=FETCH_JOB, state__in=(JobState.WAITING, JobState.RUNNING)).first(),
        },
    )


@require_POST
@sent_once
def lists_fetch(request: HttpRequest) -> HttpResponse:
    ask_lists(by=actor_of(request), at=timezone.now())
    tell(request, _("The lists are being fetched."))
    return redirect("network:lists")
