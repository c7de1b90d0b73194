"""What can be asked about versions: the one in force, the draft, the plan, whether the statement still holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gestand.statement.models.versions import StatementVersion, VersionState
from gestand.statement.versions.contents import content_of_today, facts_that_differ

#: The fields of the firm's profile that a statement prints, by their name in its content.
_PRINTED = ("name", "street", "postal_code", "city", "phone", "email", "website", "kvk_number")


def current_version() -> StatementVersion | None:
    """The published version that is in force: the one with the highest number."""
    return StatementVersion.objects.published().first()


def reference_at(at: datetime) -> str:
    """The version in force at a moment, as a consent or a request keeps it: "v3", or "" when there was none."""
    before = StatementVersion.objects.published().filter(published_at__lte=at)
    number = before.values_list("number", flat=True).first()
    return f"v{number}" if number else ""


def waiting_version(state: VersionState) -> StatementVersion | None:
    """The one draft, or the one plan."""
    return StatementVersion.objects.filter(state=state).first()


def waiting_versions() -> dict[str, StatementVersion]:
    """The draft and the plan, by state, without their content."""
    return {
        each.state: each for each in StatementVersion.objects.exclude(state=VersionState.PUBLISHED).defer("content")
    }


def published_profile() -> Mapping[str, str] | None:
    """What the published statement prints of the firm, by field of ``core.Firm``."""
    version = current_version()
    if version is None:
        return None
    controller: dict[str, Any] = version.content["controller"]
    printed = {name: str(controller.get(name, "")) for name in _PRINTED}
    officer = controller.get("officer", {})
    return {**printed, "officer_name": officer.get("name", ""), "officer_email": officer.get("email", "")}


def stale_facts(*, at: datetime) -> list[str]:
    """The facts that the published statement states otherwise than they are now; [] when it holds, or there is none."""
    version = current_version()
    return facts_that_differ(version.content, content_of_today(at=at)) if version else []
