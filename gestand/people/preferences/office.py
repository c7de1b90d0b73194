"""The owner's side of somebody's choices: sending the link, revoking it, and the receipt as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.actors import Actor
from gestand.core.refusals import Refused
from gestand.people.models import Person
from gestand.people.preferences.actions import send_preference_link
from gestand.people.preferences.links import renew_link
from gestand.people.preferences.receipts import receipt_json
from gestand.people.preferences.views import as_file
from gestand.people.views.common import person_url, tell, with_person


@require_POST
@with_person
def preference_send(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    try:
        address = send_preference_link(person=person, by=actor, at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    else:
        tell(request, _("The link goes to %(address)s.") % {"address": address})
    return redirect(person_url(person.id))


@require_POST
@with_person
def preference_renew(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    renew_link(person=person, by=actor, at=timezone.now())
    tell(request, _("The links that were sent before do not work any more."))
    return redirect(person_url(person.id))


@require_GET
@with_person
def consent_receipt(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the shape of these views
    return as_file(receipt_json(person, language=person.language, at=timezone.now()))
