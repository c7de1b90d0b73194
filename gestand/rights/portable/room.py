"""What taking data along and in adds to the doorplate of its room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress import Recipient, RecipientKind, Safeguard
from gestand.core.house import AuditAction
from gestand.rights.portable.proofs import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.import.take_in", _("took in a package of another office")),
    AuditAction("rights.import.bring", _("came here with a package of another office")),
    AuditAction("cli.package.write_portable", _("wrote what goes along to another office on the command line")),
    AuditAction("rights.import.stage", _("uploaded a package of another office")),
    AuditAction("rights.import.discard", _("threw a package of another office away")),
    AuditAction("rights.transfer.ask", _("asked an organisation to confirm its address"), consequential=True),
    AuditAction("rights.transfer.confirm", _("confirmed the address of an organisation")),
    AuditAction("rights.transfer.send", _("sent a link to an organisation that the person named")),
    AuditAction("rights.transfer.collect", _("fetched the data as the organisation that the person named")),
    AuditAction("rights.transfer.expire", _("closed a sending to an organisation that was not fetched")),
    AuditAction("rights.transfer.withdraw", _("took a sending to an organisation back")),
)
#: Under this key the log tells that data went to an organisation; which one stands with the request.
NAMED_ORGANISATION = "named_organisation"


def recipients() -> Iterable[Recipient]:
    yield Recipient(
        key=NAMED_ORGANISATION,
        name=_("An organisation that the person names"),
        kind=RecipientKind.CONTROLLER,
        what=_("What the person provided, when he or she asks to have it sent there (GDPR 20(2))."),
        safeguard=Safeguard.NOT_NEEDED,
        purposes=(Purpose.RIGHTS,),
    )


def open_portable(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_recipient_source(recipients)
    house.add_proofs(*PROOFS)
