"""A human decides about each place: it goes along, it concerns others, or it is not this person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.rights.mentions.texts import digest, texts_of
from gestand.rights.models import UNWRITTEN_STATES, Decision, Mention, MentionSearch, Request

if TYPE_CHECKING:
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
        if mention.request.state not in UNWRITTEN_STATES:
            raise DecidedAndSent(_("The answer to this request has been written; what was decided stays."))
        found = texts_of([mention]).get(mention.id)
        if found is None or digest(found.text) != mention.text_digest:
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
