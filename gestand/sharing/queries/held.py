"""What is held for clients as their processor: now, and still after the service has ended (GDPR 28(3)(g)).

Of a household only what is marked as handed over while it was a business: what is documented of its own is the firm's
as controller, and never on these lists.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from gestand.core.audit.models import AuditLine
from gestand.core.declarations.held import all_held, held_models
from gestand.core.declarations.paths import AnyModel, field_at
from gestand.core.declarations.personal import HeldFor
from gestand.core.erasure.asking import Keys
from gestand.core.files.models import StoredFile
from gestand.core.gathering import Reading
from gestand.core.house import HeldAtTheEnd
from gestand.core.law import law
from gestand.core.questions import Given, Ids, Question
from gestand.people.models import Client, ClientKind
from gestand.sharing.models import ClientAgreement, ClientAgreementState, HandBack, HeldPackage
from gestand.ui import formats

TERM = "keep.as_processor"


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one client: keys and counts by table. ``subjects``: whom it is about."""

    keys: Keys = field(default_factory=dict)
    subjects: frozenset[UUID] = frozenset()

    @property
    def rows(self) -> int:
        return sum(len(keys) for keys in self.keys.values())

    @property
    def counts(self) -> dict[str, int]:
        return {model._meta.label: len(keys) for model, keys in self.keys.items()}

    @property
    def digest(self) -> str:
        """Stands for exactly these rows: a yes to it is a yes to nothing else."""
        lines = sorted(f"{model._meta.label} {key}" for model, keys in self.keys.items() for key in keys)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def titles(self) -> list[tuple[str, int]]:
        """Tables in the reader's language, with how many rows."""
        return [
            (capfirst(str(model._meta.verbose_name_plural if len(keys) != 1 else model._meta.verbose_name)), len(keys))
            for model, keys in self.keys.items()
        ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as a person recognises it: its file, and what its declaration tells of it."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The rows of one table. ``lines``: those that have words of their own."""

    title: str
    count: int
    lines: list[Shown]


def shown(held: Held) -> list[ShownTable]:
    """Every row that is held, by table; one query for each table."""
    titles = {model: title for model, (title, _count) in zip(held.keys, held.titles, strict=True)}
    found = []
    for declared, how in held_models():
        model, told = declared.model, tuple(how.told)
        names = file_fields(model)
        if model not in held.keys:
            continue
        lines = []
        rows = model._base_manager.filter(pk__in=held.keys[model]).order_by("pk")
        for row in rows.select_related(*names, *hops(told)):
            files = ", ".join(stored.name for name in names if (stored := getattr(row, name)) is not None)
            detail = " · ".join(filter(None, (value_at(row, model, path) for path in told)))
            if files or detail:
                lines.append(Shown(files or detail, detail if files else ""))
        found.append(ShownTable(titles[model], len(held.keys[model]), lines))
    return found


def file_fields(model: type[models.Model]) -> list[str]:
    """Its fields that point to a stored file."""
    keys = [each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)]
    return [each.name for each in keys if each.remote_field.model is StoredFile]


def hops(told: Collection[str]) -> list[str]:
    """The foreign keys on the way to what is told."""
    return list(dict.fromkeys(path.rpartition("__")[0] for path in told if "__" in path))


