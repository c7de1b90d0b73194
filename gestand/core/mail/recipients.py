"""The firm's mail provider, as the register of recipients sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core.egress.recipients import Recipient, RecipientKind
from gestand.core.gathering import Gathers, Reading
from gestand.core.mail.models import MailHost, MailSettings
from gestand.core.questions import Question

MAIL_PROVIDER = "mail_provider"
ADDRESSEE = "addressee"


@Question
def mail_host() -> QuerySet[Any, Any]:
    """The mail server of the settings, and whose it is; nothing while mail is not set up."""
    return MailSettings.objects.filter(id=1).values_list("host", "host_kind")


@Gathers
def mail_recipients() -> Reading[Iterable[Recipient]]:
    """A provider is a processor, whose agreement another source adds; a server of our own is nobody else."""
    return Reading(_providers, mail_host.about())


def _providers(hosts: list[tuple[str, str]]) -> Iterable[Recipient]:
    return [
        Recipient(
            key=MAIL_PROVIDER,
            name=host,
            kind=RecipientKind.NO_PERSONAL_DATA if host_kind == MailHost.OWN else RecipientKind.PROCESSOR,
            what=_("Every mail that the firm sends, on its way to the addressee."),
        )
        for host, host_kind in hosts
    ]
