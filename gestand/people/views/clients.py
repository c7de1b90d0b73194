"""A client's page: overview with composer and timeline, people, privacy."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.gathering import read_all, reading_of
from gestand.core.house import house
from gestand.core.once import leading_to, sent_once
from gestand.core.refusals import Refused
from gestand.core.search.recent import remember_opened
from gestand.people import actions
from gestand.people.forms.clients import ClientForm, EndForm
from gestand.people.forms.entries import ComposerForm
from gestand.people.models import Client, ConsentEvent, CorrespondenceKind, Direction, Person
from gestand.people.queries.one_client import ClientDossier, dossier_of
from gestand.people.queries.privacy import held_about, standings
from gestand.people.queries.timeline import KINDS, TimelinePage, client_timeline, grouped, one_item
from gestand.people.terms import kept_until_words, term_words
from gestand.people.views.common import (
    REFUSED,
    FormPage,
    client_crumbs,
    client_frame,
    client_url,
    form_page,
    tell,
    with_client,
)


@require_GET
@with_client
def client(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """Overview. With ``before`` and asked by htmx it gives the next part of the timeline alone."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    before = request.GET.get("before", "")
    stream = client_timeline(client, actor=actor, now=timezone.now(), kind=kind, before=before)
    if before and request.headers.get("HX-Request"):
        return render(request, "people/parts/timeline.html", {"stream": stream, "client": client, "kind": kind})
    remember_opened(request.session, "client", client.id)
    dossier = dossier_of(client)
    return _overview(request, client, actor, dossier, composer_of(dossier), stream, kind=kind)


def _overview(  # noqa: PLR0917 - one page's parts
    request: HttpRequest,
    client: Client,
    actor: Actor,
    dossier: ClientDossier,
    composer: ComposerForm,
    stream: TimelinePage,
    *,
    kind: str = "",
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "people/client.html",
        {
            **client_frame(client, actor=actor, current="overview", dossier=dossier),
            "composer": composer,
            "stream": stream,
            "kind": kind,
            "chips": _kind_chips(client, kind),
            "kept_words": kept_until_words(client, today=timezone.localdate()),
            "panels": client_panels("overview", actor=actor, client=client, dossier=dossier),
        },
        status=status,
    )


def _kind_chips(client: Client, kind: str) -> list[dict[str, object]]:
    url = client_url(client.id)
    words = {
        "": _("Everything"),
        "call": _("Calls"),
        "visit": _("Visits"),
        "mail": _("Mails"),
        "letter": _("Letters"),
        "note": _("Notes"),
        "consent": _("Consents"),
        "relation": _("Relation"),
    }
    return [
        {"label": label, "url": f"{url}?kind={name}#timeline" if name else f"{url}#timeline", "current": name == kind}
        for name, label in words.items()
    ]


def composer_of(dossier: ClientDossier, data: object = None) -> ComposerForm:
    composer = ComposerForm(data)  # type: ignore[arg-type]
    composer.offer_people([(str(member.person.id), member.person.full_name) for member in dossier.present])
    return composer