def value_at(row: models.Model, model: type[models.Model], path: str) -> str:
    """What stands at the end of a path, in words."""
    *steps, last = path.split("__")
    there: Any = row
    for step in steps:
        there = getattr(there, step)
    end, value = field_at(model, path), getattr(there, last)
    if end.choices:
        return str(dict(end.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return formats.moment_words(value)
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")


def held_of(client_id: UUID) -> Held:
    """One statement, however many tables are declared."""
    return _held_by_client([client_id]).get(client_id, Held(subjects=frozenset({client_id})))


def _held_by_client(clients: Collection[UUID]) -> dict[UUID, Held]:
    if not clients:
        return {}
    keys: dict[UUID, Keys] = {}
    subjects: dict[UUID, set[UUID]] = {}
    every, among = held_models(), tuple(clients)
    questions = (
        _holding(declared.model, held.client, held.when, tuple(subject.lookup for subject in declared.subjects))
        for declared, held in every
    )
    answers = Reading(lambda *found: found, *(question.about(clients=among) for question in questions)).ask()
    for (declared, _held), rows in zip(every, answers, strict=True):
        for key, client, *about in rows:
            keys.setdefault(client, {}).setdefault(declared.model, set()).add(key)
            subjects.setdefault(client, {client}).update(each for each in about if each is not None)
    return {client: Held(found, frozenset(subjects[client])) for client, found in keys.items()}


@cache
def _holding(model: type[AnyModel], client: str, when: str, lookups: tuple[str, ...]) -> Question:
    """Which rows of a table are held for whom, and whom they are about."""

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = all_held(model, HeldFor(client, when=when)).filter(**{f"{client}__among": clients}).order_by()
        if not when:
            rows = rows.filter(**{f"{client}__kind": ClientKind.BUSINESS})
        found: QuerySet[Any, Any] = rows.values_list("pk", client, *lookups)
        return found

    return Question(ask)


def ended_clients(on: date) -> QuerySet[Client]:
    """Clients who left, and businesses whose agreement ended without another in its place."""
    signed = ClientAgreement.objects.filter(state=ClientAgreementState.SIGNED).values("client")
    over = ClientAgreement.objects.filter(state=ClientAgreementState.ENDED, ended_on__lte=on).exclude(end_choice="")
    # Both ways have an index of their own: nobody reads through the clients who are still here.
    return Client.objects.filter(
        Q(ended_on__isnull=False, ended_on__lte=on) | Q(id__in=over.exclude(client__in=signed).values("client"))
    )


def ended_on(client_id: UUID, on: date) -> date | None:
    """The day on which the service to this client as its processor ended: the last of what ended, or the day on which
    a business became a household; None while it lasts.
    """
    return _ends([client_id], on).get(client_id)


def _ends(clients: Collection[UUID], on: date) -> dict[UUID, date]:
    found = Client.objects.filter(id__in=clients)
    over = found.filter(Q(kind=ClientKind.HOUSEHOLD) | Q(id__in=ended_clients(on).values("id")))
    rows = over.values_list("id", "kind", "ended_on", "created_at")
    kinds = {client: kind for client, kind, _day, _made in rows}
    days = {client: {day} if day is not None and day <= on else set() for client, _kind, day, _made in rows}
    changed = _became_households([client for client, kind in kinds.items() if kind == ClientKind.HOUSEHOLD])
    ended = ClientAgreement.objects.filter(client__in=days, state=ClientAgreementState.ENDED).exclude(end_choice="")
    for client, day in ended.filter(ended_on__lte=on).values_list("client_id", "ended_on") if days else ():
        if day is not None:
            days[client].add(day)
    ends = {}
    for client, _kind, left_on, made_at in rows:
        if client in changed:
            ends[client] = min(changed[client], left_on or changed[client])
        else:
            ends[client] = max(days[client], default=timezone.localdate(made_at))
    return ends


def _became_households(clients: Collection[UUID]) -> dict[UUID, date]:
    """When these were last given another kind, as the audit log tells."""
    if not clients:
        return {}
    lines = AuditLine.objects.filter(client_id__in=clients, action="people.client.change").order_by("id")
    told = lines.values_list("client_id", "at", "facts")
    return {
        client: timezone.localdate(at) for client, at, facts in told if client and "kind" in facts.get("fields", ())
    }


def last_day(since: date) -> date:
    """Until when it may still be here."""
    return law(TERM, since).length.added_to(since)


def running_hand_back(client_id: UUID) -> HandBack | None:
    rows = HandBack.objects.running().filter(client=client_id).select_related("certificate", "agreement")
    return rows.order_by("-id").first()


def package_of(row: HandBack) -> HeldPackage | None:
    """What was packed, with its file, while it is here."""
    return row.packages.select_related("file").order_by("-packed_at").first()


def recorded_choice(client_id: UUID) -> str:
    """What the client chose when its last agreement ended; "" when nobody recorded it."""
    ended = ClientAgreement.objects.filter(client=client_id, state=ClientAgreementState.ENDED).exclude(end_choice="")
    return ended.order_by("-ended_on", "-number").values_list("end_choice", flat=True).first() or ""


def hand_backs_of(client_id: UUID) -> list[HandBack]:
    """What was returned or deleted, newest first."""
    rows = HandBack.objects.filter(client=client_id, done_on__isnull=False).select_related("certificate")
    return list(rows.order_by("-done_on", "-id"))


def counts_at_the_end(on: date, make: Callable[[dict[UUID, int]], Any]) -> Reading[Any]:
    """By client whose service is over, how many rows are still held for it; a question or two for each table."""
    questions = [_counting(declared.model, held.client, held.when).about(on=on) for declared, held in held_models()]
    questions += [
        _counting_of_households(declared.model, held.client, held.when).about()
        for declared, held in held_models()
        if held.when
    ]
    return Reading(lambda *found: make(_added(found)), *questions)


@cache
def _counting(model: type[AnyModel], client: str, when: str) -> Question:
    """How many rows of a table are held for each business whose service is over."""

    def ask() -> QuerySet[Any, Any]:
        over = ended_clients(Given("on", DateField()))  # type: ignore[arg-type] # the day comes to stand there
        among = over.filter(kind=ClientKind.BUSINESS).values("id")
        return _counted(all_held(model, HeldFor(client, when=when)).filter(**{f"{client}__in": among}), client)

    return Question(ask)


@cache
def _counting_of_households(model: type[AnyModel], client: str, when: str) -> Question:
    """How many rows are marked as held for each household, which was a business when it handed them over."""

    def ask() -> QuerySet[Any, Any]:
        rows = all_held(model, HeldFor(client, when=when)).filter(**{f"{client}__kind": ClientKind.HOUSEHOLD})
        return _counted(rows, client)

    return Question(ask)


def _counted(rows: QuerySet[Any], client: str) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = rows.order_by().values_list(client).annotate(rows=Count("pk"))
    return counted


def for_households(client_id: str) -> Q:
    """Whether something is marked as held for a household, whose id stands in this column."""
    marked = Q(pk__in=[])
    for declared, held in held_models():
        if held.when:
            marked |= Q(Exists(all_held(declared.model, held).filter(**{held.client: OuterRef(client_id)})))
    return Q(kind=ClientKind.HOUSEHOLD) & marked


def _added(found: Collection[Sequence[tuple[UUID, int]]]) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    for rows in found:
        for client_id, count in rows:
            counts[client_id] = counts.get(client_id, 0) + count
    return counts


def held_at_the_end(on: date) -> Sequence[HeldAtTheEnd]:
    """Every client whose service is over and for whom something is still held, the most urgent first.

    A few queries, however many clients and tables.
    """
    counts: dict[UUID, int] = counts_at_the_end(on, dict).ask()
    clients = Client.objects.filter(id__in=counts)
    names, ends, held = dict(clients.values_list("id", "name")), _ends(counts, on), _held_by_client(counts)
    running = HandBack.objects.running().filter(client__in=counts).order_by("id")
    chosen = dict(running.values_list("client_id", "chosen_on"))
    found = [
        HeldAtTheEnd(
            client,
            names[client],
            rows,
            last_day(max(ends[client], chosen.get(client, ends[client]))),
            url_of(client),
            held[client].subjects,
        )
        for client, rows in counts.items()
    ]
    return sorted(found, key=lambda each: (each.until_on, each.name))


def url_of(client_id: UUID) -> str:
    return reverse("sharing:held", args=[client_id])
