"""What the overview of a client's network offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ClientTab

if TYPE_CHECKING:
    from gestand.core.house import House

_VIEWS = (
    "client", "things", "picture", "picture-file", "picture-paper", "question", "question-pass", "question-ask",
    "completeness",
)  # fmt: skip


def open_overview(house: House) -> None:
    house.add_access(Access.TEAM, [f"network:{name}" for name in _VIEWS])
    house.add_client_tab(ClientTab("network", _("Network"), "network:client", 20))
    house.add_audit_actions(
        AuditAction("network.question.pass", _("said that a question about a network does not apply")),
        AuditAction("cli.picture.write", _("drew a client's network on the command line")),
        AuditAction("network.question.ask", _("asked a question about a network again")),
    )
