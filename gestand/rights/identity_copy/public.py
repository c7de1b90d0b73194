"""The visitor's page: blackens a picture in the browser. Until then nothing of it leaves the device.

The code stands behind the # of the link, which no server or log sees; the script sends it with the picture. As with the
other public pages no cookie is set, so there is nothing for Django's cross-site protection to protect.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from gestand.core.firm import current_firm
from gestand.core.one_time_link import LinkNotValid
from gestand.core.refusals import Refused
from gestand.core.visitors import may_try
from gestand.rights.forms import FetchForm
from gestand.rights.identity_copy import guides
from gestand.rights.identity_copy.letters import purpose_words
from gestand.rights.identity_copy.pictures import KeptInMemory
from gestand.rights.identity_copy.receiving import copy_asked_by, receive_copy
from gestand.rights.views.public import shared
from gestand.ui import formats

if TYPE_CHECKING:
    from django.http import HttpRequest

NOT_THERE, UNPROCESSABLE, TOO_MANY = 404, 422, 429
#: Within an hour, by one visitor.
CODES_EACH = 30


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page itself: the same for everybody, it knows of no request."""
    firm = current_firm()
    return render(
        request,
        "rights/public/identity.html",
        {
            "form": FetchForm(),
            "guides": guides.GUIDES,
            "guides_for_script": json.dumps(guides.for_the_page()),
            "phone": formats.phone_words(firm.phone) if firm and firm.phone else "",
            "phone_link": firm.phone if firm else "",
            **shared(request),
        },
    )


@csrf_exempt
@never_cache
@require_POST
def open_link(request: HttpRequest) -> HttpResponse:
    """What the page must know when the code is right: the words of the watermark, and until when."""
    if (late := _too_often(request)) is not None:
        return late
    try:
        copy = copy_asked_by(token=request.POST.get("code", ""), at=timezone.now())
    except LinkNotValid as refusal:
        return _said(str(refusal), NOT_THERE)
    firm = current_firm()
    until = timezone.localtime(copy.link_until) if copy.link_until else timezone.localtime()
    facts: dict[str, Any] = {
        "watermark": purpose_words(copy.request, firm_name=firm.name if firm else "Gestand"),
        "until": f"{formats.long_day_words(until.date(), year=True)}, {until:%H:%M}",
        "again": bool(copy.request.identity_copies.exclude(id=copy.id).exclude(readable="").exists()),
    }
    return JsonResponse(facts)


@csrf_exempt
@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take the blackened picture."""
    request.upload_handlers = [KeptInMemory(request)]
    if (late := _too_often(request)) is not None:
        return late
    upload = request.FILES.get("picture")
    try:
        if upload is None:
            copy_asked_by(token=request.POST.get("code", ""), at=timezone.now())
            return _said(_("No picture arrived, or it was too large."), UNPROCESSABLE)
        receive_copy(token=request.POST.get("code", ""), upload=upload, at=timezone.now())
    except LinkNotValid as refusal:
        return _said(str(refusal), NOT_THERE)
    except Refused as refusal:
        return _said(str(refusal), UNPROCESSABLE)
    return JsonResponse({"sent": True})


def _too_often(request: HttpRequest) -> HttpResponse | None:
    if may_try("identity", request, each=CODES_EACH):
        return None
    return _said(_("Too many codes were tried in the last hour."), TOO_MANY)


def _said(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"sentence": sentence, "form": reverse("public:ask")}, status=status)
