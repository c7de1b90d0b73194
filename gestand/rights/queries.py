"""What can be asked about requests: the board, one request's page, the lines for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.actors import Actor, ActorKind
from gestand.core.audit.models import AuditLine
from gestand.core.declarations.registry import personal_models
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine, house
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.sentences import shown_sentence
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.questions import Given, Question
from gestand.core.search.find import find
from gestand.people.models import MailAddress, Person, PhoneNumber
from gestand.rights import letters
from gestand.rights.actions.packages import ANSWERED_WITH_A_PACKAGE
from gestand.rights.clock import Clock, clock_of
from gestand.rights.models import (
    OPEN_STATES,
    Package,
    PackageState,
    Request,
    RequestKind,
    RequestQuerySet,
    RequestState,
)
from gestand.rights.progress import step_words, waits_for_words, with_progress
from gestand.ui.formats import phone_words

#: An answered request stays on the board this long.
SHOWN_AFTER_ANSWER = timedelta(days=30)
MOST_ANSWERED = 12
_SOON_DAYS = 7
_HALFWAY_DAYS = 14
_MOST_PERSONS, _MOST_FOUND = 8, 40
_LEAVING = (MailState.WAITING, MailState.SENDING)
_UNDELIVERED = (MailState.FAILED, MailState.CANCELLED, None)

#: What a request is called in a title: "Request for access by Eva Jansen".
TITLES = {
    RequestKind.ACCESS: lambda: _("Access request of %(name)s"),
    RequestKind.RECTIFICATION: lambda: _("Correction request of %(name)s"),
    RequestKind.ERASURE: lambda: _("Erasure request of %(name)s"),
    RequestKind.RESTRICTION: lambda: _("Restriction request of %(name)s"),
    RequestKind.PORTABILITY: lambda: _("Transfer request of %(name)s"),
    RequestKind.WITHDRAWAL: lambda: _("Withdrawal of consent by %(name)s"),
    RequestKind.OBJECTION: lambda: _("Objection of %(name)s"),
}


@dataclass(frozen=True, slots=True)
class BoardCard:
    request: Request
    title: str
    kind: str
    note: str
    waits_for: str
    days_left: int
    days_total: int
    url: str


@dataclass(frozen=True, slots=True)
class BoardColumn:
    state: str
    label: str
    cards: list[BoardCard]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    what: str
    who: str
    icon: str


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """An answer in the outbox. ``failure`` is the outbox's own sentence; ``is_link`` a package's, not a written one."""

    state: str
    failure: str
    is_link: bool
    mail_is_set_up: bool

    @property
    def is_undelivered(self) -> bool:
        return self.state in _UNDELIVERED

    @property
    def is_in_doubt(self) -> bool:
        return self.state == MailState.IN_DOUBT


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person whom the owner may mean, with enough to tell two of the same name apart."""

    id: UUID
    name: str
    detail: str


def title_of(request: Request) -> str:
    """As in "Access request of Eva Jansen": by the name on file once identified, else the name that was given."""
    return TITLES[RequestKind(request.kind)]() % {"name": asker_of(request)}


def asker_of(request: Request) -> str:
    return request.person.full_name if request.person_id and request.person else request.name


def clock_for(request: Request) -> Clock:
    return clock_of(request.received_at, extended=request.extended_at is not None)


def board(*, actor: Actor, today: date, words: str = "") -> list[BoardColumn]:
    """Open requests by step, most urgent first, and what was answered lately. Two queries, more with ``words``.

    With words it holds what the search finds for them, however long ago it was answered. The step "answer in the
    outbox" stands there only while something is in it.
    """
    visible = Request.objects.visible_to(actor).select_related("person")
    over = visible.over()
    if words:
        found = [hit.id for hit in find(words, actor=actor, limit=_MOST_FOUND, kinds={"request"})]
        visible, over = visible.filter(id__in=found), over.filter(id__in=found)
    else:
        over = over.filter(closed_at__gte=timezone.now() - SHOWN_AFTER_ANSWER)
    running = list(with_progress(with_mail_state(visible.running())).order_by("due_on", "id"))
    answered = list(over.order_by("-closed_at")[:MOST_ANSWERED])
    columns = [
        (RequestState.RECEIVED, running),
        (RequestState.IDENTIFIED, running),
        (RequestState.READY, running),
        *([(RequestState.SENDING, running)] if any(each.state == RequestState.SENDING for each in running) else []),
        (RequestState.ANSWERED, answered),
    ]
    return [
        BoardColumn(
            state.value,
            str(state.label),
            [_card(request, today=today) for request in requests if state in (request.state, RequestState.ANSWERED)],
        )
        for state, requests in columns
    ]


