"""The gate: may this go out, to whom, for what? Yes is written down, no is a refusal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.egress.recipients import Recipient, find_recipient
from gestand.core.freezing import FROZEN, STILL_ALLOWED, frozen_now
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.actors import Actor


class PassageRefused(Refused):
    """``why`` is a code: demo, unregistered, purpose, agreement or frozen."""

    code = "passage_refused"

    def __init__(self, why: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.why = why


def check(recipient: str, *, purpose: Purpose | str | None, at: datetime) -> Recipient:
    """The registered recipient, if something may go to it now; refuses (``PassageRefused``) and writes nothing."""
    if settings.DEMO:
        raise PassageRefused("demo", _("This is a demo: nothing leaves it."))
    known = find_recipient(recipient)
    if known is None:
        raise PassageRefused(
            "unregistered",
            _("Nothing was sent: the recipient is not in the register of recipients."),
        )
    if purpose not in Purpose.values:
        raise PassageRefused("purpose", _("Nothing was sent: no purpose was given."))
    if not known.may_receive_at(at):
        raise PassageRefused(
            "agreement",
            filled(_("Nothing was sent: there is no valid processing agreement with %(name)s."), name=known.name),
        )
    return known


def allow(
    recipient: str,
    *,
    purpose: Purpose | str | None,
    by: Actor,
    at: datetime,
    count: int = 1,
    subject: tuple[str, UUID | None] = ("", None),
    client_id: UUID | None = None,
) -> Recipient:
    """Let ``count`` things pass to a registered recipient for a purpose, and write the audit line, in the caller's
    transaction. ``subject`` is whom they are about. Refuses (``PassageRefused``) what may not go.
    """
    known = check(recipient, purpose=purpose, at=at)
    kind, subject_id = subject
    if kind == "person" and purpose != STILL_ALLOWED and frozen_now().holds(persons=[subject_id], clients=[client_id]):
        raise PassageRefused("frozen", FROZEN)
    write_audit(
        "core.egress.pass",
        by=by,
        at=at,
        subject=subject,
        client_id=client_id,
        facts={"recipient": known.key, "purpose": str(purpose), "count": count},
    )
    return known
