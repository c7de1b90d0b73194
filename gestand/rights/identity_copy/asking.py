"""Asking for a copy: only with a written doubt, and only when the lower rungs did not do (GDPR 12(6))."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.actions import withdraw_mail
from gestand.core.one_time_link import digest_of, new_token
from gestand.core.refusals import Refused
from gestand.people.models import Person
from gestand.rights.actions.identity import TooLateToIdentify, doubt
from gestand.rights.identity_copy import letters
from gestand.rights.identity_copy.destroying import end_copy
from gestand.rights.models import LIVE_STATES, UNWRITTEN_STATES, CopyState, IdentityCopy, Request
from gestand.rights.subjects import NobodyThere
from gestand.rights.terms import copy_link_until


class NoDoubt(Refused):
    code = "no_doubt"


class LowerRungLeft(Refused):
    code = "lower_rung_left"


class AskedAlready(Refused):
    code = "asked_already"


def ask_for_copy(
    *,
    request: Request,
    person_id: UUID,
    doubt_words: str,
    no_call: str,
    no_visit: str,
    email: str,
    by: Actor,
    at: datetime,
) -> IdentityCopy:
    """Mail the one-time link to the page where the asker blackens a copy; who asks is open again until it is checked.

    Refuses without a reasonable doubt in words (``NoDoubt``, GDPR 12(6)), without a reason why calling back and a visit
    did not do (``LowerRungLeft``), while another copy is under way (``AskedAlready``), for a person who is not there
    (``NobodyThere``), and once the answer is written (``TooLateToIdentify``).
    """
    by.require_owner()
    if not doubt_words.strip():
        raise NoDoubt(_("What makes you doubt? Without a reason the law does not allow to ask."), field="doubt_words")
    for field, words in (("no_call", no_call), ("no_visit", no_visit)):
        if not words.strip():
            raise LowerRungLeft(_("Why did this not do? A copy is the last way."), field=field)
    with transaction.atomic():
        request = Request.objects.select_for_update().get(id=request.id)
        if request.state not in UNWRITTEN_STATES:
            raise TooLateToIdentify(_("The answer to this request has been written; who asked stays as it was."))
        if not Person.objects.filter(id=person_id).exists():
            raise NobodyThere(_("There is no such person any more."), field="person")
        if request.identity_copies.filter(state__in=LIVE_STATES).exists():
            raise AskedAlready(_("A copy was asked for already."))
        doubt(request=request)
        copy = IdentityCopy(
            person_id=person_id, doubt=doubt_words.strip(), no_call=no_call.strip(), no_visit=no_visit.strip()
        )
        return send_link(copy, request=request, email=email, by=by, at=at)


def send_link(
    copy: IdentityCopy, *, request: Request, email: str, by: Actor, at: datetime, readable: Collection[str] = ()
) -> IdentityCopy:
    """Keep a new question with its one-time link, and mail it; inside the caller's transaction."""
    token = new_token()
    copy.id, copy.request, copy.state = new_id(), request, CopyState.ASKED
    copy.asked_at, copy.asked_by = at, by.id
    copy.link_digest, copy.link_until = digest_of(token), copy_link_until(at)
    letter = letters.asking(copy, request, token=token, readable=readable)
    copy.mail_id = queue_mail(
        to=email,
        subject=letter.subject,
        text=letter.text,
        purpose=Purpose.RIGHTS,
        by=by,
        at=at,
        language=request.language,
    )
    try:
        copy.save(force_insert=True)
    except IntegrityError:
        raise AskedAlready(_("A copy was asked for already.")) from None
    write_audit("rights.copy.ask", by=by, at=at, subject=("request", request.id), facts={"copy": copy.id})
    return copy


def withdraw_copy(*, copy: IdentityCopy, by: Actor, at: datetime) -> bool:
    """It is not needed after all: the link stops, and what was sent is destroyed. False when that is done already."""
    with transaction.atomic():
        ended = end_copy(copy.id, becomes=CopyState.WITHDRAWN, by=by)
        if ended is None:
            return False
        withdraw_mail(ended.mail_id, by=by, at=at)
        write_audit("rights.copy.withdraw", by=by, at=at, subject=("request", copy.request_id), facts={"copy": copy.id})
    return True
