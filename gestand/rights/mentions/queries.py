"""What the page of mentions shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gestand.core.jobs.models import Job, JobState
from gestand.people.models import Person
from gestand.rights.mentions.names import Finder, called
from gestand.rights.mentions.texts import digest, persons_of, texts_of, title_of
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
    """Three queries at most."""
    search = MentionSearch.objects.filter(request=request).first()
    if search is None:
        return Standing(None, 0, is_looking=False, has_failed=False)
    looking = search.state == SearchState.LOOKING
    job_id = search.job_id if looking else None
    job_failed = job_id is not None and Job.objects.filter(id=job_id, state=JobState.FAILED).exists()
    return Standing(
        search,
        Mention.objects.filter(request=request, decision=Decision.WAITING).count(),
        is_looking=looking and not job_failed,
        has_failed=job_failed or search.state == SearchState.FAILED,
    )


def places(search: MentionSearch, mentions: Sequence[Mention]) -> list[Place]:
    """Mentions with their texts as they are today; at most nine queries for a page."""
    if not mentions:
        return []
    finder = Finder(called(search.person_id))
    texts, owners = texts_of(mentions), persons_of(mentions)
    persons = Person.objects.in_bulk(set(owners.values()))
    shown = []
    for mention in mentions:
        text = texts.get(mention.id, "")
        owner = persons.get(owners[mention.id]) if mention.id in owners else None
        spans = finder.places(text, at_home=True)
        shown.append(
            Place(
                mention,
                title_of(mention.table, mention.field),
                owner.full_name if owner else "",
                excerpt(text, spans) if text else [],
                mention.words
                or (proposed(text, spans, finder=finder, others=[owner] if owner else []) if text else ""),
                is_gone=digest(text) != mention.text_digest,
            )
        )
    return shown
