"""What the desk can prove: corrections stand and were passed on, frozen data is not used, recipients were told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.people.models import Address, Freeze, MailAddress, Person, PhoneNumber
from gestand.rights.models import CLOSED_STATES, Correction, Occasion, RecipientNotice, Request, RequestKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_DESK = Button(_("Look at the requests"), "rights:requests")
_ANSWERS = Button(_("Look at the answers"), "rights:answered")
#: Recipients are told without delay (GDPR 19): within so long after the answer.
TOLD_WITHIN = timedelta(days=14)
#: What must not happen to a person whose data is restricted; a withdrawal, an objection and a note may.
_CHANGES = (
    "people.person.change", "people.person.merge", "people.membership.create", "people.membership.change",
    "people.membership.remove", "people.phone.add", "people.phone.change", "people.phone.remove", "people.mail.add",
    "people.mail.change", "people.mail.remove", "people.address.add", "people.address.change", "people.address.remove",
    "people.consent.given", "people.consent.lifted",
)  # fmt: skip
#: What moves the moment of the last change without changing what is known.
_PUT_AWAY = ("people.person.archive", "people.person.unarchive")
_ROWS: dict[str, Any] = {"person": Person, "phone": PhoneNumber, "mail": MailAddress, "address": Address}


# Corrections ----------------------------------------------------------------------------------------------------------


def corrections_stand(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each request answered as corrected has its corrections; and what was put right is so, or was changed since."""
    answered = Request.objects.filter(kind=RequestKind.RECTIFICATION, state__in=CLOSED_STATES).order_by()
    told_done = answered.filter(letters__occasion=Occasion.DONE).distinct()
    counts = {
        "answered": answered.count(),
        "without": told_done.filter(corrections__isnull=True).count(),
        "corrections": Correction.objects.count(),
        "undone": sum(_is_undone(row) for row in _newest_corrections()),
    }
    if counts["without"] or counts["undone"]:
        return broken(
            _(
                "Answered corrections in which nothing was corrected: %(without)s of %(answered)s; corrected fields "
                "that "
                "are wrong again without anybody having changed them: %(undone)s of %(corrections)s."
            ),
            todo=_("Make these corrections (again), and find out in the audit log what undid them."),
            button=_ANSWERS,
            counts=counts,
        )
    return kept(
        _(
            "Behind each answered correction (%(answered)s) stands what was put right: %(corrections)s fields, all in "
            "place."
        ),
        counts=counts,
    )


def _newest_corrections() -> list[Correction]:
    """The last correction of each field; what was put right by hand elsewhere cannot be compared."""
    newest: dict[tuple[str, object, str], Correction] = {}
    for row in Correction.objects.exclude(what="other").order_by("applied_at", "id").iterator():
        newest[row.what, row.row_id, row.field_name] = row
    return list(newest.values())


def _is_undone(row: Correction) -> bool:
    model = _ROWS[row.what]
    now = model._default_manager.filter(id=row.row_id).first()  # noqa: SLF001 - any of four models
    if now is None:  # removed, or gone with the person
        return False
    if str(getattr(now, row.field_name)) == row.new:
        return False
    owners = [now.id, getattr(now, "person_id", None), getattr(now, "client_id", None)]
    return not AuditLine.objects.filter(
        subject_id__in=[one for one in owners if one], at__gt=row.applied_at, action__startswith="people."
    ).exists()


# Recipients -----------------------------------------------------------------------------------------------------------


def recipients_are_told(*, at: datetime) -> Evidence:
    """No recipient of corrected, erased or restricted data waits to be told for two weeks after the answer."""
    notices = RecipientNotice.objects.order_by()
    counts = {
        "recipients": notices.count(),
        "untold": notices.filter(done_on__isnull=True, request__closed_at__lt=at - TOLD_WITHIN).count(),
    }
    if counts["untold"]:
        return broken(
            ngettext_lazy(
                "Of the recipients of data that was corrected, erased or restricted (%(recipients)s), %(untold)s "
                "does not know it.",
                "Of the recipients of data that was corrected, erased or restricted (%(recipients)s), %(untold)s do "
                "not know it.",
                "untold",
            ),
            todo=_("Tell them, or write down why that is impossible."),
            button=_ANSWERS,
            counts=counts,
        )
    return kept(
        _("Each recipient of data that was corrected, erased or restricted (%(recipients)s) was told, or is in time."),
        counts=counts,
    )


