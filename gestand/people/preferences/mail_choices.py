"""What the outbox asks before a mail that rests on a choice leaves: is it wanted, and how does its reader say no?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.actors import SYSTEM
from gestand.core.declarations.purposes import Purpose
from gestand.core.firm import current_firm
from gestand.core.mail.choices import WayOut
from gestand.people.models import Person
from gestand.people.preferences.links import page_url, stop_url, token_for
from gestand.people.queries import uses


class PreferenceChoices:
    """The answers of this room, for ``house.mail_choices``."""

    def may_be_used_for(self, person_id: UUID, purpose: Purpose, *, at: datetime) -> bool:
        return uses.may_be_used_for(person_id, purpose, at=at)

    def way_out(self, person_id: UUID, purpose: Purpose, *, language: str, at: datetime) -> WayOut | None:
        person = Person.objects.filter(id=person_id).first()
        if person is None:
            return None
        token = token_for(person, by=SYSTEM, at=at)
        firm = current_firm()
        with translation.override(language):
            words = _("You choose what %(firm)s may use your data for. Stop this, or see what we noted:") % {
                "firm": firm.name if firm else "Gestand"
            }
        return WayOut(
            words=words,
            page_url=page_url(token, language=language),
            stop_url=stop_url(token, purpose, language=language),
        )
