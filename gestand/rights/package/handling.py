"""What was done with a person's data, from the audit log: when, what, by whom. Names of the team stay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.actors import ActorKind
from gestand.core.audit.models import AuditLine
from gestand.core.house import house
from gestand.rights.models import Request
from gestand.rights.package.prepared import prepared
from gestand.rights.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Handled:
    at: datetime
    who: str
    what: str
    action: str
    recipient: str

    def raw(self) -> dict[str, str]:
        return {
            "at": timezone.localtime(self.at).isoformat(),
            "who": self.who,
            "what": self.what,
            "action": self.action,
            "recipient": self.recipient,
        }


def handling_of(subjects: Subjects, *, at: datetime) -> Iterator[Handled]:
    """The audit lines before ``at`` about the person and the clients that are his or hers, oldest first."""
    who = {
        ActorKind.ACCOUNT.value: _("someone of our team"),
        ActorKind.CONTACT.value: _("you or someone of your household or business"),
        ActorKind.VISITOR.value: _("a visitor of the website"),
        ActorKind.SHELL.value: _("the owner, on the machine itself"),
        ActorKind.SYSTEM.value: _("the program"),
    }
    sentences: dict[str, str] = {}
    query = prepared("handling", _lines_about, subjects)
    chunks = query.rows(subjects, chunk_rows=2000) if query else iter(())
    for moment, actor_kind, action, facts in chain.from_iterable(chunks):
        if moment >= at:
            continue
        if action not in sentences:
            known = house.audit_actions.get(action)
            sentences[action] = capfirst(str(known.sentence)) if known else action
        recipient = facts.get("recipient", "") if isinstance(facts, dict) else ""
        yield Handled(moment, who.get(actor_kind, actor_kind), sentences[action], action, str(recipient))


def _lines_about(subjects: Subjects) -> QuerySet[Any, Any]:
    requests = Request.objects.filter(person_id__in=subjects.persons).order_by().values("id")
    own = subjects.persons | subjects.clients | subjects.accounts
    about = Q(subject_id__in=own) | Q(subject_id__in=requests)
    return AuditLine.objects.filter(about).order_by("id").values_list("at", "actor_kind", "action", "facts")