# Restriction ----------------------------------------------------------------------------------------------------------


def frozen_data_is_not_used(*, at: datetime) -> Evidence:
    """While a restriction held, nothing about the person changed, left or was mailed except answers; and none was
    lifted before the person had been told.
    """
    freezes = list(Freeze.objects.select_related("person"))
    counts = {
        "restrictions": len(freezes),
        "running": sum(freeze.lifted_at is None for freeze in freezes),
        "changed": sum(_changes_during(freeze, at=at) for freeze in freezes),
        "sent": sum(_sent_during(freeze, at=at) for freeze in freezes),
        "lifted_untold": Freeze.objects.filter(lifted_at__isnull=False)
        .filter(Q(told_at__isnull=True) | Q(told_at__gt=F("lifted_at")))
        .count(),
    }
    if counts["changed"] or counts["sent"] or counts["lifted_untold"]:
        return broken(
            _(
                "During %(restrictions)s restrictions the data was changed %(changed)s times and went out %(sent)s "
                "times, and %(lifted_untold)s were lifted before the person had been told."
            ),
            todo=_("Find out in the audit log what happened, and tell these people."),
            button=Button(_("Look at the audit log"), "core:audit"),
            counts=counts,
        )
    return kept(
        _("During each restriction (%(restrictions)s, now %(running)s) the data was stored and used for nothing else."),
        counts=counts,
    )


def _changes_during(freeze: Freeze, *, at: datetime) -> int:
    """Changes that the person did not ask for; one that left no line in the audit log counts too."""
    until = freeze.lifted_at or at
    lines = AuditLine.objects.filter(at__gt=freeze.begun_at, at__lte=until).order_by()
    asked = set(
        lines.filter(action="rights.request.correct", facts__person=str(freeze.person_id)).values_list("at", flat=True)
    )
    about = lines.filter(subject_id=freeze.person_id)
    changes = [
        moment for moment in about.filter(action__in=_CHANGES).values_list("at", flat=True) if moment not in asked
    ]
    person: Person = freeze.person
    silent = freeze.begun_at < person.changed_at <= until and person.changed_at not in asked
    if silent and not changes:
        told = about.filter(action__in=_PUT_AWAY, at=person.changed_at)
        return 0 if told.exists() else 1
    return len(changes)


def _sent_during(freeze: Freeze, *, at: datetime) -> int:
    until = freeze.lifted_at or at
    mails = OutgoingMail.objects.filter(
        person_id=freeze.person_id, account_id__isnull=True, sending_at__gt=freeze.begun_at, sending_at__lte=until
    ) | OutgoingMail.objects.filter(
        person_id=freeze.person_id, account_id__isnull=True, sent_at__gt=freeze.begun_at, sent_at__lte=until
    )
    passed = AuditLine.objects.filter(
        action="core.egress.pass", subject_id=freeze.person_id, at__gt=freeze.begun_at, at__lte=until
    ).order_by()
    others = [facts for facts in passed.values_list("facts", flat=True) if facts.get("purpose") != Purpose.RIGHTS.value]
    return mails.exclude(purpose=Purpose.RIGHTS.value).count() + len(others)


PROOFS = (
    Proof(
        key="rights.rectification",
        clauses=("right.rectify",),
        kind=ProofKind.DATA,
        what=_("Behind each answered correction stands what was put right, and it still is, or was changed since."),
        limits=_("It compares names, numbers and addresses, not what was put right by hand in a note."),
        check=corrections_stand,
    ),
    Proof(
        key="rights.recipients_told",
        clauses=("right.rectify", "right.erase", "right.restrict"),
        kind=ProofKind.DATA,
        what=_("Each recipient of data that was corrected, erased or restricted is told within two weeks."),
        limits=_("It knows who received something through the program, and believes the owner about the rest."),
        check=recipients_are_told,
        every=timedelta(hours=6),
    ),
    Proof(
        key="rights.restriction",
        clauses=("right.restrict",),
        kind=ProofKind.DATA,
        what=_("While a restriction holds nothing is changed, sent or handed over; the person is told before its end."),
        limits=_(
            "It sees the audit log, the outbox and the moment of the last change, not who reads the page on the screen."
        ),
        check=frozen_data_is_not_used,
        every=timedelta(hours=1),
    ),
)
