"""Sending one mail, as exactly once as SMTP allows.

The state goes to "sending" in a committed transaction before the server gets the last line of the message; until then
nothing can have been delivered and any trouble means "try again". If the program dies after it, or the connection
breaks before the server's answer, nobody knows: the mail is *in doubt*, and a person decides. It is never sent again by
itself.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.declarations.purposes import rests_on_a_choice
from gestand.core.egress.gate import PassageRefused, allow, check
from gestand.core.egress.smtp import Receipt
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.files import FileDamaged
from gestand.core.freezing import FROZEN, may_be_mailed
from gestand.core.house import house
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.registry import JobRun, TryAgain, job
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.mail.choices import is_wanted, way_out_of
from gestand.core.mail.message import message_of, plain_domain
from gestand.core.mail.models import MailSettings, MailState, OutgoingMail
from gestand.core.mail.recipients import ADDRESSEE, MAIL_PROVIDER
from gestand.core.mail.transports import TRANSPORTS

if TYPE_CHECKING:
    from django.utils.functional import Promise

log = logging.getLogger("gestand.mail")

#: A mail that is "being sent" for so long has lost its worker.
DOUBT_AFTER = timedelta(minutes=10)

NO_SETTINGS = _("Mail is not set up yet. It leaves by itself when it is.")
IN_DOUBT = _("The program or the connection stopped at the last moment: it may have been delivered, or not.")
DAMAGED = _("An attachment or the stored password cannot be opened.")
NOT_WANTED = _("Not sent: this person does not want mail for this purpose, or has not agreed to it.")
BROKEN = _("Something went wrong in the program itself. Nothing was sent.")
#: What to do about the settings concerns every mail, so none of them is lost: they wait.
_TROUBLE_WITH_SETTINGS = {Where.NAME, Where.CONNECTION, Where.TLS, Where.CERTIFICATE, Where.LOGIN, Where.SENDER}


class Withdrawn(Exception):
    """The mail was cancelled, or taken by somebody else, while we were at the server's door."""


@job("core.send_mail", label=_("Sending a mail"), time_limit_seconds=300, attempts=14)
def send_mail(run: JobRun, *, mail_id: UUID) -> None:
    """Send this mail if it still waits."""
    mail = OutgoingMail.objects.filter(id=mail_id).first()
    if mail is None:
        return
    if mail.state == MailState.SENDING:
        put_in_doubt(mail)
        return
    if mail.state != MailState.WAITING:
        return
    try:
        _send(mail, run, at=timezone.now())
    except (TryAgain, Withdrawn):
        raise
    except Exception:
        if run.last_attempt:
            _fail(mail, BROKEN, "")
        raise


def _send(mail: OutgoingMail, run: JobRun, *, at: datetime) -> None:
    settings = MailSettings.objects.filter(id=1).first()
    OutgoingMail.objects.filter(id=mail.id).update(attempts=F("attempts") + 1)
    try:
        if not may_be_mailed(
            person_id=mail.person_id, account_id=mail.account_id, to=mail.to, purpose=mail.purpose
        ):  # restricted since it was written
            hold(mail, FROZEN)
            return
        _require_wanted(mail, at=at)
        if settings is None:
            check(ADDRESSEE, purpose=mail.purpose, at=at)  # in a demo that is the reason, not the settings
            hold(mail, NO_SETTINGS)
            return
        check(MAIL_PROVIDER, purpose=mail.purpose, at=at)
        way_out = way_out_of(mail, at=at)
        mail.tells_how_to_stop = way_out is not None if rests_on_a_choice(mail.purpose) else None
        message = message_of(mail, settings, way_out=way_out)
        receipt = TRANSPORTS[settings.transport].send(
            settings,
            message,
            sender=plain_domain(settings.sender_address),
            to=plain_domain(mail.to),
            before_end=lambda: _begin(mail),
            by=SYSTEM,
            at=at,
        )
    except PassageRefused as refusal:
        hold(mail, refusal.sentence)
    except Withdrawn:
        return
    except FileDamaged:
        _fail(mail, DAMAGED, "")
    except OutsideTrouble as trouble:
        _after_trouble(mail, trouble, run)
    else:
        note_sent(mail, receipt, at=timezone.now())


def _begin(mail: OutgoingMail) -> None:
    """The last moment at which it can be stopped: "sending", and the passage through the gate, are on the disk."""
    at = timezone.now()
    _require_wanted(mail, at=at)
    with transaction.atomic():
        won = OutgoingMail.objects.filter(id=mail.id, state=MailState.WAITING).update(
            state=MailState.SENDING,
            sending_at=at,
            tells_how_to_stop=mail.tells_how_to_stop,
        )
        if not won:
            raise Withdrawn
        about = _subject_of(mail)
        allow(MAIL_PROVIDER, purpose=mail.purpose, by=SYSTEM, at=at, subject=about)
        allow(ADDRESSEE, purpose=mail.purpose, by=SYSTEM, at=at, subject=about)


