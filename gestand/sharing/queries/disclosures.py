"""What went out, to whom, for what and how often: from the audit log, which holds no names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.egress.recipients import all_recipients
from gestand.sharing.models import RegisteredRecipient

PASSAGE = "core.egress.pass"
#: What the pages count.
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """``passages`` went to a recipient for a purpose, ``count`` things in them. ``purpose`` None: no known one."""

    recipient: str
    purpose: Purpose | None
    passages: int
    count: int
    first_at: datetime
    last_at: datetime

    def joined_with(self, other: Disclosure) -> Disclosure:
        """Both together."""
        return replace(
            self,
            passages=self.passages + other.passages,
            count=self.count + other.count,
            first_at=min(self.first_at, other.first_at),
            last_at=max(self.last_at, other.last_at),
        )


def disclosures(*, since: datetime | None = None, recipient: str = "") -> list[Disclosure]:
    """By recipient and purpose, newest first; one query."""
    lines = passages()
    if since is not None:
        lines = lines.filter(at__gte=since)
    if recipient:
        lines = lines.filter(facts__recipient=recipient)
    return _grouped(lines)


def disclosures_about(client_id: UUID, person_ids: Collection[UUID]) -> list[Disclosure]:
    """What went out about a client and its people; one query."""
    ids = [client_id, *person_ids]
    return _grouped(passages().filter(Q(client_id=client_id) | Q(subject_id__in=ids)))


def passages() -> QuerySet[AuditLine]:
    """Every passage through the gate, in no order."""
    return AuditLine.objects.filter(action=PASSAGE).order_by()


def disclosures_without_recipient() -> list[Disclosure]:
    """What went to nobody in the register, or for no registered purpose. A recipient in the archive is still known."""
    known = {recipient.key for recipient in all_recipients()}
    known.update(RegisteredRecipient.objects.values_list("key", flat=True))
    return [each for each in disclosures() if each.recipient not in known or each.purpose is None]


def names_of_recipients() -> dict[str, str]:
    """Names by key in the reader's language, of those in the archive too; two queries and the sources."""
    names = {row.key: row.name for row in RegisteredRecipient.objects.all() if row.name}
    return names | {recipient.key: str(recipient.name) for recipient in all_recipients()}


def counted(found: Sequence[Disclosure]) -> dict[str, int]:
    """Things by recipient."""
    counts: dict[str, int] = {}
    for each in found:
        counts[each.recipient] = counts.get(each.recipient, 0) + each.count
    return counts


def _grouped(lines: QuerySet[AuditLine]) -> list[Disclosure]:
    """Lines with the same facts are counted by the database, without looking into them: there are few kinds."""
    found: dict[tuple[str, str], Disclosure] = {}
    kinds: Any = lines.values("facts").annotate(many=Count("id"), first_at=Min("at"), last_at=Max("at"))
    for kind in kinds:
        facts = kind["facts"]
        to, why = str(facts.get("recipient") or ""), str(facts.get("purpose") or "")
        count = facts.get("count", 1)
        each = Disclosure(
            recipient=to,
            purpose=Purpose(why) if why in Purpose.values else None,
            passages=kind["many"],
            count=kind["many"] * (count if isinstance(count, int) else 1),
            first_at=kind["first_at"],
            last_at=kind["last_at"],
        )
        known = found.get((to, why))
        found[to, why] = known.joined_with(each) if known else each
    return sorted(found.values(), key=lambda each: (-each.last_at.timestamp(), each.recipient, each.purpose or ""))
