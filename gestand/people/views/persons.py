"""Persons: the page with everything about one, and what is done with roles, numbers, addresses and consents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.house import HeldUntil, house
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.search.recent import remember_opened
from gestand.people import actions
from gestand.people.forms.persons import ConsentForm, MembershipForm, NewPersonForm, PersonForm
from gestand.people.models import Address, Client, ConsentEvent, ConsentVerb, Freeze, Membership, Person
from gestand.people.queries.freezing import running_freezes
from gestand.people.queries.one_client import points_of
from gestand.people.queries.privacy import standings
from gestand.people.queries.timeline import person_timeline
from gestand.people.views.common import (
    FormPage,
    client_crumbs,
    client_url,
    form_page,
    person_crumbs,
    person_url,
    tell,
    with_client,
    with_person,
)

NAME_PAIRS = (("given_name", "initials"), ("name_prefix", "family_name"))


@require_GET
@with_person
def person(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    """All contact points, roles, consents and correspondence of a person."""
    before = request.GET.get("before", "")
    stream = person_timeline(person, actor=actor, now=timezone.now(), before=before)
    if before and request.headers.get("HX-Request"):
        return render(request, "people/parts/timeline.html", {"stream": stream, "person": person})
    remember_opened(request.session, "person", person.id)
    memberships = [
        membership
        for membership in Membership.objects.filter(person=person).select_related("client")
        if actor.may_see_client(membership.client_id)
    ]
    for membership in memberships[:1]:
        actions.note_opening(by=actor, at=timezone.now(), client_id=membership.client_id)
    points = points_of(people=[person.id])
    events = list(ConsentEvent.objects.filter(person=person))
    freeze = running_freezes([person.id]).get(person.id) if getattr(person, "is_frozen", True) else None
    return render(
        request,
        "people/person.html",
        {
            "person": person,
            "memberships": memberships,
            "phones": [point for point in points if point.kind == "phone"],
            "mails": [point for point in points if point.kind == "mail"],
            "addresses": list(Address.objects.filter(person=person).order_by("id")),
            "standings": standings(events),
            "events": events,
            "stream": stream,
            "is_owner": actor.is_owner,
            "freeze": freeze,
            "freeze_url": _request_url(freeze),
            "held": _hold_on(person) if actor.is_owner else None,
        },
    )


def _hold_on(person: Person) -> HeldUntil | None:
    """The hold on this person, or on a client of this person, that ends last."""
    return house.holds_on([person.id], timezone.localdate()).get(person.id) if house.holds_on else None


def _request_url(freeze: Freeze | None) -> str:
    """The page of the request that asked for a restriction, when its room is in the house."""
    source = house.search_sources.get("request")
    return source.url(freeze.occasion, None) if freeze and freeze.occasion and source else ""


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def person_new(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    form.offer_roles(client.kind)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        now = timezone.now()
        try:
            with transaction.atomic():
                made = actions.create_person(
                    by=actor,
                    at=now,
                    client=client,
                    membership={
                        "role": cleaned["role"],
                        "job_title": cleaned["job_title"],
                        **({"is_main": True} if cleaned["is_main"] else {}),
                    },
                    bsn_confirmed=cleaned["bsn_confirmed"],
                    **form.values(
                        "salutation", "given_name", "initials", "name_prefix", "family_name", "language", "note"
                    ),
                )
                if cleaned["phone"]:
                    actions.add_phone(by=actor, at=now, owner=made, number=cleaned["phone"])
                if cleaned["mail"]:
                    actions.add_mail(by=actor, at=now, owner=made, address=cleaned["mail"])
        except Refused as refusal:
            form.refuse(refusal, {"number": "phone", "address": "mail"})
        else:
            tell(request, _("%(name)s belongs to %(client)s now.") % {"name": made.full_name, "client": client.name})
            return redirect(client_url(client.id, "client-people"))
    page = FormPage(
        heading=_("New person"),
        form=form,
        submit=_("Save person"),
        back=client_url(client.id, "client-people"),
        crumbs=client_crumbs(client),
        draft=f"person-new-{client.id}",
        pairs=(*NAME_PAIRS, ("phone", "mail")),
    )
    return form_page(request, page)


@require_http_methods(["GET", "POST"])
@with_person
def person_edit(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(
                by=actor,
                at=timezone.now(),
                person=person,
                seen=form.seen_at,
                bsn_confirmed=form.cleaned_data["bsn_confirmed"],
                **form.values("salutation", "given_name", "initials", "name_prefix", "family_name", "language", "note"),
            )
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(person.changed_at.isoformat())
        else:
            tell(request, _("The change is kept."))
            return redirect(person_url(person.id))
    page = FormPage(
        heading=_("Edit person"),
        form=form,
        submit=_("Save changes"),
        back=person_url(person.id),
        crumbs=person_crumbs(person),
        draft=f"person-{person.id}",
        pairs=NAME_PAIRS,
    )
    return form_page(request, page)


@require_http_methods(["POST"])
@with_person
def person_archive(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    actions.archive_person(by=actor, at=timezone.now(), person=person)
    tell(request, _("%(name)s is in the archive. Nothing was deleted.") % {"name": person.full_name})
    return redirect(person_url(person.id))


@require_http_methods(["POST"])
@with_person
def person_unarchive(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    actions.unarchive_person(by=actor, at=timezone.now(), person=person)
    tell(request, _("%(name)s is out of the archive.") % {"name": person.full_name})
    return redirect(person_url(person.id))


def _visible_membership(request: HttpRequest, membership_id: UUID) -> tuple[Membership, Actor]:
    actor = actor_of(request)
    found = (
        Membership.objects.select_related("client", "person")
        .filter(id=membership_id, client__in=Client.objects.visible_to(actor))
        .first()
    )
    if found is None:
        raise Http404
    return found, actor


@require_http_methods(["GET", "POST"])
def membership_edit(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership, actor = _visible_membership(request, membership_id)
    form = MembershipForm(request.POST) if request.method == "POST" else MembershipForm.of(membership)
    form.offer_roles(membership.client.kind)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_membership(
                by=actor,
                at=timezone.now(),
                membership=membership,
                seen=form.cleaned_data["seen"],
                **form.values("role", "job_title", "is_main", "since_on", "until_on"),
            )
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(actions.fingerprint(Membership.objects.get(id=membership.id)))
        else:
            tell(request, _("The change is kept."))
            return redirect(client_url(membership.client_id, "client-people"))
    page = FormPage(
        heading=_("%(name)s at %(client)s") % {"name": membership.person.full_name, "client": membership.client.name},
        form=form,
        submit=_("Save changes"),
        back=client_url(membership.client_id, "client-people"),
        crumbs=client_crumbs(membership.client),
        pairs=(("since_on", "until_on"),),
    )
    return form_page(
        request,
        page,
        template="people/membership_edit.html",
        membership=membership,
    )


@require_http_methods(["POST"])
def membership_remove(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership, actor = _visible_membership(request, membership_id)
    actions.leave_client(by=actor, at=timezone.now(), membership=membership)
    tell(request, _("%(name)s no longer belongs to this client.") % {"name": membership.person.full_name})
    return redirect(client_url(membership.client_id, "client-people"))


@require_http_methods(["GET", "POST"])
@sent_once
@with_person
def consent_new(request: HttpRequest, *, person: Person, actor: Actor) -> HttpResponse:
    initial = {"purpose": request.GET.get("purpose", ""), "verb": request.GET.get("verb", "")}
    form = ConsentForm(request.POST or None, initial={key: value for key, value in initial.items() if value})
    if request.method == "POST" and form.is_valid():
        try:
            _record(person, form.cleaned_data, by=actor, at=timezone.now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down, with its proof."))
            return redirect(person_url(person.id))
    page = FormPage(
        heading=_("Consent or objection"),
        form=form,
        submit=_("Write down"),
        back=person_url(person.id),
        crumbs=person_crumbs(person),
        draft=f"consent-{person.id}",
        pairs=(("source", "at"),),
    )
    return form_page(request, page)


def _record(person: Person, said: dict[str, Any], *, by: Actor, at: datetime) -> None:
    given: dict[str, Any] = {"by": by, "at": at, "person": person, "purpose": said["purpose"], "source": said["source"]}
    words, moment = said["wording"], said["at"]
    if said["verb"] == ConsentVerb.GIVEN:
        actions.record_consent(**given, wording=words, wording_version=said["wording_version"], given_at=moment)
        return
    act: dict[str, tuple[Callable[..., ConsentEvent], str]] = {
        ConsentVerb.WITHDRAWN: (actions.withdraw_consent, "withdrawn_at"),
        ConsentVerb.OBJECTED: (actions.record_objection, "objected_at"),
        ConsentVerb.LIFTED: (actions.lift_objection, "lifted_at"),
    }
    function, moment_name = act[said["verb"]]
    function(**given, wording=words, **{moment_name: moment})