def _subject_of(mail: OutgoingMail) -> tuple[str, UUID]:
    """Whom a passage through the gate is about: a person, an account, the client whose own mailbox it is."""
    if mail.person_id is not None:
        return "person", mail.person_id
    if mail.account_id is not None:
        return "account", mail.account_id
    client_id = house.client_of_mailbox(mail.to) if house.client_of_mailbox is not None else None
    return ("client", client_id) if client_id is not None else ("mail", mail.id)


def _require_wanted(mail: OutgoingMail, *, at: datetime) -> None:
    """A no that came while the mail waited is heard, at the last moment too: the mail is cancelled."""
    if is_wanted(purpose=mail.purpose, person_id=mail.person_id, at=at):
        return
    OutgoingMail.objects.filter(id=mail.id, state=MailState.WAITING).update(
        state=MailState.CANCELLED, closed_at=at, failure=kept_sentence(NOT_WANTED, length=500)
    )
    raise Withdrawn


def note_sent(mail: OutgoingMail, receipt: Receipt, *, at: datetime) -> None:
    """The server has it. True knowledge counts even when a doubt was written down meanwhile."""
    with transaction.atomic():
        won = OutgoingMail.objects.filter(id=mail.id, state__in=(MailState.SENDING, MailState.IN_DOUBT)).update(
            state=MailState.SENT, sent_at=at, closed_at=at, answer_code=receipt.code, failure="", sending_at=None
        )
        MailSettings.objects.filter(id=1).update(last_sent_at=at, last_tls=receipt.tls)
        if won:
            for follow in house.mails_left:
                follow(mail_id=mail.id, at=at)


def _after_trouble(mail: OutgoingMail, trouble: OutsideTrouble, run: JobRun) -> None:
    if trouble.in_doubt:
        put_in_doubt(mail, trouble.sentence)
        return
    ours = OutgoingMail.objects.filter(id=mail.id, state__in=(MailState.WAITING, MailState.SENDING))
    if trouble.where in _TROUBLE_WITH_SETTINGS and (run.last_attempt or not trouble.passing):
        ours.update(state=MailState.WAITING, sending_at=None)
        hold(mail, trouble.sentence, code=trouble.code)
        return
    if not trouble.passing or run.last_attempt:
        _fail(mail, trouble.sentence, trouble.code)
        return
    ours.update(
        state=MailState.WAITING,
        sending_at=None,
        answer_code=trouble.code,
        failure=kept_sentence(trouble.sentence, length=500),
    )
    raise TryAgain(trouble.sentence)


def hold(mail: OutgoingMail, sentence: str | Promise, *, code: str = "") -> None:
    OutgoingMail.objects.filter(id=mail.id, state=MailState.WAITING).update(
        state=MailState.HELD, failure=kept_sentence(sentence, length=500), answer_code=code
    )


def put_in_doubt(mail: OutgoingMail, sentence: str | Promise = IN_DOUBT) -> None:
    changed = OutgoingMail.objects.filter(id=mail.id, state=MailState.SENDING).update(
        state=MailState.IN_DOUBT, failure=kept_sentence(sentence, length=500)
    )
    if changed:
        log.warning("mail %s is in doubt", mail.id)


def _fail(mail: OutgoingMail, sentence: str | Promise, code: str) -> None:
    OutgoingMail.objects.filter(id=mail.id, state__in=(MailState.WAITING, MailState.SENDING)).update(
        state=MailState.FAILED,
        sending_at=None,
        closed_at=timezone.now(),
        failure=kept_sentence(sentence, length=500),
        answer_code=code,
    )


@job("core.mend_outbox", label=_("Looking after the outbox"), time_limit_seconds=300)
def mend_outbox(_run: JobRun) -> None:
    mend(at=timezone.now())


def mend(*, at: datetime) -> None:
    """Nothing is lost: a mail without a job gets one, a mail whose sender died is in doubt."""
    alive = set()
    for arguments in Job.objects.filter(
        name="core.send_mail", state__in=(JobState.WAITING, JobState.RUNNING)
    ).values_list("arguments", flat=True):
        alive.add(arguments["mail_id"]["uuid"])
    for mail in OutgoingMail.objects.filter(state=MailState.SENDING, sending_at__lt=at - DOUBT_AFTER):
        if str(mail.id) not in alive:
            put_in_doubt(mail)
    for mail_id in OutgoingMail.objects.filter(state=MailState.WAITING, queued_at__lt=at - DOUBT_AFTER).values_list(
        "id", flat=True
    ):
        if str(mail_id) not in alive:
            enqueue("core.send_mail", by=SYSTEM, at=at, mail_id=mail_id)