def _card(request: Request, *, today: date) -> BoardCard:
    clock = clock_for(request)
    return BoardCard(
        request,
        asker_of(request),
        str(RequestKind(request.kind).label),
        next_step_words(request) if request.closed_at is None else request.get_state_display(),
        waits_for_words(request) if request.closed_at is None else "",
        clock.days_left(today),
        clock.days_total,
        reverse("rights:request", args=[request.id]),
    )


def next_step_words(request: Request) -> str:
    """The next step in one short sentence."""
    if request.state == RequestState.RECEIVED:
        return _("Make sure who asks.")
    if request.state == RequestState.IDENTIFIED:
        if request.kind in ANSWERED_WITH_A_PACKAGE:
            return _("Make the package.")
        return step_words(request)
    if request.state == RequestState.READY:
        return _("Look through the package and send it.")
    if request.state == RequestState.SENDING:
        return _words_about_mail(getattr(request, "mail_state", None))
    return ""


def _words_about_mail(state: str | None) -> str:
    if state in _UNDELIVERED:
        return _("The answer was not delivered.")
    if state == MailState.IN_DOUBT:
        return _("Did the answer arrive? Only you can find out.")
    return _("The answer waits in the outbox.")


def with_mail_state(requests: RequestQuerySet) -> RequestQuerySet:
    """Each with ``mail_state``: where the mail is that brings its answer."""
    mails = OutgoingMail.objects.filter(id=OuterRef("answer_mail_id")).values("state")
    return requests.annotate(mail_state=Subquery(mails[:1]))


def waiting_answer(request: Request, package: Package | None) -> WaitingAnswer:
    """What the page says about an answer whose mail has not left. Two queries."""
    mail = OutgoingMail.objects.filter(id=request.answer_mail_id).first() if request.answer_mail_id else None
    return WaitingAnswer(
        mail.state if mail else MailState.CANCELLED,
        shown_sentence(mail.failure) if mail else "",
        package is not None and package.state == PackageState.READY and bool(package.link_digest),
        mail_is_set_up(),
    )


def words_taken_back(request: Request) -> str:
    """What the owner wrote in an answer that was taken back out of the outbox, to go on from."""
    if request.answer_mail_id is None:
        return ""
    text = OutgoingMail.objects.filter(id=request.answer_mail_id).values_list("text", flat=True).first()
    return letters.words_of(text or "")


def latest_package(request: Request) -> Package | None:
    return request.packages.select_related("file").order_by("-asked_at", "-id").first()


def job_of(package: Package | None) -> Job | None:
    """The job that makes a package, while it is being made or has failed."""
    if package is None or package.state != PackageState.MAKING or package.job_id is None:
        return None
    return Job.objects.filter(id=package.job_id).first()


def has_failed(job: Job | None) -> bool:
    return job is not None and job.state == JobState.FAILED


