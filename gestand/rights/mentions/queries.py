"""What the page of mentions shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gestand.core.files.models import StoredFile
from gestand.core.jobs.models import Job, JobState
from gestand.people.models import Person
from gestand.rights.mentions.files import Unread
from gestand.rights.mentions.names import Finder, called
from gestand.rights.mentions.texts import texts_of, title_of
from gestand.rights.mentions.words import Piece, excerpt, proposed
from gestand.rights.models import Decision, Mention, MentionSearch, Request, SearchState

_PARTS_OF_A_PLACE = 4

WHY_UNREAD = {
    Unread.PICTURE: _("a picture"),
    Unread.SCAN: _("a scan: a page is a picture of a text"),
    Unread.LOCKED: _("locked with a password"),
    Unread.DAMAGED: _("damaged, or it is not what its name says"),
    Unread.LARGE: _("too large or too long to read all of it"),
    Unread.KIND: _("a kind of file whose words cannot be read, or it holds one"),
    Unread.LATE: _("there was no time left to read it"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One mention as the page shows it; ``is_gone`` when the text changed or went since it was found."""

    mention: Mention
    title: str
    whose: str
    pieces: list[Piece]
    words: str
    is_gone: bool
    name: str = ""  # for an address
    file: StoredFile | None = None
    unread: str = ""  # why a program could not read all of the file, as a sentence


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that a human has to look at; ``place`` names it in an address."""

    place: str
    name: str
    title: str
    why: str
    is_marked: bool  # somebody saw the person in it


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a request's mentions are, for its page."""

    search: MentionSearch | None
    waiting: int
    is_looking: bool
    has_failed: bool
    job: Job | None = None  # while it is looking


def standing(request: Request) -> Standing:
    """How far it is; two queries at most."""
    waiting = (
        Mention.objects.filter(request_id=OuterRef("request_id"), decision=Decision.WAITING)
        .order_by()
        .values("request_id")
        .annotate(count=Count("id"))
        .values("count")
    )
    searches: Any = MentionSearch.objects.filter(request=request).select_related("person")
    search = searches.annotate(waiting=Coalesce(Subquery(waiting), 0)).first()
    if search is None:
        return Standing(None, 0, is_looking=False, has_failed=False)
    looking = search.state == SearchState.LOOKING
    job_id = search.job_id if looking else None
    job = Job.objects.filter(id=job_id).first() if job_id is not None else None
    job_failed = job is not None and job.state == JobState.FAILED
    return Standing(
        search,
        search.waiting,
        is_looking=looking and not job_failed,
        has_failed=job_failed or search.state == SearchState.FAILED,
        job=job,
    )


def places(search: MentionSearch, mentions: Sequence[Mention]) -> list[Place]:
    """Mentions with their texts as they are today; four queries, and one for each table among them."""
    if not mentions:
        return []
    finder = Finder(called(search.person, also=search.also_called))
    found = texts_of(mentions)
    persons = Person.objects.in_bulk({each.person_id for each in found.values() if each.person_id})
    shown = []
    for mention in mentions:
        here = found.get(mention.id)
        text = here.text if here is not None else ""
        owner = persons.get(here.person_id) if here is not None and here.person_id else None
        spans = finder.places(text, at_home=True)
        if here is not None and here.unread and not spans:
            text = ""  # a human saw the person in it: its name alone says nothing
        offered = proposed(text, spans, finder=finder, others=[owner] if owner else []) if text else ""
        shown.append(
            Place(
                mention,
                title_of(mention.table, mention.field),
                owner.full_name if owner else "",
                excerpt(text, spans) if text else [],
                mention.words or offered,
                is_gone=here is None or here.digest != mention.text_digest,
                name=place_name(mention),
                file=here.file if here is not None else None,
                unread=str(WHY_UNREAD[Unread(here.unread)]) if here is not None and here.unread else "",
            )
        )
    return shown


def unread_files(search: MentionSearch) -> list[UnreadFile]:
    """The files of a search that no program can read, as they are today; a query a table and two more."""
    as_mentions = [Mention(table=table, row_key=key, field=field) for table, key, field, _why, _sha in search.unread]
    here = texts_of(as_mentions, read_files=False)
    marked = set(Mention.objects.filter(request_id=search.request_id).values_list("table", "row_key", "field"))
    return [
        UnreadFile(
            place_name(mention),
            found.file.name,
            title_of(mention.table, mention.field),
            str(WHY_UNREAD[Unread(why)]),
            (mention.table, mention.row_key, mention.field) in marked,
        )
        for mention, (_table, _key, _field, why, sha256) in zip(as_mentions, search.unread, strict=True)
        if (found := here.get(mention.id)) is not None and found.file is not None and found.digest == sha256
    ]


def place_name(mention: Mention) -> str:
    return f"{mention.table}.{mention.row_key}.{mention.field}"


def file_at(search: MentionSearch, place: str) -> StoredFile | None:
    """The file at a place that this search found or could not read; None for every other place."""
    parts = place.split(".")
    if len(parts) != _PARTS_OF_A_PLACE:
        return None
    table, key, field = ".".join(parts[:2]), parts[2], parts[3]
    is_unread = any(each[:3] == [table, key, field] for each in search.unread)
    mention = Mention.objects.filter(request_id=search.request_id, table=table, row_key=key, field=field).first()
    if mention is None and not is_unread:
        return None
    wanted = mention or Mention(table=table, row_key=key, field=field)
    found = texts_of([wanted], read_files=False).get(wanted.id)
    return found.file if found is not None else None
