"""A parent is asked, says yes or no, and has everything deleted later by one click (GDPR 7(3), 8; UAVG 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, VISITOR
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.erasure import erase_at_a_word
from gestand.core.house import house
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.models import OutgoingMail
from gestand.core.mail_addresses import folded_mail_address
from gestand.core.refusals import Refused
from gestand.people.minors import letters
from gestand.people.minors.forms import mailbox
from gestand.people.minors.kinds import Entry, EntryKind, entry_kind
from gestand.people.minors.sealing import digest_of, new_token, open_entry, seal_entry
from gestand.people.minors.terms import MOST_QUESTIONS, unanswered_until
from gestand.people.minors.wordings import WORDING_VERSION, consent_wording
from gestand.people.models import MailAddress, ParentalConsent

if TYPE_CHECKING:
    from gestand.core.actors import Actor

A_DAY = timedelta(days=1)


class ParentLinkNotValid(Refused):
    """Wrong, used or too old: which of these is nobody's business."""

    code = "parent_link_not_valid"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits, opened with the link from the parent's mail."""

    consent: ParentalConsent
    kind: EntryKind
    entry: Entry


def ask_parent(
    *, kind: str, entry: Entry, parent_address: str, language: str, at: datetime, by: Actor = VISITOR
) -> ParentalConsent | None:
    """Ask a parent about what a child filled in. Kept is the question, and the entry sealed under a key that is in the
    parent's link alone.

    None when this address was asked often enough within a day: nothing is kept or mailed, and the visitor sees no
    difference.
    """
    offered = entry_kind(kind)
    with transaction.atomic():
        today = ParentalConsent.objects.waiting().filter(asked_at__gt=at - A_DAY)
        asked = sum(
            mailbox(other) == mailbox(parent_address) for other in today.values_list("parent_address", flat=True)
        )
        if asked >= MOST_QUESTIONS:
            return None
        token, consent_id = new_token(), new_id()
        letter = letters.question(offered, token=token, language=language)
        mail_id = queue_mail(
            to=parent_address,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            language=language,
        )
        consent = ParentalConsent.objects.create(
            id=consent_id,
            kind=offered.key,
            parent_address=parent_address.strip(),
            language=language,
            asked_at=at,
            question_mail_id=mail_id,
            question_digest=digest_of(token),
            sealed_entry=seal_entry(entry, token=token, about=consent_id),
            forget_on=unanswered_until(at),
        )
        _audit("people.minors.ask", consent, by=by, at=at)
    return consent


def question_of(*, token: str, at: datetime) -> Question:
    """The question of a link, while it can be answered. Refuses (``ParentLinkNotValid``) all else alike."""
    consent = (
        ParentalConsent.objects.waiting()
        .filter(question_digest=digest_of(token), forget_on__gt=timezone.localdate(at))
        .first()
        if token
        else None
    )
    entry = open_entry(consent.sealed_entry, token=token, about=consent.id) if consent else None
    if consent is None or entry is None:
        raise _not_valid()
    return Question(consent, entry_kind(consent.kind), entry)


def confirm_by_parent(*, token: str, at: datetime, by: Actor = VISITOR) -> ParentalConsent:
    """The parent says yes: now the entry is kept, with the proof of who said so, when, and to which words.

    A mail to the same address tells how to have everything deleted. Refuses (``ParentLinkNotValid``) a link that is
    wrong, used or too old, and whatever the form's own room refuses.
    """
    with transaction.atomic():
        question = question_of(token=token, at=at)
        claimed = (
            ParentalConsent.objects.waiting()
            .filter(id=question.consent.id)
            .exclude(question_digest="")
            .update(question_digest="")
        )
        if not claimed:  # somebody else was first
            raise _not_valid()
        consent, delete_token = question.consent, new_token()
        consent.kept_id = question.kind.keep(question.entry, language=consent.language, at=at)
        consent.confirmed_at = at
        consent.question_digest = consent.sealed_entry = ""
        consent.delete_digest = digest_of(delete_token)
        consent.forget_on = None
        consent.wording = consent_wording(question.kind)
        consent.wording_version = WORDING_VERSION
        consent.statement_version = house.statement_in_force(at)
        consent.person_id = _known_by(consent.parent_address)
        consent.save()
        OutgoingMail.objects.filter(id__in=[consent.question_mail_id]).update(person_id=consent.person_id)
        letter = letters.thanks(question.kind, token=delete_token, at=at, language=consent.language)
        queue_mail(
            to=consent.parent_address,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            person_id=consent.person_id,
            language=consent.language,
        )
        _audit("people.minors.confirm", consent, by=by, at=at)
    return consent


