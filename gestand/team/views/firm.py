"""The firm's profile, later on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.firm import Firm, current_firm
from gestand.core.requests import actor_of
from gestand.team.actions.firm import save_firm_profile
from gestand.team.forms.firm import FirmWithAddressForm, addresses_elsewhere


@require_http_methods(["GET", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    form = FirmWithAddressForm(request.POST or None, instance=current_firm())
    if request.method == "POST" and form.is_valid():
        saved = save_firm_profile(form.cleaned_data, by=actor_of(request), at=timezone.now())
        point_out_addresses_elsewhere(request, saved)
        messages.success(request, _("The firm's profile is saved."))
        if "public_url" in form.changed_data and saved.public_url:
            messages.info(
                request, _("Stop Gestand and start it again: from then on it answers at the new address too.")
            )
        return redirect("team:firm")
    return render(request, "team/firm.html", {"form": form}, status=422 if form.errors else 200)


def point_out_addresses_elsewhere(request: HttpRequest, firm: Firm) -> None:
    """A question, no refusal: some firms do have their mail elsewhere."""
    for found in addresses_elsewhere(firm):
        messages.warning(
            request,
            _("%(address)s is not on the domain of your website. Is it spelt right? It will be printed.")
            % {"address": found},
        )
