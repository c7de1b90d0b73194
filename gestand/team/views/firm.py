"""The firm's profile, later on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.firm import current_firm
from gestand.core.requests import actor_of
from gestand.team.actions.firm import save_firm_profile
from gestand.team.forms.firm import FirmForm


@require_http_methods(["GET", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    form = FirmForm(request.POST or None, instance=current_firm())
    if request.method == "POST" and form.is_valid():
        save_firm_profile(form.cleaned_data, by=actor_of(request), at=timezone.now())
        messages.success(request, _("The firm's profile is saved."))
        return redirect("team:firm")
    return render(request, "team/firm.html", {"form": form}, status=422 if form.errors else 200)
