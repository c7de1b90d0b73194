"""What the room rights can prove: complete packages, terms kept, who asked, the way to the authority, rights done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.people.models import ConsentEvent, ConsentVerb
from gestand.rights.canary.scratch import fly_in_scratch
from gestand.rights.clock import clock_of, extension_told_in_time
from gestand.rights.letters import TO_OTHERS, complaint
from gestand.rights.models import (
    CLOSED_STATES,
    LANGUAGES,
    Occasion,
    Package,
    PackageState,
    Request,
    RequestKind,
    RequestLetter,
    RequestState,
    Weighing,
)

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_DESK = Button(_("Look at the requests"), "rights:requests")
#: Half of the promised term: a request that nobody touched for so long was not read.
READ_WITHIN = timedelta(days=14)


# Access ---------------------------------------------------------------------------------------------------------------


def packages_are_complete(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Two invented people in a scratch database, a token in every personal field; each package holds its own alone."""
    seen = fly_in_scratch()
    counts = {
        "tables": seen.tables,
        "fields": seen.fields,
        "withheld": seen.withheld,
        "files": seen.files,
        "complaints": len(seen.complaints),
    }
    if seen.complaints:
        return broken(
            _(
                "Of %(fields)s planted fields in %(tables)s tables %(complaints)s did not come back as they should: a "
                "package lacks something, or holds what is somebody else's."
            ),
            todo=_("Send no package before this is mended; show it to who made the program."),
            counts=counts,
        )
    return kept(
        _(
            "All %(fields)s planted fields of %(tables)s tables and %(files)s files came back to whose they were, in "
            "each form; %(withheld)s that concern others stayed out."
        ),
        counts=counts,
    )


# Terms ----------------------------------------------------------------------------------------------------------------


def requests_are_in_time(*, at: datetime) -> Evidence:
    """No request is open past its promised day; and each promised day is the one that follows from the receipt, or from
    an extension that was told with reasons, in a letter, before the first term was over.
    """
    today = timezone.localdate(at)
    running = Request.objects.running().order_by()
    moved = sum(
        due_on != clock_of(received_at, extended=extended_at is not None).due_on
        for received_at, due_on, extended_at in running.values_list("received_at", "due_on", "extended_at").iterator()
    )
    told = RequestLetter.objects.filter(request=OuterRef("pk"), occasion=Occasion.EXTENDED, sent_at__isnull=False)
    extended = Request.objects.filter(extended_at__isnull=False).order_by()
    sound = extended.filter(Exists(told)).exclude(Q(extension_ground="") | Q(extension_reasons=""))
    untold = extended.count() - sum(
        extension_told_in_time(received_at, told_at=told_at)
        for received_at, told_at in sound.values_list("received_at", "extended_at").iterator()
        if told_at is not None
    )
    counts = {
        "open": running.count(),
        "too_late": running.filter(due_on__lt=today).count(),
        "moved": moved,
        "answered": Request.objects.closed().count(),
        "extended": extended.count(),
        "untold": untold,
    }
    if counts["too_late"] or moved or untold:
        return broken(
            _(
                "Open requests past their term: %(too_late)s of %(open)s; with another term than follows from the "
                "receipt: %(moved)s; extensions not told in time with reasons: %(untold)s of %(extended)s."
            ),
            todo=_("Answer today, and tell these people why it is late."),
            button=_DESK,
            counts=counts,
        )
    return kept(
        _(
            "No open request (%(open)s) is past its term; answered were %(answered)s, extended in time and with "
            "reasons %(extended)s."
        ),
        counts=counts,
    )


def requests_are_read(*, at: datetime) -> Evidence:
    """No request lies untouched for two weeks."""
    written_to = RequestLetter.objects.filter(request=OuterRef("pk"), written_by__isnull=False)
    waiting = Request.objects.filter(~Exists(written_to), state=RequestState.RECEIVED).order_by()
    counts = {"waiting": waiting.count(), "unread": waiting.filter(received_at__lt=at - READ_WITHIN).count()}
    if counts["unread"]:
        return broken(
            ngettext_lazy(
                "Of the requests that wait (%(waiting)s), %(unread)s has lain for two weeks without anybody looking "
                "at it.",
                "Of the requests that wait (%(waiting)s), %(unread)s have lain for two weeks without anybody looking "
                "at them.",
                "unread",
            ),
            todo=_("Read them and make sure who asks."),
            button=_DESK,
            counts=counts,
        )
    return kept(_("No request that waits to be looked at (%(waiting)s) has done so for two weeks."), counts=counts)


