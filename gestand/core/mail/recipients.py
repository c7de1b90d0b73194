"""The firm's mail provider, as the register of recipients sees it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from gestand.core.egress.recipients import Recipient, RecipientKind
from gestand.core.mail.models import MailHost, MailSettings

MAIL_PROVIDER = "mail_provider"
ADDRESSEE = "addressee"


def mail_recipients() -> Iterable[Recipient]:
    """A provider is a processor, whose agreement another source adds; a server of our own is nobody else."""
    row = MailSettings.objects.filter(id=1).first()
    if row is None:
        return
    own = row.host_kind == MailHost.OWN
    yield Recipient(
        key=MAIL_PROVIDER,
        name=row.host,
        kind=RecipientKind.NO_PERSONAL_DATA if own else RecipientKind.PROCESSOR,
        what=_("Every mail that the firm sends, on its way to the addressee."),
    )