@require_http_methods(["POST"])
@sent_once
@with_client
def compose(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """Save what was typed in the composer. Asked by htmx it gives the composer, empty again, and the new line."""
    dossier = dossier_of(client)
    form = composer_of(dossier, request.POST)
    by_htmx = bool(request.headers.get("HX-Request"))
    if form.is_valid():
        try:
            entry = actions.write_correspondence(
                by=actor,
                at=timezone.now(),
                client=client,
                person=_chosen_person(form, dossier),
                bsn_confirmed=form.cleaned_data["bsn_confirmed"],
                kind=form.cleaned_data["kind"],
                direction=Direction.NONE if form.cleaned_data["kind"] == CorrespondenceKind.NOTE else Direction.OUT,
                text=form.cleaned_data["text"],
                minutes=form.cleaned_data["minutes"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if not by_htmx:
                return redirect(client_url(client.id))
            item = one_item(entry, actor=actor)
            context = {
                "client": client,
                "composer": composer_of(dossier),
                "saved": next(iter(grouped([item], now=timezone.now()))),
            }
            saved = render(request, "people/parts/composer_saved.html", context)
            return leading_to(saved, client_url(client.id))
    if by_htmx:
        return render(request, "people/parts/composer.html", {"client": client, "composer": form}, status=REFUSED)
    stream = client_timeline(client, actor=actor, now=timezone.now())
    return _overview(request, client, actor, dossier, form, stream, status=REFUSED)


def _chosen_person(form: ComposerForm, dossier: ClientDossier) -> Person | None:
    chosen = form.cleaned_data["person"]
    return next((member.person for member in dossier.present if str(member.person.id) == chosen), None)


@require_GET
@with_client
def client_people(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    return render(request, "people/client_people.html", client_frame(client, actor=actor, current="people"))


@require_GET
@with_client
def client_privacy(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """What we hold about the client and its people, why, how long, who received it, and what they said about it."""
    dossier = dossier_of(client)
    people = {member.person.id: member.person for member in dossier.members}
    events: dict[UUID, list[ConsentEvent]] = {person_id: [] for person_id in people}
    for event in ConsentEvent.objects.filter(person_id__in=people):
        events[event.person_id].append(event)
    return render(
        request,
        "people/client_privacy.html",
        {
            **client_frame(client, actor=actor, current="privacy", dossier=dossier),
            "held": held_about(persons=list(people), clients=[client.id]),
            "consents": [(person, standings(events[person.id]), events[person.id]) for person in people.values()],
            "kept_words": kept_until_words(client, today=timezone.localdate()),
            "term_words": term_words,
            "panels": client_panels("privacy", actor=actor, client=client, dossier=dossier),
        },
    )


def client_panels(
    place: str, *, actor: Actor, client: Client, dossier: ClientDossier
) -> list[tuple[str, dict[str, object]]]:
    """Panels that higher rooms add to a tab: (template, context)."""
    people = [member.person.id for member in dossier.members]
    panels = [panel for panel in house.client_panels if panel.place == place]
    circumstances = {"actor": actor, "client_id": client.id, "person_ids": people, "at": timezone.now()}
    contexts = read_all([reading_of(panel.context, **circumstances) for panel in panels])
    return [(panel.template, context) for panel, context in zip(panels, contexts, strict=True) if context]


@require_http_methods(["GET", "POST"])
@with_client
def client_edit(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    if request.method == "GET":
        return _edit_page(request, client, ClientForm.of(client))
    form = ClientForm(request.POST)
    if form.is_valid():
        try:
            actions.change_client(
                by=actor,
                at=timezone.now(),
                client=client,
                seen=form.seen_at,
                bsn_confirmed=form.cleaned_data["bsn_confirmed"],
                **form.client_values(),
            )
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(client.changed_at.isoformat())
        else:
            tell(request, _("The change is kept."))
            return redirect(client_url(client.id))
    return _edit_page(request, client, form)


def _edit_page(request: HttpRequest, client: Client, form: ClientForm) -> HttpResponse:
    page = FormPage(
        heading=_("Edit client"),
        form=form,
        submit=_("Save changes"),
        back=client_url(client.id),
        crumbs=client_crumbs(client),
        draft=f"client-{client.id}",
    )
    return form_page(
        request,
        page,
        now_there=client if form.was_overtaken else None,
        template="people/client_edit.html",
    )


@require_http_methods(["GET", "POST"])
@with_client
def client_end(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ended_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_relation(by=actor, at=timezone.now(), client=client, ended_on=form.cleaned_data["ended_on"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("The relation has ended. The term of keeping runs."))
            return redirect(client_url(client.id))
    page = FormPage(
        heading=_("End the relation"),
        form=form,
        submit=_("End the relation"),
        back=client_url(client.id),
        crumbs=client_crumbs(client),
        lead=_(
            "From this day the term of keeping runs for the client and for the people who belong to no other client. "
            "Nothing is deleted now; before the term is over you are asked."
        ),
        tone="danger",
    )
    return form_page(request, page)


@require_http_methods(["POST"])
@with_client
def client_resume(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    actions.resume_relation(by=actor, at=timezone.now(), client=client)
    tell(request, _("%(name)s is a client again; the term of keeping has stopped.") % {"name": client.name})
    return redirect(client_url(client.id))


@require_http_methods(["POST"])
@with_client
def client_archive(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    actions.archive_client(by=actor, at=timezone.now(), client=client)
    tell(request, _("%(name)s is in the archive. Nothing was deleted.") % {"name": client.name})
    return redirect(client_url(client.id))


@require_http_methods(["POST"])
@with_client
def client_unarchive(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    actions.unarchive_client(by=actor, at=timezone.now(), client=client)
    tell(request, _("%(name)s is out of the archive.") % {"name": client.name})
    return redirect(client_url(client.id))
