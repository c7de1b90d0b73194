"""What the room people can prove: notes with a purpose and a day, mail within consents, nobody gone too early."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Lower, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.audit.models import AuditLine
from gestand.core.declarations.purposes import Purpose
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.people.models import Client, ConsentEvent, ConsentVerb, Correspondence, MailAddress, Person
from gestand.people.terms import loose_end_days

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

#: Purposes to which one may say no: they rest on a consent, or on an interest in clients.
ON_A_CHOICE = (Purpose.MAILING, Purpose.CHANGES)
_CONSENT_VERBS = (ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN)
_OBJECTION_VERBS = (ConsentVerb.OBJECTED, ConsentVerb.LIFTED)
#: How soon an objection or a withdrawal must hold.
HONOURED_WITHIN = timedelta(minutes=1)
#: What is over goes in the night that follows.
_NIGHT = timedelta(days=1)
_LOOSE_PAGE = Button(_("Look at the loose ends"), "people:loose-ends")


def entries_are_in_order(*, at: datetime) -> Evidence:
    """Each entry names a registered purpose; one of nobody has a day on which it goes, and that day is not over."""
    today = timezone.localdate(at)
    entries = Correspondence.objects.order_by()
    loose = entries.unassigned()
    oldest = at - timedelta(days=loose_end_days(at)) - _NIGHT
    counts = {
        "entries": entries.count(),
        "without_purpose": entries.exclude(purpose__in=Purpose.values).count(),
        "loose": loose.count(),
        "without_day": loose.filter(loose_until_on__isnull=True).count(),
        "too_old": loose.filter(Q(loose_until_on__lt=today - _NIGHT) | Q(created_at__lt=oldest)).count(),
    }
    if counts["without_purpose"] or counts["without_day"] or counts["too_old"]:
        return broken(
            _(
                "Entries without a registered purpose: %(without_purpose)s of %(entries)s. Loose ends (%(loose)s) "
                "without a last day: %(without_day)s; that should have gone: %(too_old)s."
            ),
            todo=_("Assign the loose ends or remove them, and look whether the nightly jobs run."),
            button=_LOOSE_PAGE,
            counts=counts,
        )
    return kept(
        _(
            "Each entry (%(entries)s) has a purpose and a term; of those that belong to nobody yet (%(loose)s) none is "
            "too old."
        ),
        counts=counts,
    )


# Consents and objections ----------------------------------------------------------------------------------------------


def mail_is_wanted(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Of each mail that needs no contract: when it left, the person had agreed or was with a client, and no objection
    or withdrawal was older than a minute.
    """
    sent = mails_on_a_choice()
    counts = {
        "mails": sent.count(),
        "without_basis": sent.filter(agreed=False, is_client=False, is_gone=False).count(),
        "against_objection": sent.filter(refused=True).count(),
    }
    if counts["without_basis"] or counts["against_objection"]:
        return broken(
            _(
                "Newsletters, warnings and notices (%(mails)s) to somebody who had not agreed and was no client: "
                "%(without_basis)s; to somebody who had said no: %(against_objection)s."
            ),
            todo=_("Stop this mailing, look in the outbox whom it reached, and tell these people."),
            button=Button(_("Look at the outbox"), "core:outbox"),
            counts=counts,
        )
    return kept(
        _(
            "Newsletters, warnings and notices that went out: %(mails)s; none without a basis, none against an "
            "objection."
        ),
        counts=counts,
    )


