"""A human decides about each place: it goes along, it concerns others, or it is not this person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.rights.mentions.texts import texts_of
from gestand.rights.models import UNWRITTEN_STATES, Decision, Mention, MentionSearch, Request

if TYPE_CHECKING:
    from gestand.rights.mentions.reading import Place
    from gestand.rights.models import Package


class MentionsWait(Refused):
    code = "mentions_wait"


class NothingChosen(Refused):
    code = "nothing_chosen"


class TextChanged(Refused):
    code = "text_changed"


class DecidedAndSent(Refused):
    code = "decided_and_sent"


def decide(*, mention: Mention, decision: str, words: str, because: str, by: Actor, at: datetime) -> Mention:
    """Keep what becomes of one place. ``words`` go along; what concerns others was taken out of them (GDPR 15(4)).

    Refuses words that are missing or are not from the text (``NothingChosen``), leaving out without a reason, a text
    that changed or went meanwhile (``TextChanged``), and once the answer is written (``DecidedAndSent``).
    """
    by.require_owner()
    words, because = words.strip(), because.strip()
    if decision == Decision.GOES and not words:
        raise NothingChosen(_("Which words go along?"), field="words")
    if decision == Decision.OTHERS and not because:
        raise NothingChosen(_("Why is it left out? The person is told."), field="because")
    if decision not in (Decision.GOES, Decision.OTHERS, Decision.NOBODY):
        raise NothingChosen(_("Choose what becomes of it."), field="decision")
    with transaction.atomic():
        mention = Mention.objects.select_for_update(of=("self",)).select_related("request").get(id=mention.id)
        _require_unwritten(mention.request)
        found = texts_of([mention], read_files=False).get(mention.id)
        if found is None or found.digest != mention.text_digest:
            raise TextChanged(_("This text changed or went meanwhile. Have it looked through again."))
        search = MentionSearch.objects.get(request_id=mention.request_id)
        mention.decision = Decision(decision)
        mention.words = words if decision == Decision.GOES else ""
        mention.because = because if decision == Decision.OTHERS else ""
        mention.person_id = None if decision == Decision.NOBODY else search.person_id
        mention.decided_at, mention.decided_by = at, by.id
        mention.save()
        write_audit(
            "rights.mentions.decide",
            by=by,
            at=at,
            subject=("request", mention.request_id),
            reason=mention.decision,
            facts={"mention": mention.id},
        )
    return mention


def say_it_is_in(*, request: Request, place: Place, by: Actor, at: datetime) -> Mention:
    """A human saw the person in a file that no program can read: it waits for a decision like every place.

    Refuses a file that is not among those of the search (``TextChanged``), and once the answer is written
    (``DecidedAndSent``).
    """
    by.require_owner()
    with transaction.atomic():
        search = MentionSearch.objects.select_for_update(of=("self",)).select_related("request").get(request=request)
        _require_unwritten(search.request)
        sha256 = next((each[4] for each in search.unread if tuple(each[:3]) == place), None)
        if sha256 is None:
            raise TextChanged(_("This text changed or went meanwhile. Have it looked through again."))
        table, row_key, field = place
        mention, is_new = Mention.objects.get_or_create(
            request=request,
            table=table,
            row_key=row_key,
            field=field,
            defaults={"person_id": search.person_id, "text_digest": sha256, "found_at": at},
        )
        if is_new:
            write_audit(
                "rights.mentions.see", by=by, at=at, subject=("request", request.id), facts={"mention": mention.id}
            )
    return mention


def say_looked_at(*, request: Request, by: Actor, at: datetime) -> None:
    """A human looked at the files that no program can read; the package says so. Refuses (``DecidedAndSent``) once the
    answer is written, and what has no such files (``NothingChosen``).
    """
    by.require_owner()
    with transaction.atomic():
        search = MentionSearch.objects.select_for_update(of=("self",)).select_related("request").get(request=request)
        _require_unwritten(search.request)
        if search.unread_count == 0 or search.unread_count > len(search.unread):
            raise NothingChosen(_("Only files that are shown here can have been looked at."))
        search.looked_at, search.looked_by = at, by.id
        search.save(update_fields=["looked_at", "looked_by"])
        write_audit(
            "rights.mentions.looked",
            by=by,
            at=at,
            subject=("request", request.id),
            facts={"files": search.unread_count},
        )


def _require_unwritten(request: Request) -> None:
    if request.state not in UNWRITTEN_STATES:
        raise DecidedAndSent(_("The answer to this request has been written; what was decided stays."))


def require_decided(request: Request) -> None:
    """Refuses (``MentionsWait``) while a place waits for a human."""
    waiting = Mention.objects.filter(request=request, decision=Decision.WAITING).count()
    if waiting:
        raise MentionsWait(
            _("First decide about the texts in which this person is mentioned: %(count)d wait.") % {"count": waiting}
        )


def require_in_it(package: Package) -> None:
    """Refuses (``MentionsWait``) a package that was made before the last decision."""
    if package.request is None or package.made_at is None:
        return
    require_decided(package.request)
    if Mention.objects.filter(request=package.request, decided_at__gt=package.made_at).exists():
        raise MentionsWait(_("You decided about mentions after this package was made. Make it anew."))
