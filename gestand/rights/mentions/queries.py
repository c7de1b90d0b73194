"""What the page of mentions shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from gestand.core.jobs.models import Job, JobState
from gestand.people.models import Person
from gestand.rights.mentions.names import Finder, called
from gestand.rights.mentions.texts import digest, texts_of, title_of
from gestand.rights.mentions.words import Piece, excerpt, proposed
from gestand.rights.models import Decision, Mention, MentionSearch, Request, SearchState


@dataclass(frozen=True, slots=True)
class Place:
    """One mention as the page shows it; ``is_gone`` when the text changed or went since it was found."""

    mention: Mention
    title: str
    whose: str
    pieces: list[Piece]
    words: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a request's mentions are, for its page."""

    search: MentionSearch | None
    waiting: int
    is_looking: bool
    has_failed: bool


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
    job_failed = job_id is not None and Job.objects.filter(id=job_id, state=JobState.FAILED).exists()
    return Standing(
        search,
        search.waiting,
        is_looking=looking and not job_failed,
        has_failed=job_failed or search.state == SearchState.FAILED,
    )


def places(search: MentionSearch, mentions: Sequence[Mention]) -> list[Place]:
    """Mentions with their texts as they are today; four queries, and one for each table among them."""
    if not mentions:
        return []
    finder = Finder(called(search.person))
    found = texts_of(mentions)
    persons = Person.objects.in_bulk({each.person_id for each in found.values() if each.person_id})
    shown = []
    for mention in mentions:
        here = found.get(mention.id)
        text = here.text if here is not None else ""
        owner = persons.get(here.person_id) if here is not None and here.person_id else None
        spans = finder.places(text, at_home=True)
        offered = proposed(text, spans, finder=finder, others=[owner] if owner else []) if text else ""
        shown.append(
            Place(
                mention,
                title_of(mention.table, mention.field),
                owner.full_name if owner else "",
                excerpt(text, spans) if text else [],
                mention.words or offered,
                is_gone=here is None or digest(text) != mention.text_digest,
            )
        )
    return shown