def history(request: Request) -> list[HistoryLine]:
    """What happened to a request, newest first, from the audit log."""
    lines = list(
        AuditLine.objects.filter(subject_id=request.id)
        .order_by("-id")
        .values_list("at", "action", "actor_kind", "actor_id")
    )
    resolve = house.name_resolvers.get("account")
    accounts = {actor for _at, _action, kind, actor in lines if kind == ActorKind.ACCOUNT and actor}
    names = resolve(accounts) if resolve and accounts else {}
    told = []
    for at, action, kind, actor in lines:
        known = house.audit_actions.get(action)
        who = {
            ActorKind.ACCOUNT.value: names.get(actor, _("the team")) if actor else _("the team"),
            ActorKind.VISITOR.value: _("the person who asked"),
            ActorKind.CONTACT.value: _("the person who asked"),
        }.get(kind, _("by itself"))
        told.append(
            HistoryLine(at, capfirst(str(known.sentence)) if known else action, who, _ICONS.get(action, "circle"))
        )
    return told


_ICONS = {
    "rights.request.enter": "pencil",
    "rights.request.form": "mail",
    "rights.request.confirm": "mail-opened",
    "rights.request.identify": "user-check",
    "rights.request.answer": "send",
    "rights.request.write": "mail",
    "rights.request.left": "send",
    "rights.request.refuse": "x",
    "rights.request.extend": "hourglass",
    "rights.request.extended": "hourglass",
    "rights.request.letter": "mail",
    "rights.request.correct": "pencil",
    "rights.request.restrict": "lock",
    "rights.request.tell_lifting": "mail",
    "rights.request.lift": "lock-open",
    "rights.request.weigh": "certificate",
    "rights.request.change_kind": "pencil",
    "rights.request.join": "arrow-merge",
    "rights.request.withdraw": "x",
    "rights.request.pass_on": "send",
    "rights.request.to_client": "send",
    "rights.request.remind": "clock-exclamation",
    "rights.request.dossier": "file-zip",
    "rights.notice.tell": "send",
    "rights.request.take_back": "arrow-back-up",
    "rights.mentions.look": "search",
    "rights.mentions.see": "eye",
    "rights.mentions.looked": "eye",
    "rights.mentions.open": "file",
    "rights.mentions.decide": "list-check",
    "rights.copy.ask": "id",
    "rights.copy.send": "id",
    "rights.copy.look": "eye",
    "rights.copy.check": "user-check",
    "rights.copy.destroy": "trash",
    "rights.copy.expire": "clock",
    "rights.copy.withdraw": "arrow-back-up",
    "rights.package.ask": "package",
    "rights.package.made": "package",
    "rights.package.send": "mail",
    "rights.package.collect": "download",
    "rights.package.expire": "clock",
    "rights.package.destroy": "trash",
}


def addresses_of(request: Request) -> list[tuple[str, str]]:
    """Mail addresses to send an answer to: those on file first, then the one that was given."""
    on_file = (
        list(
            MailAddress.objects.filter(person_id=request.person_id)
            .order_by("order", "id")
            .values_list("address", flat=True)
        )
        if request.person_id
        else []
    )
    found = [(address, _("%(address)s (on file)") % {"address": address}) for address in on_file]
    if request.email and request.email.casefold() not in {address.casefold() for address in on_file}:
        given = request.email if not on_file else _("%(address)s (as given, not on file)") % {"address": request.email}
        found.append((request.email, given))
    return found


def phones_of(request: Request) -> list[str]:
    """Numbers on file, to call back on."""
    if not request.person_id:
        return []
    return list(PhoneNumber.objects.filter(person_id=request.person_id).values_list("number", flat=True))


def find_persons(words: str, *, actor: Actor) -> list[FoundPerson]:
    """Persons whom these words may mean, with a mail address and number on file each. At most six queries."""
    hits = find(words, actor=actor, limit=_MOST_PERSONS, kinds={"person"}) if words.strip() else []
    found = {person.id: person for person in _with_contact(actor, [hit.id for hit in hits])} if hits else {}
    return [found[hit.id] for hit in hits if hit.id in found]


def found_person(person_id: UUID | None, *, actor: Actor) -> list[FoundPerson]:
    """One person by id, as a search would show it."""
    return _with_contact(actor, [person_id]) if person_id else []