def mails_on_a_choice() -> QuerySet[Any, Any]:
    """Mails that left for a purpose to which one may say no, with what stood at that moment: ``agreed`` (a consent),
    ``is_client`` (a relation that ran), ``refused`` (an objection or withdrawal), ``is_gone`` (nobody can tell now).
    """
    mails: QuerySet[Any, Any] = OutgoingMail.objects.filter(
        Q(sent_at__isnull=False) | Q(sending_at__isnull=False),
        purpose__in=[purpose.value for purpose in ON_A_CHOICE],
        account_id__isnull=True,
    ).order_by()
    mails = mails.annotate(left_at=Coalesce("sent_at", "sending_at", output_field=DateTimeField()))
    mails = mails.annotate(left_on=TruncDate("left_at"))
    same = ConsentEvent.objects.filter(person_id=OuterRef("person_id"), purpose=OuterRef("purpose"))
    said = same.filter(at__lte=OuterRef("left_at")).order_by("-at", "-id")
    known = said.filter(recorded_at__lte=OuterRef("left_at") - HONOURED_WITHIN)
    person = Person.objects.filter(id=OuterRef("person_id"))
    running = person.filter(Q(relation_ended_on__isnull=True) | Q(relation_ended_on__gte=OuterRef("left_on")))
    mailbox = MailAddress.objects.filter(folded=Lower(OuterRef("to")), client__isnull=False).filter(
        Q(client__ended_on__isnull=True) | Q(client__ended_on__gte=OuterRef("left_on"))
    )
    mails = mails.annotate(
        consent=Subquery(said.filter(verb__in=_CONSENT_VERBS).values("verb")[:1]),
        known_consent=Subquery(known.filter(verb__in=_CONSENT_VERBS).values("verb")[:1]),
        known_objection=Subquery(known.filter(verb__in=_OBJECTION_VERBS).values("verb")[:1]),
        is_client=Case(When(person_id__isnull=True, then=Exists(mailbox)), default=Exists(running)),
        is_gone=Case(When(person_id__isnull=True, then=Q(to="")), default=~Exists(person)),
    )
    found: QuerySet[Any, Any] = mails.annotate(
        agreed=Case(When(consent=ConsentVerb.GIVEN, then=True), default=False),
        refused=Case(
            When(Q(known_consent=ConsentVerb.WITHDRAWN) | Q(known_objection=ConsentVerb.OBJECTED), then=True),
            default=False,
        ),
    )
    return found


# Nobody gone too early ------------------------------------------------------------------------------------------------


def nobody_gone_early(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Whoever the audit log saw being written down is still there, joined with another, or lawfully gone."""
    counts = {
        "clients": AuditLine.objects.filter(action="people.client.create").count(),
        "persons": AuditLine.objects.filter(action="people.person.create").count(),
        "clients_gone": _gone("client", Client),
        "persons_gone": _gone("person", Person),
    }
    if counts["clients_gone"] or counts["persons_gone"]:
        return broken(
            _(
                "Written down, gone, and no line in the audit log says why: clients %(clients_gone)s of %(clients)s, "
                "persons %(persons_gone)s of %(persons)s."
            ),
            todo=_("Put them back from a backup, and find out in the audit log who was at work then."),
            button=Button(_("Look at the audit log"), "core:audit"),
            counts=counts,
        )
    return kept(
        _("Each client (%(clients)s) and person (%(persons)s) in the audit log is still there or lawfully gone."),
        counts=counts,
    )


def _gone(kind: str, model: Any) -> int:
    """How many of a kind began in the audit log, are not there, and have no line that tells their end."""
    made = AuditLine.objects.filter(action=f"people.{kind}.create", subject_id__isnull=False).order_by()
    there = model._base_manager.filter(id=OuterRef("subject_id"))
    later = AuditLine.objects.filter(subject_id=OuterRef("subject_id"), id__gt=OuterRef("id"))
    ended = later.filter(action=f"people.{kind}.remove")
    missing = set(made.filter(~Exists(there), ~Exists(ended)).values_list("subject_id", flat=True).iterator())
    if missing:
        joined = AuditLine.objects.filter(action=f"people.{kind}.merge").values_list("facts", flat=True)
        missing -= {UUID(str(facts["gone"])) for facts in joined.iterator() if "gone" in facts}
    if missing:
        for entry in journal.entries():
            missing.difference_update(entry.rows.get(model._meta.label, ()))
    return len(missing)


PROOFS = (
    Proof(
        key="people.entries",
        clauses=("data.correspondence",),
        kind=ProofKind.DATA,
        what=_("Each noted call, mail, letter and note has a purpose; what belongs to nobody is gone in 14 days."),
        limits=_("It does not read what was noted, and sees no notes outside Gestand."),
        check=entries_are_in_order,
    ),
    Proof(
        key="people.wanted_mail",
        clauses=("purpose.mailing", "purpose.changes", "right.consent", "right.object"),
        kind=ProofKind.DATA,
        what=_("Each newsletter, warning and notice is laid beside the consent or objection of that moment."),
        limits=_("It goes back a year, and sees no mail sent outside Gestand."),
        check=mail_is_wanted,
        every=timedelta(hours=1),
    ),
    Proof(
        key="people.nobody_gone",
        clauses=("keep.client",),
        kind=ProofKind.DATA,
        what=_("Each client and person of whom the audit log tells the beginning is there, or the log tells the end."),
        limits=_("It looks at clients and persons, not at each single note about them."),
        check=nobody_gone_early,
        time_limit_seconds=120,
    ),
)
