"""What the preference page shows of each use: the state in a word, the reason in a sentence, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gestand.core.declarations.purposes import BASES, Basis, Purpose
from gestand.people.models import ConsentEvent
from gestand.people.queries.uses import Use, Why, every_choice


@dataclass(frozen=True, slots=True)
class Choice:
    """One use to which one can say no."""

    use: Use

    @property
    def purpose(self) -> Purpose:
        return self.use.purpose

    @property
    def is_on(self) -> bool:
        return self.use.is_allowed

    @property
    def since(self) -> datetime | None:
        event = self.use.decided_by
        return event.at if event else None

    @property
    def agreed(self) -> ConsentEvent | None:
        """The consent whose words are shown: the one that stands."""
        return self.use.consent if self.use.has_consent else None

    @property
    def may_be_asked_for(self) -> bool:
        return self.use.why in (Why.OBJECTED, Why.WITHDRAWN, Why.NOT_ASKED)

    @property
    def reason(self) -> str:
        return {
            Why.AGREED: _("You agreed to this."),
            Why.CLIENT: _("You are a client of ours, and we have a legitimate interest in it."),
            Why.INTEREST: _("We have a legitimate interest in it."),
            Why.OBJECTED: _("You objected to this."),
            Why.WITHDRAWN: _("You withdrew your consent."),
            Why.NOT_ASKED: _("You have not agreed to this."),
            Why.FROZEN: _("The use of your data is restricted at the moment: we store it and do nothing else with it."),
        }.get(self.use.why, "")

    @property
    def law(self) -> str:
        """The article on which the use stands now, or would stand."""
        bases = BASES[self.purpose]
        if self.use.why in (Why.CLIENT, Why.INTEREST) or Basis.CONSENT not in bases:
            return Basis.LEGITIMATE_INTEREST.value
        return Basis.CONSENT.value


def choices_of(person_id: UUID, *, at: datetime) -> list[Choice]:
    return [Choice(use) for use in every_choice(person_id, at=at)]
