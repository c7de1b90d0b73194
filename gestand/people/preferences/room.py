"""What the preferences add to the doorplate of their room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction
from gestand.people.preferences.mail_choices import PreferenceChoices
from gestand.people.preferences.proofs import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("people.preferences.link", _("made a link to somebody's choices")),
    AuditAction("people.preferences.revoke", _("revoked the links to somebody's choices")),
    AuditAction("people.preferences.send", _("sent somebody the link to the own choices")),
    AuditAction("people.preferences.ask", _("asked by mail whether a use is wanted")),
)
_PUBLIC = ("page", "stop", "again", "undo", "confirm", "receipt")


def open_preferences(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_proofs(*PROOFS)
    house.mail_choices = PreferenceChoices()
    house.add_access(Access.PUBLIC, [f"preferences:{name}" for name in _PUBLIC])
    house.add_access(Access.TEAM, ["people:preference-send"])
    house.add_access(Access.OWNER, ["people:preference-renew", "people:consent-receipt"])
