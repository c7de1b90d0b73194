"""The doorplate of the room sharing: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, MenuEntry
from gestand.sharing import jobs as _jobs  # noqa: F401 - importing it registers the job
from gestand.sharing.actions.handing_back import DESTROY, open_by_link
from gestand.sharing.cards import agreements_card, held_card
from gestand.sharing.findable import SOURCE
from gestand.sharing.inspector import PART
from gestand.sharing.panels import AGREEMENT_PANEL, RECEIVED_PANEL
from gestand.sharing.proofs import PROOFS
from gestand.sharing.queries.client_agreements import served_controllers
from gestand.sharing.queries.held import held_at_the_end
from gestand.sharing.sources import registered_recipients

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("sharing.recipient.add", _("put a recipient in the register")),
    AuditAction("sharing.recipient.change", _("changed a recipient in the register")),
    AuditAction("sharing.recipient.cover", _("said that an agreement holds for the mail server of now")),
    AuditAction("sharing.recipient.archive", _("put a recipient in the archive")),
    AuditAction("sharing.recipient.unarchive", _("took a recipient out of the archive")),
    AuditAction("sharing.agreement.add", _("wrote down an agreement with a processor")),
    AuditAction("sharing.agreement.change", _("corrected an agreement with a processor")),
    AuditAction("sharing.agreement.tick", _("ticked what an agreement says")),
    AuditAction("sharing.agreement.open", _("opened the file of an agreement")),
    AuditAction("sharing.agreement_text.make", _("wrote a new version of the standard agreement")),
    AuditAction("sharing.client_agreement.make", _("had a client's processing agreement made")),
    AuditAction("sharing.client_agreement.made", _("made a client's processing agreement")),
    AuditAction("sharing.client_agreement.send", _("sent a client's processing agreement")),
    AuditAction("sharing.client_agreement.sign", _("recorded the signatures below a client's processing agreement")),
    AuditAction("sharing.client_agreement.end", _("recorded the end of a client's processing agreement")),
    AuditAction("sharing.client_agreement.withdraw", _("withdrew a client's processing agreement")),
    AuditAction("sharing.client_agreement.open", _("opened a client's processing agreement")),
    AuditAction("sharing.held.choose", _("recorded what a client wants with what is held for it")),
    AuditAction("sharing.held.pack", _("had packed what goes back to a client")),
    AuditAction("sharing.held.packed", _("packed what goes back to a client")),
    AuditAction("sharing.held.fetch", _("fetched what goes back to a client")),
    AuditAction("sharing.held.link", _("sent a client the link to what goes back to it")),
    AuditAction("sharing.held.unlink", _("made the link to what goes back to a client worth nothing")),
    AuditAction("sharing.held.collect", _("fetched what goes back by its link")),
    AuditAction("sharing.held.receive", _("recorded that a client received what was held for it")),
    AuditAction("sharing.held.reopen", _("had what goes back to a client begin anew")),
    AuditAction("sharing.held.drop", _("took back what was recorded about returning a client's own data")),
    AuditAction(DESTROY, _("deleted what was held for a client"), consequential=True),
    AuditAction("sharing.held.certify", _("made the confirmation of a deletion")),
    AuditAction("sharing.held.open", _("opened the confirmation of a deletion")),
    AuditAction("sharing.held.send", _("sent the confirmation of a deletion")),
)
#: Recipients and contracts are the owner's: they cut across clients.
_PAGES = [
    "recipients", "recipient-new", "recipient-cover", "recipient-by-id", "recipient", "recipient-edit",
    "recipient-archive", "recipient-unarchive", "agreement-new", "agreement", "agreement-edit", "agreement-file",
    "agreements", "agreements-make", "text", "text-new", "text-version", "client-agreement", "client-make",
    "client-send", "client-handed", "client-sign", "client-end", "client-withdraw", "client-file",
    "held", "held-waiting", "held-choose", "held-pack", "held-package", "held-received", "held-reopen", "held-destroy",
    "held-drop", "held-certificate", "held-send", "held-link", "held-unlink",
]  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"sharing:{name}" for name in _PAGES])
    house.add_menu(
        MenuEntry(_("Recipients"), "sharing:recipients", "share", 50, "sharing", Access.OWNER, place="privacy"),
        MenuEntry(_("Agreements"), "sharing:agreements", "signature", 60, "sharing", Access.OWNER, place="privacy"),
    )
    house.add_recipient_source(registered_recipients)
    house.add_search_source(SOURCE)
    house.add_today_card(agreements_card)
    house.add_today_card(held_card)
    house.add_client_panel(RECEIVED_PANEL)
    house.add_client_panel(AGREEMENT_PANEL)
    house.add_proofs(*PROOFS)
    house.add_one_time_door(open_by_link)
    house.add_inspector_part(PART)
    house.served_controllers = served_controllers
    house.held_at_the_end = held_at_the_end
