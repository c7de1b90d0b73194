"""Whom the register of recipients names for sendings at a person's wish."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress import Recipient, RecipientKind, Safeguard

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