def refuse_by_parent(*, token: str, at: datetime, by: Actor = VISITOR) -> None:
    """The parent says no: the question and the sealed entry are gone at once."""
    with transaction.atomic():
        question = question_of(token=token, at=at)
        _audit("people.minors.refuse", question.consent, by=by, at=at)
        _forget([question.consent])


def consent_to_delete(*, token: str) -> ParentalConsent:
    """The consent whose deletion link this is. Refuses (``ParentLinkNotValid``) all else alike; changes nothing."""
    consent = ParentalConsent.objects.confirmed().filter(delete_digest=digest_of(token)).first() if token else None
    if consent is None:
        raise _not_valid()
    return consent


def delete_by_parent(*, token: str, at: datetime, by: Actor = VISITOR) -> int:
    """One click of a parent, at any time later: what was kept of the child is destroyed, and the consent with it.

    Says how many rows went. The erasure journal has it first, so that no backup brings it back. Refuses
    (``ParentLinkNotValid``), and a journal that cannot be written (``JournalNotWritable``).
    """
    consent = consent_to_delete(token=token)
    rows = dict(entry_kind(consent.kind).rows(consent.kept_id)) if consent.kept_id else {}
    mails = OutgoingMail.objects.filter(id__in=[consent.question_mail_id]).values_list("id", flat=True)
    rows[OutgoingMail] = {*rows.get(OutgoingMail, ()), *mails}
    rows[ParentalConsent] = {consent.id}
    return erase_at_a_word(rows=rows, of=("parental_consent", consent.id), by=by, at=at).rows


def forget_unanswered(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Questions that no parent answered within seven days are gone, with what was filled in; says how many."""
    with transaction.atomic():
        old = list(ParentalConsent.objects.waiting().filter(forget_on__lte=timezone.localdate(at)))
        for consent in old:
            _audit("people.minors.forget", consent, by=by, at=at)
        _forget(old)
    return len(old)


def question_left(*, mail_id: UUID, at: datetime) -> None:
    """The mail with the key has gone to the parent: here it is emptied, so that the entry cannot be read any more."""
    if ParentalConsent.objects.waiting().filter(question_mail_id=mail_id).exists():
        OutgoingMail.objects.filter(id=mail_id).update(text="", html="", emptied_at=at)


def _forget(consents: list[ParentalConsent]) -> None:
    OutgoingMail.objects.filter(id__in=[consent.question_mail_id for consent in consents]).delete()
    ParentalConsent.objects.filter(id__in=[consent.id for consent in consents]).delete()


def _known_by(address: str) -> UUID | None:
    """The person whose mailbox this is, when it is on file with one person and nobody else."""
    on_file = list(
        MailAddress.objects.filter(folded=folded_mail_address(address)).values_list("person_id", "client_id")[:2]
    )
    return on_file[0][0] if len(on_file) == 1 else None


def _audit(action: str, consent: ParentalConsent, *, by: Actor, at: datetime) -> None:
    write_audit(action, by=by, at=at, subject=("parental_consent", consent.id), facts={"kind": consent.kind})


def _not_valid() -> ParentLinkNotValid:
    return ParentLinkNotValid(_("This link does not work (any more)."))
