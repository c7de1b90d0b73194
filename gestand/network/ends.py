"""What of a client's things runs out: one table of rules, and what an end says of itself in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gestand.core.house import Label
from gestand.core.paths import path_of
from gestand.network.kernels.systems import cycle_of
from gestand.network.models import EndKind, ThingKind
from gestand.network.paths import thing_path
from gestand.ui.formats import day_words


@dataclass(frozen=True, slots=True)
class EndRule:
    """How one kind of end is watched.

    ``day``: the field with the last good day. ``ahead_days``: so long before the day somebody has to think of it;
    ``soon_days``: from then on it presses. ``after_days``: so long after it the today page still tells; None: until it
    is settled. ``hurts``: what is past is a fault, and not merely over.
    """

    what: EndKind
    thing: ThingKind
    day: str
    name: str
    icon: str
    ahead_days: int
    soon_days: int
    after_days: int | None
    urgency: tuple[int, int]  # on the today page: when it is past, when it comes
    hurts: bool = True
    renews: str = ""
    more: tuple[str, ...] = ()


RULES: Mapping[EndKind, EndRule] = {
    rule.what: rule
    for rule in (
        EndRule(
            EndKind.BACKUP,
            ThingKind.BACKUP,
            "due_on",
            "what",
            "archive",
            ahead_days=-1,
            soon_days=0,
            after_days=None,
            urgency=(26, 60),
            more=("last_success_on", "every_days"),
        ),
        EndRule(
            EndKind.CERTIFICATE,
            ThingKind.CERTIFICATE,
            "expires_on",
            "name",
            "rosette-discount-check",
            ahead_days=30,
            soon_days=10,
            after_days=None,
            urgency=(24, 46),
            renews="renews_itself",
        ),
        EndRule(
            EndKind.DOMAIN,
            ThingKind.DOMAIN,
            "expires_on",
            "name",
            "world-www",
            ahead_days=45,
            soon_days=14,
            after_days=None,
            urgency=(25, 47),
            renews="renews_itself",
        ),
        EndRule(
            EndKind.SYSTEM,
            ThingKind.DEVICE,
            "system_ends_on",
            "name",
            "shield-x",
            ahead_days=120,
            soon_days=30,
            after_days=None,
            urgency=(52, 66),
            more=("system_cycle",),
        ),
        EndRule(
            EndKind.LICENCE,
            ThingKind.LICENCE,
            "ends_on",
            "product",
            "certificate",
            ahead_days=45,
            soon_days=14,
            after_days=None,
            urgency=(48, 58),
            renews="renews_itself",
        ),
        EndRule(
            EndKind.CONTRACT,
            ThingKind.CONNECTION,
            "ends_on",
            "provider",
            "world",
            ahead_days=60,
            soon_days=30,
            after_days=30,
            urgency=(68, 68),
            hurts=False,
        ),
        EndRule(
            EndKind.WARRANTY,
            ThingKind.DEVICE,
            "warranty_ends_on",
            "name",
            "lifebuoy",
            ahead_days=60,
            soon_days=30,
            after_days=14,
            urgency=(70, 69),
            hurts=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody said about an end: why it needs nobody now, and when it does again (None: never)."""

    reason: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class End:
    """Something of a client's that ends, or has ended, as seen on one day. ``on``: its last good day."""

    what: EndKind
    thing_id: UUID
    name: str
    client_id: UUID
    client_name: str
    on: date
    today: date
    renews_itself: bool
    more: tuple[object, ...] = ()
    known: Known | None = None

    @property
    def rule(self) -> EndRule:
        return RULES[self.what]

    @property
    def label(self) -> Label:
        return self.what.label

    @property
    def icon(self) -> str:
        return self.rule.icon

    @property
    def days_left(self) -> int:
        """0 on its last good day, less than 0 when it is past."""
        return (self.on - self.today).days

    @property
    def is_past(self) -> bool:
        return self.days_left < 0

    @property
    def tone(self) -> str:
        """How bad it is, as tiles and badges have it: "broken", "warn" or nothing."""
        if self.known is not None:
            return ""
        if self.is_past:
            return ("warn" if self.renews_itself else "broken") if self.rule.hurts else ""
        return "warn" if self.days_left <= self.rule.soon_days and not self.renews_itself else ""

    @property
    def urgency(self) -> int:
        return self.rule.urgency[0 if self.is_past else 1]

    @property
    def url(self) -> str:
        return thing_path(self.rule.thing.value, self.thing_id)

    @property
    def month(self) -> date:
        """Its first day: what a list groups by."""
        return self.on.replace(day=1)

    @property
    def day_in_words(self) -> str:
        return day_words(self.on)

    @property
    def tell_url(self) -> str:
        return path_of("network:end-tell", self.what.value, self.thing_id)

    @property
    def silence_url(self) -> str:
        return path_of("network:end-silence", self.what.value, self.thing_id)

    @property
    def why(self) -> str:
        """What ends, in one sentence."""
        if self.what == EndKind.BACKUP:
            return self._why_backup()
        if self.what == EndKind.SYSTEM:
            return self._why_system()
        if self.renews_itself:
            return self._why_renewed()
        past, coming = _SENTENCES[self.what]
        return str(past if self.is_past else coming) % {"day": day_words(self.on)}

    def _why_backup(self) -> str:
        worked, rhythm = self.more
        if not isinstance(worked, date) or not isinstance(rhythm, int):
            return _("It never worked yet.")
        days = (self.today - worked).days
        said = ngettext("Last worked %(n)s day ago", "Last worked %(n)s days ago", days) % {"n": days}
        every = ngettext("it should every day", "it should every %(n)s days", rhythm) % {"n": rhythm}
        return _("%(said)s; %(every)s.") % {"said": said, "every": every}

    def _why_system(self) -> str:
        cycle = cycle_of(str(self.more[0])) if self.more else None
        words = {"system": cycle.name if cycle is not None else _("This system"), "day": day_words(self.on)}
        if self.is_past:
            return _("%(system)s gets no security updates since %(day)s.") % words
        return _("%(system)s gets security updates until %(day)s.") % words

    def _why_renewed(self) -> str:
        words = {"day": day_words(self.on)}
        if self.is_past:
            return (
                _("It should have renewed itself on %(day)s: see whether it did, and write down the new day.") % words
            )
        return _("It renews itself on %(day)s.") % words


_SENTENCES = {
    EndKind.CERTIFICATE: (
        gettext_lazy("It expired on %(day)s: visitors see a warning."),
        gettext_lazy("It is valid until %(day)s."),
    ),
    EndKind.DOMAIN: (
        gettext_lazy("It expired on %(day)s: website and mail may stop, and others may take the name."),
        gettext_lazy("It is registered until %(day)s."),
    ),
    EndKind.LICENCE: (gettext_lazy("It ended on %(day)s."), gettext_lazy("It runs until %(day)s.")),
    EndKind.CONTRACT: (
        gettext_lazy("The contract ended on %(day)s; it can be ended every month now."),
        gettext_lazy("The contract ends on %(day)s: a time to compare."),
    ),
    EndKind.WARRANTY: (
        gettext_lazy("The warranty ended on %(day)s."),
        gettext_lazy("The warranty ends on %(day)s: faults are mended free until then."),
    ),
}
