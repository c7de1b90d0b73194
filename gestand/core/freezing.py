"""Data that may only be stored (GDPR 18): one question and one refusal for every room, whoever built it.

A room asks ``require_usable`` before it changes, sends or joins what is held about somebody. The outbox and the egress
gate and the executor of erasures ask by themselves. What a request about rights needs goes on: its answers, the access
package, an erasure that the person asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.purposes import Purpose
from gestand.core.house import house
from gestand.core.mail_addresses import folded_mail_address
from gestand.core.refusals import Refused

#: For this purpose alone something may go to whoever's data is restricted: the answers to requests.
STILL_ALLOWED = Purpose.RIGHTS

FROZEN = _("The use of this data is restricted: it is stored, and used for nothing until the restriction is lifted.")

_at_request_of: ContextVar[frozenset[UUID]] = ContextVar("at_request_of", default=frozenset())


class Frozen(Refused):
    """Somebody's data is restricted; nothing was changed and nothing went out."""

    code = "frozen"


@dataclass(frozen=True, slots=True)
class FrozenNow:
    """Whose data is restricted: persons, clients that are theirs alone, and mailboxes (folded) of nobody else."""

    persons: frozenset[UUID] = frozenset()
    clients: frozenset[UUID] = frozenset()
    mailboxes: frozenset[str] = frozenset()

    def holds(
        self,
        *,
        persons: Collection[UUID | None] = (),
        clients: Collection[UUID | None] = (),
        addresses: Collection[str] = (),
    ) -> bool:
        """Whether one of these is restricted."""
        return (
            not self.persons.isdisjoint(persons)
            or not self.clients.isdisjoint(clients)
            or any(folded_mail_address(address) in self.mailboxes for address in addresses)
        )


NOBODY = FrozenNow()


def frozen_now() -> FrozenNow:
    """Whose data is restricted at this moment. One query while it is nobody's, three more else."""
    return house.frozen() if house.frozen is not None else NOBODY


def left_by_the_sweep() -> frozenset[UUID]:
    """Persons under a restriction, and every client to which one of them belongs, as their rows go together.

    Erasing is a use too (GDPR 4(2), 18(2)). What the person asks for is done ``at_own_request``.
    """
    frozen = frozen_now()
    if not frozen.persons and not frozen.clients:
        return frozenset()
    pairs = house.belongings(frozen.persons) if house.belongings is not None else ()
    return frozen.persons | frozen.clients | {client for person, client in pairs if person in frozen.persons}


def require_usable(
    *,
    persons: Collection[UUID | None] = (),
    clients: Collection[UUID | None] = (),
    addresses: Collection[str] = (),
) -> None:
    """Refuses (``Frozen``) when what is held about one of these may only be stored."""
    asked = _at_request_of.get()
    if frozen_now().holds(persons=set(persons) - asked, clients=set(clients) - asked, addresses=addresses):
        raise Frozen(FROZEN)


def may_be_mailed(*, person_id: UUID | None, account_id: UUID | None, to: str, purpose: str) -> bool:
    """Whether a mail may go: an answer to a request always, and what goes to an account of the team."""
    if purpose == STILL_ALLOWED or account_id is not None:
        return True
    return not frozen_now().holds(persons=[person_id], addresses=[to])


@contextmanager
def at_own_request(*subjects: UUID) -> Iterator[None]:
    """What is done inside was asked by this person (and is about the person, or a client of his or hers), so that a
    restriction does not stand in its way (GDPR 18(2)).
    """
    token = _at_request_of.set(_at_request_of.get() | set(subjects))
    try:
        yield
    finally:
        _at_request_of.reset(token)
