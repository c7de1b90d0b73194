"""Who acts: passed to every action and query, so that rights never hang on a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from uuid import UUID


class ActorKind(StrEnum):
    ACCOUNT = "account"  # a person of the team, signed in
    CONTACT = "contact"  # a client's person, through the portal or a link
    VISITOR = "visitor"  # nobody known: a public form
    SHELL = "shell"  # the machine's own command line
    SYSTEM = "system"  # a job of the program itself


class Role(StrEnum):
    OWNER = "owner"
    STANDIN = "standin"


class NotAllowed(Refused):
    code = "not_allowed"


@dataclass(frozen=True, slots=True)
class Actor:
    """``clients`` is the set of client ids that may be seen; ``None`` means every client."""

    kind: ActorKind
    id: UUID | None = None
    role: Role | None = None
    clients: frozenset[UUID] | None = field(default_factory=frozenset)

    @property
    def is_owner(self) -> bool:
        """The owner, or the machine's own shell and jobs, which act for the owner."""
        return self.role is Role.OWNER or self.kind in (ActorKind.SHELL, ActorKind.SYSTEM)

    @property
    def sees_every_client(self) -> bool:
        return self.clients is None

    def may_see_client(self, client_id: UUID | None) -> bool:
        return self.clients is None or (client_id is not None and client_id in self.clients)

    def require_owner(self) -> None:
        if not self.is_owner:
            raise NotAllowed(_("Only the owner can do this."))


SYSTEM = Actor(kind=ActorKind.SYSTEM, clients=None)
SHELL = Actor(kind=ActorKind.SHELL, clients=None)
VISITOR = Actor(kind=ActorKind.VISITOR)
