"""Who receives something: the register behind the one door out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gestand.core.egress.recipients import RecipientKind, all_recipients


@require_GET
def recipients(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    rows = [
        {
            "recipient": recipient,
            "needs_agreement": recipient.kind is RecipientKind.PROCESSOR,
            "agreement_holds": recipient.agreement is not None and recipient.agreement.holds_at(at),
        }
        for recipient in all_recipients()
    ]
    return render(request, "core/recipients.html", {"rows": rows})