# Answers --------------------------------------------------------------------------------------------------------------


def answers_tell_the_authority(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each kept answer holds the way to the authority, as the letter of its language prints it."""
    ways = {language: complaint(language) for language, _name in LANGUAGES}
    told = Q(pk__in=[])
    for way in ways.values():
        told |= Q(answer__contains=_site_in(way))
    closed = Request.objects.filter(state__in=CLOSED_STATES).order_by()
    letters = RequestLetter.objects.filter(sent_at__isnull=False).exclude(occasion__in=TO_OTHERS).order_by()
    told_by_letter = Q(pk__in=[])
    for way in ways.values():
        told_by_letter |= Q(text__contains=_site_in(way))
    counts = {
        "answers": closed.count(),
        "without": closed.exclude(told).count(),
        "letters": letters.count(),
        "letters_without": letters.exclude(told_by_letter).count(),
    }
    if counts["without"] or counts["letters_without"]:
        return broken(
            _(
                "What does not say where one can complain: %(without)s of %(answers)s answers, %(letters_without)s of "
                "%(letters)s letters."
            ),
            todo=_("Write to these people once more, and say how they reach the authority."),
            button=Button(_("Look at the answers"), "rights:answered"),
            counts=counts,
        )
    return kept(
        _(
            "Each answer (%(answers)s) and each letter on the way to it (%(letters)s) says how one reaches the "
            "authority."
        ),
        counts=counts,
    )


def _site_in(way: str) -> str:
    """The host of the authority in the sentence, so that answers of before a change of its pages count as well."""
    start = way.index("://") + 3
    return way[start:].partition("/")[0]


def askers_are_known(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Nothing about anybody went out before it was written down who asks, how that was made sure, and when."""
    went_out = Package.objects.filter(Q(link_until__isnull=False) | Q(state=PackageState.COLLECTED)).order_by()
    known = Request.objects.exclude(identity="").filter(
        id=OuterRef("request_id"), person_id=OuterRef("person_id"), identified_at__isnull=False
    )
    past_the_step = Request.objects.filter(state__in=(RequestState.IDENTIFIED, RequestState.READY)).order_by()
    counts = {
        "packages": went_out.count(),
        "to_nobody_known": went_out.filter(~Exists(known), request__isnull=False).count(),
        "requests": past_the_step.count(),
        "unidentified": past_the_step.filter(Q(identity="") | Q(person__isnull=True)).count(),
    }
    if counts["to_nobody_known"] or counts["unidentified"]:
        return broken(
            _(
                "Packages that went to somebody who was not made sure of: %(to_nobody_known)s of %(packages)s; "
                "requests "
                "that went on without that step: %(unidentified)s of %(requests)s."
            ),
            todo=_("Find out who received it; this may be a breach that has to be reported."),
            button=_DESK,
            counts=counts,
        )
    return kept(
        _("Before each package (%(packages)s) it was written down who asked and how that was made sure."),
        counts=counts,
    )


def withdrawals_are_recorded(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Who was told "we have recorded that you withdraw" has no consent of before that answer standing."""
    answered = Request.objects.filter(
        kind=RequestKind.WITHDRAWAL, state=RequestState.ANSWERED, person__isnull=False
    ).order_by()
    given = ConsentEvent.objects.filter(
        person_id=OuterRef("person_id"), verb=ConsentVerb.GIVEN, recorded_at__lte=OuterRef("closed_at")
    )
    later = ConsentEvent.objects.filter(
        person_id=OuterRef("person_id"),
        purpose=OuterRef("purpose"),
        verb__in=(ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN),
        at__gt=OuterRef("at"),
    )
    standing = given.filter(~Exists(later))
    counts = {"withdrawals": answered.count(), "standing": answered.filter(Exists(standing)).count()}
    if counts["standing"]:
        return broken(
            _("Answered withdrawals after which the consent still stands: %(standing)s of %(withdrawals)s."),
            todo=_("Record the withdrawal with these persons."),
            button=Button(_("Look at the answers"), "rights:answered"),
            counts=counts,
        )
    return kept(_("After an answered withdrawal (%(withdrawals)s) no older consent stands."), counts=counts)


def objections_are_recorded(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Who was told "we have recorded your objection" has one, written down since the request came."""
    answered = Request.objects.filter(
        kind=RequestKind.OBJECTION, state=RequestState.ANSWERED, person__isnull=False
    ).order_by()
    recorded = ConsentEvent.objects.filter(person_id=OuterRef("person_id"), verb=ConsentVerb.OBJECTED)
    weighed = Weighing.objects.order_by()
    counts = {
        "objections": answered.count(),
        "unrecorded": answered.filter(~Exists(recorded)).count(),
        "weighed": weighed.count(),
        "without_reasons": weighed.filter(honoured=False, reasons="").count(),
    }
    if counts["unrecorded"] or counts["without_reasons"]:
        return broken(
            _(
                "Answered objections that are not written down with the person: %(unrecorded)s of %(objections)s; "
                "decisions to go on without reasons: %(without_reasons)s of %(weighed)s."
            ),
            todo=_("Record the objection with these persons, for the purpose that it is about."),
            button=Button(_("Look at the answers"), "rights:answered"),
            counts=counts,
        )
    return kept(
        _(
            "Each answered objection (%(objections)s) is written down with the person; of %(weighed)s uses it was "
            "decided, with reasons where the firm goes on."
        ),
        counts=counts,
    )


PROOFS = (
    Proof(
        key="rights.canary",
        clauses=("right.access",),
        kind=ProofKind.CANARY,
        what=_(
            "Two invented people with a token in every personal field: the package of each holds all of its own and "
            "nothing of the other, in every form."
        ),
        limits=_(
            "It is flown in an empty scratch database (SQLite), so it proves the program, not what somebody wrote "
            "about a person under another name."
        ),
        check=packages_are_complete,
        time_limit_seconds=300,
    ),
    Proof(
        key="rights.term",
        clauses=("right.term",),
        kind=ProofKind.DATA,
        what=_("No request is open past its day, which follows from the receipt or an extension told in time."),
        limits=_("It knows requests that were written down; one that nobody entered has no clock."),
        check=requests_are_in_time,
        every=timedelta(hours=1),
    ),
    Proof(
        key="rights.read",
        clauses=("officer",),
        kind=ProofKind.DATA,
        what=_("No request about privacy has lain for two weeks without anybody looking at it."),
        limits=_("It sees requests in Gestand, not unread mail in the mailbox."),
        check=requests_are_read,
        every=timedelta(hours=6),
    ),
    Proof(
        key="rights.complaint",
        clauses=("right.complaint",),
        kind=ProofKind.DATA,
        what=_("Each answer, and each letter before it, that was sent holds the address of the authority."),
        limits=_("It reads the answer as it was kept, not what was said on the telephone."),
        check=answers_tell_the_authority,
    ),
    Proof(
        key="rights.identity",
        clauses=("right.identity",),
        kind=ProofKind.DATA,
        what=_("Before a package went out it was written down who asks, how that was made sure, and when."),
        limits=_("It believes the owner's word for a call back or a meeting."),
        check=askers_are_known,
    ),
    Proof(
        key="rights.withdrawals",
        clauses=("right.consent",),
        kind=ProofKind.DATA,
        what=_("After an answered withdrawal no consent of before stands."),
        limits=_("It knows withdrawals that came as a request; one by telephone is compared with the mail that went."),
        check=withdrawals_are_recorded,
    ),
    Proof(
        key="rights.objections",
        clauses=("right.object",),
        kind=ProofKind.DATA,
        what=_("After an answered objection it is written down with the person, so that it is honoured."),
        limits=_("It does not judge whether the objection was written down for the right purpose."),
        check=objections_are_recorded,
    ),
)
