"""Telephone numbers, mail addresses and addresses: add, change, put first, remove."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.actions.contact_points import owner_of
from gestand.people.forms.persons import AddressForm, MailForm, PhoneForm
from gestand.people.models import Address, Client, MailAddress, Person, PhoneNumber
from gestand.people.views.common import (
    Crumb,
    FormPage,
    client_crumbs,
    client_url,
    form_page,
    person_crumbs,
    person_url,
    tell,
    way_back,
    with_client,
    with_person,
)

Form = PhoneForm | MailForm | AddressForm
KINDS: dict[str, tuple[type[PhoneNumber | MailAddress | Address], Any]] = {
    "phone": (PhoneNumber, PhoneForm),
    "mail": (MailAddress, MailForm),
    "address": (Address, AddressForm),
}


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def client_point_new(request: HttpRequest, *, client: Client, actor: Actor, kind: str) -> HttpResponse:
    return _new(request, client, actor, kind)


@require_http_methods(["GET", "POST"])
@sent_once
@with_person
def person_point_new(request: HttpRequest, *, person: Person, actor: Actor, kind: str) -> HttpResponse:
    return _new(request, person, actor, kind)


def _new(request: HttpRequest, owner: Client | Person, actor: Actor, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    form: Form = KINDS[kind][1](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add(form, owner, actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is kept."))
            return redirect(way_back(request, _page_of(owner)))
    heading = {"phone": _("Add a telephone number"), "mail": _("Add a mail address"), "address": _("Add an address")}[
        kind
    ]
    return _page(request, form, heading, owner)


def _add(form: Form, owner: Client | Person, actor: Actor) -> None:
    now = timezone.now()
    if isinstance(form, PhoneForm):
        actions.add_phone(by=actor, at=now, owner=owner, **form.values("number", "label"))
    elif isinstance(form, MailForm):
        actions.add_mail(by=actor, at=now, owner=owner, **form.values("address", "label"))
    else:
        actions.add_address(by=actor, at=now, owner=owner, **form.address_values())


@require_http_methods(["GET", "POST"])
def point_edit(request: HttpRequest, kind: str, point_id: UUID) -> HttpResponse:
    point, actor = _visible_point(request, kind, point_id)
    form: Form = KINDS[kind][1](request.POST) if request.method == "POST" else KINDS[kind][1].of(point)
    owner = owner_of(point)
    if request.method == "POST" and form.is_valid():
        try:
            _change(form, point, actor)
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(actions.fingerprint(point))
        else:
            tell(request, _("The change is kept."))
            return redirect(way_back(request, _page_of(owner)))
    heading = {
        "phone": _("Change a telephone number"),
        "mail": _("Change a mail address"),
        "address": _("Change an address"),
    }[kind]
    return _page(request, form, heading, owner, point=point, kind=kind)


def _change(form: Form, point: PhoneNumber | MailAddress | Address, actor: Actor) -> None:
    now, seen = timezone.now(), form.cleaned_data["seen"]
    if isinstance(point, PhoneNumber):
        actions.change_phone(by=actor, at=now, phone=point, seen=seen, **form.values("number", "label"))
    elif isinstance(point, MailAddress):
        actions.change_mail(by=actor, at=now, mail=point, seen=seen, **form.values("address", "label"))
    elif isinstance(form, AddressForm):
        actions.change_address(by=actor, at=now, address=point, seen=seen, **form.address_values())


@require_http_methods(["POST"])
def point_remove(request: HttpRequest, kind: str, point_id: UUID) -> HttpResponse:
    point, actor = _visible_point(request, kind, point_id)
    owner = owner_of(point)
    actions.remove_contact_point(by=actor, at=timezone.now(), point=point)
    tell(request, _("It is removed."))
    return redirect(way_back(request, _page_of(owner)))


@require_http_methods(["POST"])
def point_first(request: HttpRequest, kind: str, point_id: UUID) -> HttpResponse:
    point, actor = _visible_point(request, kind, point_id)
    if isinstance(point, Address):
        raise Http404
    actions.put_first(by=actor, at=timezone.now(), point=point)
    tell(request, _("This one stands first now."))
    return redirect(way_back(request, _page_of(owner_of(point))))


def _visible_point(
    request: HttpRequest, kind: str, point_id: UUID
) -> tuple[PhoneNumber | MailAddress | Address, Actor]:
    actor = actor_of(request)
    if kind not in KINDS:
        raise Http404
    point = KINDS[kind][0]._default_manager.select_related("person", "client").filter(id=point_id).first()  # noqa: SLF001
    if not isinstance(point, PhoneNumber | MailAddress | Address):
        raise Http404
    owner = owner_of(point)
    rows: type[Model] = type(owner)
    if not rows._default_manager.visible_to(actor).filter(pk=owner.pk).exists():  # type: ignore[attr-defined]  # noqa: SLF001
        raise Http404
    return point, actor


def _page_of(owner: Client | Person) -> str:
    return client_url(owner.id, "client-people") if isinstance(owner, Client) else person_url(owner.id)


def _page(
    request: HttpRequest, form: Form, heading: str, owner: Client | Person, *, point: Any = None, kind: str = ""
) -> HttpResponse:
    crumbs: list[Crumb] = client_crumbs(owner) if isinstance(owner, Client) else person_crumbs(owner)
    page = FormPage(
        heading=heading,
        form=form,
        submit=_("Save"),
        back=way_back(request, _page_of(owner)),
        crumbs=crumbs,
        pairs=(("postal_code", "city"),),
    )
    remove_url = reverse("people:point-remove", args=[kind, point.id]) if point else ""
    first_url = reverse("people:point-first", args=[kind, point.id]) if point and not isinstance(point, Address) else ""
    return form_page(
        request,
        page,
        template="people/point.html",
        remove_url=remove_url,
        first_url=first_url,
    )
