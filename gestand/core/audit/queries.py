"""What can be asked of the audit log for its page: lines by who, what, when and about whom, and the chain's state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import ActorKind
from gestand.core.audit.jobs import VERIFY_AUDIT
from gestand.core.audit.models import AuditCheck, AuditLine, Seal
from gestand.core.audit.report import AuditReport
from gestand.core.house import house
from gestand.core.jobs.models import Job, JobState

if TYPE_CHECKING:
    from django.db.models import QuerySet

LINES_PER_PAGE = 50
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ACTOR_WORDS: dict[str, str | Promise] = {
    ActorKind.ACCOUNT: _("somebody of the team"),
    ActorKind.CONTACT: _("a client's contact"),
    ActorKind.VISITOR: _("a visitor"),
    ActorKind.SHELL: _("the command line"),
    ActorKind.SYSTEM: _("Gestand itself"),
}
KIND_WORDS: dict[str, str | Promise] = {
    "account": _("account"),
    "client": _("client"),
    "person": _("person"),
    "correspondence": _("conversation"),
    "file": _("file"),
    "firm": _("firm"),
    "grant": _("access of a stand-in"),
    "import": _("import"),
    "job": _("job"),
    "mail": _("mail"),
    "membership": _("role"),
    "package": _("package"),
    "request": _("privacy request"),
    "session": _("session"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show; an empty value leaves it open. ``about`` is an id of a subject, a client or an account."""

    who: str = ""
    action: str = ""
    from_on: date | None = None
    until_on: date | None = None
    about: UUID | None = None
    before: int | None = None

    @property
    def is_open(self) -> bool:
        return not (self.who or self.action or self.from_on or self.until_on or self.about)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing in a line: its name where a room knows it, else its kind and the end of its number."""

    words: str
    id: UUID | None
    known: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    number: int
    at: datetime
    who: Named
    sentence: str | Promise
    action: str
    about: Named | None
    client: Named | None
    reason: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines, newest first; ``older`` is the number before which the next page begins."""

    lines: tuple[ShownLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where the chain stands: its last seal, the last verification, and one that is on its way."""

    last_seal: Seal | None
    check: AuditCheck | None
    report: AuditReport | None
    job: Job | None


def lines_page(wanted: Wanted) -> Page:
    """At most fifty lines, with names: one query for the lines and one for each kind of thing in them."""
    rows = list(_wanted_lines(wanted).order_by("-id")[: LINES_PER_PAGE + 1])
    older = rows[LINES_PER_PAGE - 1].id if len(rows) > LINES_PER_PAGE else None
    rows = rows[:LINES_PER_PAGE]
    names = _names_in(rows)
    return Page(tuple(_shown(row, names) for row in rows), older)


def _wanted_lines(wanted: Wanted) -> QuerySet[AuditLine]:
    lines = AuditLine.objects.all()
    if wanted.who:
        lines = lines.filter(actor_kind=wanted.who)
    if wanted.action:
        lines = lines.filter(action=wanted.action)
    if wanted.from_on:
        lines = lines.filter(at__gte=_midnight(wanted.from_on))
    if wanted.until_on:
        lines = lines.filter(at__lt=_midnight(wanted.until_on + timedelta(days=1)))
    if wanted.about:
        by_subject, by_client = lines.filter(subject_id=wanted.about), lines.filter(client_id=wanted.about)
        lines = by_subject | by_client | lines.filter(actor_id=wanted.about)
    if wanted.before:
        lines = lines.filter(id__lt=wanted.before)
    return lines


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


Names = Mapping[str, Mapping[UUID, str]]


def _names_in(rows: Iterable[AuditLine]) -> Names:
    ids: dict[str, set[UUID]] = {}
    for row in rows:
        for kind, number in ((row.actor_kind, row.actor_id), (row.subject_kind, row.subject_id)):
            if number is not None:
                ids.setdefault(kind, set()).add(number)
        if row.client_id is not None:
            ids.setdefault("client", set()).add(row.client_id)
    return {kind: house.name_resolvers[kind](numbers) for kind, numbers in ids.items() if kind in house.name_resolvers}


def _named(kind: str, number: UUID | None, names: Names, words: Mapping[str, Any]) -> Named:
    name = names.get(kind, {}).get(number) if number else None
    if name:
        return Named(name, number, known=True)
    plain = str(words.get(kind, kind))
    return Named(f"{plain} …{str(number)[-6:]}" if number else plain, number, known=False)


def _shown(row: AuditLine, names: Names) -> ShownLine:
    known = house.audit_actions.get(row.action)
    subject = row.subject_kind and not (row.subject_kind == "client" and row.subject_id == row.client_id)
    return ShownLine(
        number=row.id,
        at=row.at,
        who=_named(row.actor_kind, row.actor_id, names, ACTOR_WORDS),
        sentence=known.sentence if known else row.action,
        action=row.action,
        about=_named(row.subject_kind, row.subject_id, names, KIND_WORDS) if subject else None,
        client=_named("client", row.client_id, names, KIND_WORDS) if row.client_id else None,
        reason=row.reason,
        facts=tuple((name, _fact(value)) for name, value in row.facts.items()),
    )


def _fact(value: object) -> str:
    """As it was written, but of an identifier only its last six figures, as beside a name that is gone."""
    if isinstance(value, list):
        return ", ".join(_fact(one) for one in value)
    words = str(value)
    return f"…{words[-6:]}" if _IDENTIFIER.fullmatch(words) else words


def chain_state() -> ChainState:
    """Three queries."""
    check = AuditCheck.objects.order_by("-id").first()
    return ChainState(
        last_seal=Seal.objects.defer("roll").order_by("-number").first(),
        check=check,
        report=AuditReport.from_json(check.report) if check else None,
        job=Job.objects.filter(name=VERIFY_AUDIT, state__in=(JobState.WAITING, JobState.RUNNING)).first(),
    )
