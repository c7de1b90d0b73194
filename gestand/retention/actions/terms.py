"""Choosing another length for a term, with a reason; and saying yes once and for all to what is like a log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.actors import Actor, ActorKind
from gestand.core.audit import write_audit
from gestand.core.declarations import chosen
from gestand.core.declarations.lengths import Length
from gestand.core.erasure.execute import NeedsAName
from gestand.core.ids import new_id
from gestand.core.jobs.sentences import filled, kept_sentence
from gestand.core.law import LOG_LIKE, TERM_NAMES, LawNumber, NotInTheLaw, table_law
from gestand.core.refusals import Refused
from gestand.retention.models import Departure, DepartureState, StandingYes, TermChange, TermUnit

#: Nothing is kept longer than this, whatever the reason.
LONGEST = Length(years=30)
_LEAST_REASON = 10


class NoSuchTerm(Refused):
    code = "no_such_term"


class ShorterThanTheLaw(Refused):
    """A law obliges to keep it that long (GDPR 6(1)(c))."""

    code = "shorter_than_the_law"


class TooLong(Refused):
    code = "too_long"


class NoReason(Refused):
    code = "no_reason"


class NotLikeALog(Refused):
    """What has an effect on a person is decided by a person, each time (GDPR 22)."""

    code = "not_like_a_log"


def change_term(*, key: str, value: int, unit: str, reason: str, by: Actor, at: datetime) -> TermChange:
    """From now on this term is that long, on every page, in the statement's draft and for the sweep.

    Refuses a number that is no term (``NoSuchTerm``), one that a law obliges to keep longer (``ShorterThanTheLaw``),
    one of more than thirty years (``TooLong``), and no reason (``NoReason``).
    """
    by.require_owner()
    today = timezone.localdate(at)
    number = _term(key, today)
    if unit not in TermUnit.values or value < 1:
        raise TooLong(_("Give a number of days, months or years."), field="value")
    length = Length(**{unit: value})
    if number.is_a_duty and length.added_to(today) < number.length.added_to(today):
        raise ShorterThanTheLaw(
            filled(
                _("The law obliges to keep this for %(words)s (%(source)s)."), words=number.words, source=number.source
            ),
            field="value",
        )
    if length.added_to(today) > LONGEST.added_to(today):
        raise TooLong(_("Nothing is kept longer than thirty years."), field="value")
    return _write(key, reason, by=by, at=at, value=value, unit=unit)


def take_table_term(*, key: str, reason: str, by: Actor, at: datetime) -> TermChange:
    """The length of the table holds again."""
    by.require_owner()
    _term(key, timezone.localdate(at))
    return _write(key, reason, by=by, at=at, value=None, unit="")


def give_standing_yes(*, key: str, by: Actor, at: datetime) -> StandingYes:
    """What is like a log and past this term goes by itself from now on, in this person's name.

    Refuses what is not like a log (``NotLikeALog``) and an actor without a name (``NeedsAName``).
    """
    by.require_owner()
    if by.kind is not ActorKind.ACCOUNT or by.id is None:
        raise NeedsAName(_("Say whose yes this is: only a person erases, and the audit log names who."))
    if key not in LOG_LIKE:
        raise NotLikeALog(_("This is about people: somebody says yes to it each time."))
    with transaction.atomic():
        known = StandingYes.objects.select_for_update().filter(key=key, ended_at__isnull=True).first()
        if known is not None:
            return known
        try:
            with transaction.atomic():
                given = StandingYes.objects.create(key=key, given_at=at, given_by=by.id)
        except IntegrityError:  # another owner was first
            return StandingYes.objects.get(key=key, ended_at__isnull=True)
        write_audit("retention.standing.give", by=by, at=at, subject=("standing_yes", given.id), facts={"rule": key})
    return given


def end_standing_yes(*, key: str, by: Actor, at: datetime) -> int:
    """From now on somebody is asked again, also about what waits for its day. How many that are."""
    by.require_owner()
    with transaction.atomic():
        for given in StandingYes.objects.select_for_update().filter(key=key, ended_at__isnull=True):
            given.ended_at = at
            given.save(update_fields=["ended_at"])
            write_audit("retention.standing.end", by=by, at=at, subject=("standing_yes", given.id), facts={"rule": key})
        asked = 0
        for departure in Departure.objects.filter(state=DepartureState.CONFIRMED, is_standing=True):
            if key in departure.rules:
                departure.state, departure.is_standing = DepartureState.PROPOSED, False
                departure.said_by, departure.said_at = None, None
                departure.save(update_fields=["state", "is_standing", "said_by", "said_at"])
                asked += 1
    return asked


def _term(key: str, on: date) -> LawNumber:
    if key not in TERM_NAMES:
        raise NoSuchTerm(_("There is no such term."))
    try:
        return table_law(key, on)
    except NotInTheLaw:
        raise NoSuchTerm(_("There is no such term.")) from None


def _write(key: str, reason: str, *, by: Actor, at: datetime, value: int | None, unit: str) -> TermChange:
    if by.id is None:
        raise NeedsAName(_("Say who decides this; the audit log names who."))
    if len(reason.strip()) < _LEAST_REASON:
        raise NoReason(_("Say why, in a few words: an inspector asks for it."), field="reason")
    # The lock first, as an erasure takes it: who held the database and waited for the journal would stop that one.
    with journal.journal_lock(), transaction.atomic():
        change = TermChange.objects.create(
            id=new_id(), key=key, value=value, unit=unit, reason=reason.strip(), changed_at=at, changed_by=by.id
        )
        write_audit(
            "retention.term.change",
            by=by,
            at=at,
            subject=("term", change.id),
            facts={"rule": key, "value": value, "unit": unit},
        )
        # Last of all: a crash from here on leaves a choice that the next start takes up.
        journal.write_term(journal.TermLine(change.id, at, by.id, key, value, unit))
        chosen.forget()
        transaction.on_commit(chosen.forget)
    return change


def lost_terms() -> Sequence[journal.TermLine]:
    """Choices of the journal that this database does not know: it was put back from before them."""
    told = journal.terms()
    known = set(TermChange.objects.filter(id__in=[each.id for each in told]).values_list("id", flat=True))
    return [each for each in told if each.id not in known]


def put_back_terms(lost: Sequence[journal.TermLine], by: Actor, at: datetime) -> None:
    """They hold again, each from the day on which it was chosen. The owner's words were in the database alone."""
    for each in lost:
        TermChange.objects.create(
            id=each.id, key=each.key, value=each.value, unit=each.unit, changed_at=each.at, changed_by=each.by,
            reason=kept_sentence(_("Chosen before a backup was put back; known from the journal."), length=500),
        )  # fmt: skip
        write_audit(
            "retention.term.put_back",
            by=by,
            at=at,
            subject=("term", each.id),
            facts={"rule": each.key, "value": each.value, "unit": each.unit},
        )
    chosen.forget()
    transaction.on_commit(chosen.forget)
