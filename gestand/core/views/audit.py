"""The owner's page of the audit log: its lines, and whether it is still as it was written."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.audit.actions import ask_verification
from gestand.core.audit.forms import AuditFilter
from gestand.core.audit.queries import chain_state, lines_page
from gestand.core.requests import actor_of


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, fifty at a time."""
    asked = AuditFilter(request.GET)
    wanted = asked.wanted
    page = lines_page(wanted)
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    return render(
        request,
        "core/audit.html",
        {
            "form": asked,
            "page": page,
            "wanted": wanted,
            "chain": chain_state(),
            "newest_url": f"?{urlencode(kept)}",
            "older_url": f"?{urlencode({**kept, 'before': page.older})}" if page.older else "",
        },
        status=200 if asked.is_valid() else 422,
    )


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Queue a verification of the whole log."""
    ask_verification(by=actor_of(request), at=timezone.now())
    messages.info(request, _("The audit log is being verified. The outcome appears on this page."))
    return redirect("core:audit")
