"""The check: is all of it blackened, and is it this person? Whatever comes of it, the copy is destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.mail.models import OutgoingMail
from gestand.core.refusals import Refused
from gestand.rights.actions.identity import identify_by_copy
from gestand.rights.identity_copy.asking import send_link
from gestand.rights.identity_copy.destroying import end_copy
from gestand.rights.models import UNWRITTEN_STATES, BirthDate, CopyState, Hidden, IdentityCopy, Request


class NotLookedAt(Refused):
    code = "not_looked_at"


class CopyGone(Refused):
    code = "copy_gone"


def check_copy(
    *,
    copy: IdentityCopy,
    readable: Mapping[str, bool],
    name_agrees: bool | None,
    birth_date: str,
    by: Actor,
    at: datetime,
) -> IdentityCopy:
    """Record what was seen and destroy the copy: file and row content, read back.

    ``readable`` says of each of the four whether it can be read. If one can, nothing is compared: the copy is
    destroyed unseen by anybody else, and another is asked for. If none can, name and date of birth decide.
    Refuses while one of the four, or the comparison, is not answered (``NotLookedAt``), and when the copy is gone
    (``CopyGone``). What stays is who checked what and when.
    """
    by.require_owner()
    for hidden in Hidden:
        if readable.get(hidden.value) is None:
            raise NotLookedAt(_("Say of each of the four whether it can be read."), field=f"hidden_{hidden.value}")
    seen = [hidden.value for hidden in Hidden if readable[hidden.value]]
    if not seen and (name_agrees is None or birth_date not in BirthDate.values):
        raise NotLookedAt(
            _("Does it agree with what we know?"), field="name_agrees" if name_agrees is None else "birth_date"
        )
    agrees = not seen and bool(name_agrees) and birth_date != BirthDate.DIFFERS
    becomes = CopyState.READABLE if seen else (CopyState.AGREES if agrees else CopyState.DIFFERS)
    with transaction.atomic():
        ended = end_copy(
            copy.id,
            becomes=becomes,
            by=by,
            was=(CopyState.SENT,),
            checked_at=at,
            checked_by=by.id,
            readable=",".join(seen),
            name_agrees=None if seen else name_agrees,
            birth_date="" if seen else birth_date,
        )
        if ended is None:
            raise CopyGone(_("This copy is gone: it was checked already, or destroyed at its term."))
        write_audit(
            "rights.copy.check",
            by=by,
            at=at,
            subject=("request", ended.request_id),
            reason=becomes.value,
            facts={"copy": ended.id, "readable": len(seen)},
        )
        request = Request.objects.select_for_update().get(id=ended.request_id)
        if request.state in UNWRITTEN_STATES:
            if agrees:
                identify_by_copy(request=request, person_id=ended.person_id, by=by, at=at)
            elif seen:
                _ask_anew(ended, request, seen, by=by, at=at)
    return ended


def _ask_anew(ended: IdentityCopy, request: Request, seen: list[str], *, by: Actor, at: datetime) -> None:
    """The same question once more, to the address that got the first one, saying what could be read."""
    first_mail = OutgoingMail.objects.filter(id=ended.mail_id).first() if ended.mail_id else None
    email = first_mail.to if first_mail is not None else request.email
    if email:
        again = IdentityCopy(
            person_id=ended.person_id, doubt=ended.doubt, no_call=ended.no_call, no_visit=ended.no_visit
        )
        send_link(again, request=request, email=email, by=by, at=at, readable=seen)
