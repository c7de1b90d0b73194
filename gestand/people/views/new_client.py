"""A new client: one column, with a box that takes a pasted signature apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.forms.clients import NewClientForm
from gestand.people.kernels.mails import folded_mail
from gestand.people.kernels.phones import read_phone
from gestand.people.kernels.refusals import NotValid
from gestand.people.kernels.signature import Signature, paste_signature
from gestand.people.models import Client
from gestand.people.queries.duplicates import lookalikes_of_client
from gestand.people.views.common import Crumb, FormPage, client_url, form_page, tell


@require_http_methods(["GET", "POST"])
@sent_once
def client_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actions.require_every_client(actor)
    if request.method == "GET":
        return _page(request, NewClientForm(initial={"started_on": timezone.localdate()}))
    form = NewClientForm(request.POST)
    if "take_apart" in request.POST:
        found = paste_signature(request.POST.get("paste", ""))
        typed = {name: value for name, value in request.POST.items() if name in form.fields}
        return _page(request, NewClientForm.filled_from(found, typed), found=found)
    if not form.is_valid():
        return _page(request, form)
    known = [] if form.cleaned_data["is_new"] else _lookalikes(form)
    if known:
        return _page(request, form, known=known)
    try:
        client = actions.take_in_client(
            by=actor, at=timezone.now(), intake=form.intake(), bsn_confirmed=form.cleaned_data["bsn_confirmed"]
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, form)
    tell(request, _("%(name)s is a client now.") % {"name": client.name})
    return redirect(client_url(client.id))


def _lookalikes(form: NewClientForm) -> list[Client]:
    cleaned = form.cleaned_data
    numbers = []
    for text in (cleaned["phone"], cleaned["other_phone"]):
        try:
            numbers += [read_phone(text).number] if text else []
        except NotValid:
            continue
    mails = [folded_mail(cleaned["mail"])] if cleaned["mail"] else []
    return lookalikes_of_client(
        name=cleaned["name"],
        numbers=numbers,
        mails=mails,
        kvk_number="".join(letter for letter in cleaned["kvk_number"] if letter.isdigit()),
    )


def _page(
    request: HttpRequest, form: NewClientForm, *, found: Signature | None = None, known: Any = ()
) -> HttpResponse:
    page = FormPage(
        heading=_("New client"),
        form=form,
        submit=_("Save client"),
        back=reverse("people:clients"),
        crumbs=[Crumb(_("Clients"), reverse("people:clients"))],
        draft="client-new",
    )
    return form_page(request, page, refused=bool(known), template="people/client_new.html", found=found, known=known)