def _with_contact(actor: Actor, ids: list[UUID]) -> list[FoundPerson]:
    own = OuterRef("pk")
    persons: Any = (
        Person.objects.visible_to(actor)
        .filter(id__in=ids)
        .annotate(
            first_mail=Subquery(MailAddress.objects.filter(person_id=own).values("address")[:1]),
            first_phone=Subquery(PhoneNumber.objects.filter(person_id=own).values("number")[:1]),
        )
    )
    return [
        FoundPerson(
            person.id,
            person.full_name,
            " · ".join(filter(None, [mail, phone_words(phone) if phone else ""])),
        )
        for person, mail, phone in (
            (person, getattr(person, "first_mail", None), getattr(person, "first_phone", None)) for person in persons
        )
    ]


def contents_of(package: Package) -> list[dict[str, Any]]:
    """What is inside, table by table, with the titles in the reader's language; empty tables left out."""
    titles = {
        declared.model._meta.label_lower: capfirst(str(declared.model._meta.verbose_name_plural))
        for declared in personal_models()
    }
    return [
        {**table, "title": titles.get(table["name"], table["name"])}
        for table in package.contents.get("tables", [])
        if table["rows"]
    ]


@Question
def _waiting_requests() -> QuerySet[Request]:
    packages = Package.objects.filter(request_id=OuterRef("pk"))
    ran_out = packages.filter(state=PackageState.EXPIRED, link_until__gte=Given("shown_since", DateTimeField()))
    unused = Exists(ran_out) & ~Exists(packages.exclude(state=PackageState.EXPIRED))
    waiting = Q(state__in=OPEN_STATES) | (Q(state=RequestState.ANSWERED) & unused)
    rows = with_progress(with_mail_state(Request.objects.filter(waiting)))
    return rows.select_related("person").order_by("due_on", "id")


@Gathers
def today_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Requests that wait for the owner, by days left; and answers whose link ran out unused."""
    if not actor.is_owner:
        return Reading(list)
    rows = _waiting_requests.about(shown_since=at - SHOWN_AFTER_ANSWER)
    return Reading(lambda requests: _lines(requests, today=timezone.localdate(at)), rows)


def _lines(requests: Sequence[Request], *, today: date) -> Sequence[CardLine]:
    return [
        _line(row, today=today) if row.state in OPEN_STATES else _unused_line(row)
        for row in requests
        if not _is_leaving(row, today=today)
    ]


def _is_leaving(request: Request, *, today: date) -> bool:
    """Its answer is about to leave by itself, and there is time enough for that."""
    leaving = request.state == RequestState.SENDING and getattr(request, "mail_state", None) in _LEAVING
    return leaving and clock_for(request).days_left(today) > _HALFWAY_DAYS


def _unused_line(request: Request) -> CardLine:
    return CardLine(
        urgency=60,
        icon="clock-exclamation",
        tone="plain",
        title=_("%(name)s did not fetch the package") % {"name": asker_of(request)},
        detail=_("The link worked for 24 hours. It can be made anew."),
        action_label=_("Look at it"),
        action_url=reverse("rights:request", args=[request.id]),
    )


def _line(request: Request, *, today: date) -> CardLine:
    clock = clock_for(request)
    left = clock.days_left(today)
    if left < 0:
        urgency, tone = 5, "broken"
        detail = ngettext("%(n)d day too late.", "%(n)d days too late.", -left) % {"n": -left}
    else:
        urgency = 15 if left <= _SOON_DAYS else 30 + left
        tone = "warn" if left <= _HALFWAY_DAYS else "plain"
        detail = next_step_words(request)
    label = {
        RequestState.RECEIVED: _("Find out who"),
        RequestState.IDENTIFIED: _("Make the package") if request.kind in ANSWERED_WITH_A_PACKAGE else _("Go on"),
        RequestState.READY: _("Look at the package"),
        RequestState.SENDING: _("Look at it"),
    }[RequestState(request.state)]
    return CardLine(
        urgency=urgency,
        icon="id",
        tone=tone,
        title=title_of(request),
        detail=detail,
        action_label=label,
        action_url=reverse("rights:request", args=[request.id]),
        days_left=left,
        days_total=clock.days_total,
    )
