"""Saying that a question of completeness does not apply to a client, and asking it again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gestand.core.audit import write_audit
from gestand.core.freezing import require_usable
from gestand.network.completeness import BY_CODE
from gestand.network.models import PassedQuestion
from gestand.people.actions.rights import require_client

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.models import Client


def pass_question(client: Client, code: str, *, by: Actor, at: datetime) -> None:
    """The question is not asked of this client any more; said twice, it is said once.

    Refuses (``NotAllowed``) another's client, (``Frozen``) data that may only be stored.
    """
    _require(client, code, by)
    with transaction.atomic():
        if PassedQuestion.objects.filter(client=client, code=code).exists():
            return
        PassedQuestion.objects.create(client=client, code=code, by=by.id, at=at)
        _note("pass", client, code, by=by, at=at)


def ask_again(client: Client, code: str, *, by: Actor, at: datetime) -> None:
    """The question counts again. Refuses as ``pass_question``."""
    _require(client, code, by)
    with transaction.atomic():
        gone, _by_model = PassedQuestion.objects.filter(client=client, code=code).delete()
        if gone:
            _note("ask", client, code, by=by, at=at)


def _require(client: Client, code: str, by: Actor) -> None:
    if code not in BY_CODE:
        raise ValueError(f"no question {code!r}")
    require_client(by, client)
    require_usable(clients=[client.id])


def _note(verb: str, client: Client, code: str, *, by: Actor, at: datetime) -> None:
    subject = ("client", client.id)
    write_audit(
        f"network.question.{verb}", by=by, at=at, subject=subject, client_id=client.id, facts={"question": code}
    )
