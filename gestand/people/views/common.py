"""What the views share: rows that the actor may see, pages with one form, the head of a client's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gestand.core.actors import Actor
from gestand.core.house import Access, house
from gestand.core.paths import path_of
from gestand.core.requests import actor_of
from gestand.people.actions import note_opening
from gestand.people.models import Client, Person
from gestand.people.queries.freezing import with_freeze
from gestand.people.queries.one_client import ClientDossier, dossier_of, where_it_went

REFUSED = 422
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Words
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    label: Words
    url: str
    current: bool
    count: int | None = None


@dataclass(slots=True)
class FormPage:
    """A page that asks one thing."""

    heading: Words
    form: forms.Form
    submit: Words
    back: str
    crumbs: list[Crumb] = field(default_factory=list)
    lead: Words = ""
    tone: str = "primary"
    draft: str = ""
    pairs: tuple[tuple[str, ...], ...] = ()
    has_files: bool = False

    def groups(self) -> list[list[Any]]:
        """The visible fields in order, with the ones of a pair side by side."""
        paired = {name: pair for pair in self.pairs for name in pair}
        groups: list[list[Any]] = []
        done: set[str] = set()
        for bound in self.form.visible_fields():
            if bound.name in done:
                continue
            names = [name for name in paired.get(bound.name, (bound.name,)) if name in self.form.fields]
            done.update(names)
            groups.append([self.form[name] for name in names])
        return groups


def form_page(
    request: HttpRequest,
    page: FormPage,
    *,
    refused: bool = False,
    template: str = "people/form.html",
    **more: Any,
) -> HttpResponse:
    """The page; with errors in the form, or asked again for another reason, it says that it refused."""
    status = REFUSED if refused or page.form.errors else 200
    return render(request, template, {"page": page, "form": page.form, **more}, status=status)


def with_client(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the client that the actor may see; an id that was joined with another leads there, anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, client_id: UUID, **others: Any) -> HttpResponse:
        actor = actor_of(request)
        client = Client.objects.visible_to(actor).filter(id=client_id).first()
        if client is not None:
            note_opening(by=actor, at=timezone.now(), client_id=client.id)
            return view(request, client=client, actor=actor, **others)
        lives_on = where_it_went(client_id, "client") or client_id
        return _to_the_one_that_stayed(
            request, Client.objects.visible_to(actor).filter(id=lives_on), "client_id", lives_on, others
        )

    return found


def with_person(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the person that the actor may see; an id that was joined with another leads there, anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, person_id: UUID, **others: Any) -> HttpResponse:
        actor = actor_of(request)
        person = with_freeze(Person.objects.visible_to(actor)).filter(id=person_id).first()
        if person is not None:
            return view(request, person=person, actor=actor, **others)
        lives_on = where_it_went(person_id, "person") or person_id
        return _to_the_one_that_stayed(
            request, Person.objects.visible_to(actor).filter(id=lives_on), "person_id", lives_on, others
        )

    return found


def _to_the_one_that_stayed(
    request: HttpRequest, rows: Any, name: str, row_id: UUID, others: dict[str, Any]
) -> HttpResponse:
    match = request.resolver_match
    if match is None or request.method not in ("GET", "HEAD") or not rows.exists():
        raise Http404
    return redirect(match.view_name, permanent=True, **{name: row_id}, **others)


def client_crumbs(client: Client) -> list[Crumb]:
    return [Crumb(_("Clients"), reverse("people:clients")), Crumb(client.name, client_url(client.id))]


def person_crumbs(person: Person) -> list[Crumb]:
    return [Crumb(_("Clients"), reverse("people:clients")), Crumb(person.full_name, person_url(person.id))]


def client_url(client_id: UUID, part: str = "client") -> str:
    return path_of(f"people:{part}", client_id)


def person_url(person_id: UUID) -> str:
    return path_of("people:person", person_id)


def tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, str(words))


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page that the form names as the one to return to, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else otherwise


def client_frame(client: Client, *, actor: Actor, current: str, dossier: ClientDossier | None = None) -> dict[str, Any]:
    """What the head of every tab of a client shows."""
    dossier = dossier or dossier_of(client)
    return {
        "client": client,
        "dossier": dossier,
        "tabs": client_tabs(client, actor=actor, current=current, people=len(dossier.present)),
        "is_owner": actor.is_owner,
    }


def client_tabs(client: Client, *, actor: Actor, current: str, people: int) -> list[Tab]:
    """Our tabs and those of higher rooms, in their order; Privacy stands last."""
    ours = [
        (0, "client", Tab(_("Overview"), client_url(client.id), current == "overview")),
        (10, "people", Tab(_("People"), client_url(client.id, "client-people"), current == "people", people)),
        (90, "privacy", Tab(_("Privacy"), client_url(client.id, "client-privacy"), current == "privacy")),
    ]
    for tab in house.client_tabs:
        if tab.access is Access.OWNER and not actor.is_owner:
            continue
        try:
            ours.append((tab.order, tab.key, Tab(tab.label, path_of(tab.url, client.id), current == tab.key)))
        except NoReverseMatch:
            continue
    return [tab for _order, _key, tab in sorted(ours, key=lambda each: each[:2])]
