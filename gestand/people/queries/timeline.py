"""The timeline of a client: what was said, consents, joins, start and end, in one stream, newest first, by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gestand.people.models import (
    Attachment,
    Client,
    ConsentEvent,
    ConsentVerb,
    Correspondence,
    CorrespondenceKind,
    Direction,
    Merge,
    Person,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

PAGE_SIZE = 25
#: Which kinds the filter offers; "relation" is start, end, archive and joins.
KINDS = (*CorrespondenceKind.values, "consent", "relation")
ICONS = {
    "mail": "mail",
    "letter": "file-text",
    "visit": "car",
    "note": "note",
    "consent": "hand-stop",
    "relation": "users",
}
#: The order of sources at one and the same moment: part of the key.
_ENTRY, _CONSENT, _RELATION = 0, 1, 2


@dataclass(slots=True)
class TimelineItem:
    at: datetime
    source: int
    id: UUID
    kind: str
    icon: str
    title: str
    text: str = ""
    subject: str = ""
    minutes: int | None = None
    tone: str = ""
    is_day: bool = False  # only the day is known
    entry: Correspondence | None = None
    attachments: list[Attachment] = field(default_factory=list)
    may_change: bool = False

    @property
    def place(self) -> tuple[datetime, int, UUID]:
        """Newest first: later moment, lower source, later id."""
        return (self.at, -self.source, self.id)

    @property
    def key(self) -> str:
        return f"{self.source}{self.id.hex}{self.at.isoformat()}"


@dataclass(slots=True)
class TimelineGroup:
    heading: str
    items: list[TimelineItem]
    is_today: bool = False


@dataclass(slots=True)
class TimelinePage:
    groups: list[TimelineGroup]
    earlier: str = ""  # the key at which the next page begins
    is_first: bool = True

    @property
    def has_today(self) -> bool:
        return any(group.is_today for group in self.groups)


def client_timeline(
    client: Client, *, actor: Actor, now: datetime, kind: str = "", before: str = "", limit: int = PAGE_SIZE
) -> TimelinePage:
    """One page of everything that happened with a client. ``kind`` is one of ``KINDS`` or empty."""
    cursor = _read_key(before)
    items: list[TimelineItem] = []
    if kind not in ("consent", "relation"):
        entries: QuerySet[Correspondence] = Correspondence.objects.visible_to(actor).filter(client=client)
        items += _entries(entries, actor=actor, kind=kind, cursor=cursor, limit=limit)
    if kind in ("", "consent"):
        events = ConsentEvent.objects.filter(person__memberships__client=client)
        items += _consents(events, cursor=cursor, limit=limit)
    if kind in ("", "relation"):
        items += _relation_events(client, cursor=cursor)
    return _page(items, now=now, limit=limit, is_first=cursor is None)


def person_timeline(
    person: Person, *, actor: Actor, now: datetime, before: str = "", limit: int = PAGE_SIZE
) -> TimelinePage:
    """One page of what was said with a person, and of consents and objections."""
    cursor = _read_key(before)
    entries: QuerySet[Correspondence] = Correspondence.objects.visible_to(actor).filter(person=person)
    items = _entries(entries, actor=actor, kind="", cursor=cursor, limit=limit)
    items += _consents(ConsentEvent.objects.filter(person=person), cursor=cursor, limit=limit)
    return _page(items, now=now, limit=limit, is_first=cursor is None)


def one_item(entry: Correspondence, *, actor: Actor) -> TimelineItem:
    """A single entry as the timeline shows it."""
    return _item_of(entry, actor)


def _page(items: list[TimelineItem], *, now: datetime, limit: int, is_first: bool) -> TimelinePage:
    items.sort(key=lambda item: item.place, reverse=True)
    more, items = len(items) > limit, items[:limit]
    return TimelinePage(list(grouped(items, now=now)), items[-1].key if more else "", is_first)


def _read_key(text: str) -> tuple[datetime, int, UUID] | None:
    """A key from an address; one that was tampered with gives the newest page."""
    try:
        source, row_id, at = int(text[:1]), UUID(hex=text[1:33]), parse_datetime(text[33:])
        if at is None or timezone.is_naive(at):
            return None
        return at.astimezone(UTC), source, row_id
    except (ValueError, OverflowError):
        return None


def _earlier(cursor: tuple[datetime, int, UUID] | None, source: int) -> Q:
    """Rows of a source behind the cursor, in the order (moment, source, id)."""
    if cursor is None:
        return Q()
    at, at_source, row_id = cursor
    if source < at_source:
        return Q(at__lt=at)
    if source > at_source:
        return Q(at__lte=at)
    return Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=row_id))


def _entries(
    entries: QuerySet[Correspondence], *, actor: Actor, kind: str, cursor: tuple[datetime, int, UUID] | None, limit: int
) -> list[TimelineItem]:
    if kind:
        entries = entries.filter(kind=kind)
    rows = list(
        entries.filter(_earlier(cursor, _ENTRY))
        .select_related("person")
        .annotate(has_files=Exists(Attachment.objects.filter(correspondence=OuterRef("pk"))))
        .order_by("-at", "-id")[: limit + 1]
    )
    files: dict[UUID, list[Attachment]] = {}
    if with_files := [row.id for row in rows if row.has_files]:
        for attachment in (
            Attachment.objects.filter(correspondence__in=with_files).select_related("file").order_by("id")
        ):
            files.setdefault(attachment.correspondence_id, []).append(attachment)
    return [_item_of(row, actor, files.get(row.id, [])) for row in rows]


def _item_of(row: Correspondence, actor: Actor, files: list[Attachment] | None = None) -> TimelineItem:
    return TimelineItem(
        at=row.at,
        source=_ENTRY,
        id=row.id,
        kind=row.kind,
        icon=icon_of(row),
        title=title_of(row),
        text=row.text,
        subject="" if row.kind == CorrespondenceKind.NOTE else row.subject,
        minutes=row.minutes,
        entry=row,
        attachments=files or [],
        may_change=actor.is_owner or (row.written_by is not None and row.written_by == actor.id),
    )


def icon_of(row: Correspondence) -> str:
    if row.kind == CorrespondenceKind.CALL:
        return "phone-outgoing" if row.direction == Direction.OUT else "phone"
    return ICONS[row.kind]


def title_of(row: Correspondence) -> str:
    """One line: "Carla van den Berg called", "Mailed Carla van den Berg", "Visit"."""
    who = row.person.full_name if row.person else row.caller
    if row.kind == CorrespondenceKind.NOTE:
        return row.subject or _("Note")
    if not who:
        return str(row.get_kind_display())
    sentences = {
        ("call", "in"): _("%(who)s called"),
        ("call", "out"): _("Called %(who)s"),
        ("mail", "in"): _("%(who)s mailed"),
        ("mail", "out"): _("Mailed %(who)s"),
        ("letter", "in"): _("%(who)s wrote a letter"),
        ("letter", "out"): _("Letter to %(who)s"),
        ("visit", "in"): _("%(who)s came by"),
    }
    neutral = {"call": _("Call with %(who)s"), "visit": _("Visited %(who)s"), "mail": _("Mail with %(who)s")}
    words = sentences.get((row.kind, row.direction)) or neutral.get(row.kind, _("Letter, %(who)s"))
    return words % {"who": who}


def _consents(
    events: QuerySet[ConsentEvent], *, cursor: tuple[datetime, int, UUID] | None, limit: int
) -> list[TimelineItem]:
    rows = events.filter(_earlier(cursor, _CONSENT)).select_related("person").order_by("-at", "-id")[: limit + 1]
    tones = {ConsentVerb.GIVEN: "kept", ConsentVerb.OBJECTED: "warn", ConsentVerb.WITHDRAWN: "warn"}
    return [
        TimelineItem(
            at=row.at,
            source=_CONSENT,
            id=row.id,
            kind="consent",
            icon="circle-check" if row.verb in (ConsentVerb.GIVEN, ConsentVerb.LIFTED) else "hand-stop",
            title=_("%(what)s: %(who)s") % {"what": row.get_verb_display(), "who": row.person.full_name},
            text=_("For %(purpose)s, %(source)s.") % {"purpose": row.get_purpose_display(), "source": row.source},
            tone=tones.get(ConsentVerb(row.verb), ""),
        )
        for row in rows
    ]


def _relation_events(client: Client, *, cursor: tuple[datetime, int, UUID] | None) -> list[TimelineItem]:
    items = [_relation(client.started_on, _("Became a client"), 1, icon="heart")]
    if client.ended_on:
        items.append(_relation(client.ended_on, _("The relation ended"), 2, icon="door-exit"))
    if client.archived_at:
        items.append(
            TimelineItem(client.archived_at, _RELATION, UUID(int=3), "relation", "archive", _("Put in the archive"))
        )
    items += [
        TimelineItem(merge.merged_at, _RELATION, merge.id, "relation", "arrow-merge", _("Joined with another client"))
        for merge in Merge.objects.filter(client=client)
    ]
    if cursor is None:
        return items
    at, source, row_id = cursor
    return [item for item in items if item.place < (at, -source, row_id)]


def _relation(on: date, title: str, number: int, *, icon: str) -> TimelineItem:
    at = timezone.make_aware(datetime.combine(on, time.min))
    return TimelineItem(at, _RELATION, UUID(int=number), "relation", icon, title, is_day=True)


def grouped(items: Iterable[TimelineItem], *, now: datetime) -> Iterable[TimelineGroup]:
    """Items below headings: today, yesterday, this week, last week, then months."""
    group: TimelineGroup | None = None
    for item in items:
        words = heading(timezone.localdate(item.at), today=timezone.localdate(now))
        if group is None or group.heading != words:
            if group is not None:
                yield group
            group = TimelineGroup(words, [], is_today=timezone.localdate(item.at) == timezone.localdate(now))
        group.items.append(item)
    if group is not None:
        yield group


def heading(on: date, *, today: date) -> str:
    monday = today - timedelta(days=today.weekday())
    if on > today:
        return _("Still to come")
    if on == today:
        return _("Today")
    if on == today - timedelta(days=1):
        return _("Yesterday")
    if on >= monday:
        return _("This week")
    if on >= monday - timedelta(days=7):
        return _("Last week")
    return date_format(on, "F Y")
