"""The store of backups, as the register of recipients sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core.egress.recipients import Recipient, RecipientKind
from gestand.core.gathering import Gathers, Reading
from gestand.core.questions import Question
from gestand.security.backup.s3 import STORE
from gestand.security.models import BackupSettings


@Question
def _store() -> QuerySet[Any, Any]:
    return BackupSettings.objects.filter(id=1).exclude(store_url="").values_list("store_url", "is_own_store")


@Gathers
def backup_recipients() -> Reading[Iterable[Recipient]]:
    """A provider is a processor, though it sees nothing but encrypted files; a machine of our own is nobody else."""
    return Reading(_stores, _store.about())


def _stores(rows: list[tuple[str, bool]]) -> Iterable[Recipient]:
    return [
        Recipient(
            key=STORE,
            name=urlsplit(url).hostname or url,
            kind=RecipientKind.NO_PERSONAL_DATA if is_own else RecipientKind.PROCESSOR,
            what=_("Every backup, encrypted with a key that it does not have."),
        )
        for url, is_own in rows
    ]
