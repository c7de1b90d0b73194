"""What the today page says about things that end: one line for each kind, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.network.ends import RULES, End
from gestand.network.models import EndKind
from gestand.network.queries.watch import MOST, in_order, pressing_ends

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: What is past, and what comes.
_TITLES = {
    EndKind.BACKUP: (
        ngettext_lazy("%(n)s backup is too old", "%(n)s backups are too old", "n"),
        ngettext_lazy("%(n)s backup is due", "%(n)s backups are due", "n"),
    ),
    EndKind.CERTIFICATE: (
        ngettext_lazy("%(n)s certificate expired", "%(n)s certificates expired", "n"),
        ngettext_lazy("%(n)s certificate expires soon", "%(n)s certificates expire soon", "n"),
    ),
    EndKind.DOMAIN: (
        ngettext_lazy("%(n)s domain expired", "%(n)s domains expired", "n"),
        ngettext_lazy("%(n)s domain expires soon", "%(n)s domains expire soon", "n"),
    ),
    EndKind.SYSTEM: (
        ngettext_lazy("%(n)s device gets no security updates", "%(n)s devices get no security updates", "n"),
        ngettext_lazy("%(n)s device loses its security updates", "%(n)s devices lose their security updates", "n"),
    ),
    EndKind.LICENCE: (
        ngettext_lazy("%(n)s licence ended", "%(n)s licences ended", "n"),
        ngettext_lazy("%(n)s licence ends soon", "%(n)s licences end soon", "n"),
    ),
    EndKind.CONTRACT: (
        ngettext_lazy("%(n)s internet contract ended", "%(n)s internet contracts ended", "n"),
        ngettext_lazy("%(n)s internet contract ends soon", "%(n)s internet contracts end soon", "n"),
    ),
    EndKind.WARRANTY: (
        ngettext_lazy("%(n)s warranty just ended", "%(n)s warranties just ended", "n"),
        ngettext_lazy("%(n)s warranty ends soon", "%(n)s warranties end soon", "n"),
    ),
}


@Gathers
def ends_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """What ended and what comes, of every client that the actor may see."""
    asked = pressing_ends(actor=actor, at=at)
    return Reading(lambda *answers: _lines(asked.make(*answers)), *asked.questions)


def _lines(found: list[End]) -> Sequence[CardLine]:
    groups: defaultdict[tuple[EndKind, bool], list[End]] = defaultdict(list)
    for end in found:
        groups[end.what, end.is_past].append(end)
    return [_one(ends[0]) if len(ends) == 1 else _several(in_order(ends)) for ends in groups.values()]


def _one(end: End) -> CardLine:
    return CardLine(
        urgency=end.urgency,
        icon=end.icon,
        tone=end.tone or "plain",
        title=_("%(name)s at %(client)s") % {"name": end.name, "client": end.client_name},
        detail=end.why,
        action_label=_("Look"),
        action_url=end.url,
        days_left=end.days_left if 0 <= end.days_left <= end.rule.ahead_days else None,
        days_total=end.rule.ahead_days if 0 <= end.days_left <= end.rule.ahead_days else None,
    )


def _several(ends: list[End]) -> CardLine:
    """``ends`` of one kind, all past or all coming, in the order of their days."""
    first = ends[0]
    number = min(len(ends), MOST)
    title = _TITLES[first.what][0 if first.is_past else 1] % {"n": number}
    if len(ends) > MOST:
        title = _("More than %(line)s") % {"line": title}
    clients = list(dict.fromkeys(end.client_name for end in ends))
    others = len(clients) - 2
    named = ", ".join(clients[:2])
    detail = ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", others) if others > 0 else "%(names)s"
    tones = [end.tone for end in ends]
    query = urlencode({"what": first.what.value, "show": "past" if first.is_past else "coming"})
    return CardLine(
        urgency=first.urgency,
        icon=RULES[first.what].icon,
        tone=next((tone for tone in ("broken", "warn") if tone in tones), "plain"),
        title=title,
        detail=detail % {"names": named, "n": others},
        action_label=_("Look"),
        action_url=f"{reverse('network:watch')}?{query}",
    )
