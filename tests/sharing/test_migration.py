"""The agreement that stood with the mail settings moves into the register, and a working home goes on mailing."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from gestand.core.actors import Actor
from gestand.core.declarations import Purpose
from gestand.core.egress import allow
from gestand.core.mail.models import MailSettings
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from tests.cast import NOW

MOVE = import_module("gestand.sharing.migrations.0002_agreement_of_the_mail_settings")


class BeforeApps:
    """The models as the migration finds them: mail settings that still hold an agreement."""

    def __init__(self, **settings: Any) -> None:
        row = SimpleNamespace(**settings) if settings else None
        self.settings = SimpleNamespace(
            objects=SimpleNamespace(filter=lambda **_by: SimpleNamespace(first=lambda: row))
        )

    def get_model(self, _app: str, name: str) -> Any:
        return {
            "MailSettings": self.settings,
            "RegisteredRecipient": RegisteredRecipient,
            "ProcessorAgreement": ProcessorAgreement,
        }[name]


AS_IT_WAS: dict[str, Any] = {
    "host": "mail.provider.example",
    "host_kind": "provider",
    "agreement_on": date(2026, 1, 5),
    "agreement_reference": "map Verwerkers",
    "saved_at": NOW,
}


def test_the_agreement_moves_and_mail_goes_on(owner: Actor, provider: MailSettings) -> None:
    MOVE.take_over(BeforeApps(**AS_IT_WAS), None)
    agreement = ProcessorAgreement.objects.get()
    assert (agreement.signed_on, agreement.from_on, agreement.reference) == (
        date(2026, 1, 5),
        date(2026, 1, 5),
        "map Verwerkers",
    )
    assert agreement.recipient.server == provider.host
    allow("mail_provider", purpose=Purpose.CONTACT, by=owner, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes", [None, {**AS_IT_WAS, "agreement_on": None}, {**AS_IT_WAS, "host_kind": "own"}], ids=str
)
def test_where_there_was_none_none_comes(changes: dict[str, Any] | None) -> None:
    MOVE.take_over(BeforeApps(**(changes or {})), None)
    assert not RegisteredRecipient.objects.exists()
