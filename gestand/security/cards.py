"""What the today page says about backups that need the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.firm import current_firm
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.jobs.sentences import shown_sentence
from gestand.core.questions import Question
from gestand.security.backup.keys import SHEET
from gestand.security.models import BackupRun, RunKind, RunState
from gestand.security.queries import TOO_OLD

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@Question
def _newest() -> QuerySet[Any, Any]:
    """The last good backup, copy of the keys and drill, and how the last ones ended."""
    return (
        BackupRun.objects.exclude(state=RunState.RUNNING)
        .order_by("-started_at", "-id")
        .values_list("kind", "state", "ended_at", "failure")[:120]
    )


@Gathers
def backup_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """No backup for two nights, a drill that did not bring everything back, a sheet that was never printed."""
    if not actor.is_owner:
        return Reading(list)
    return Reading(lambda rows: _lines(rows, at), _newest.about())


def _lines(rows: list[tuple[str, str, datetime | None, str]], at: datetime) -> Sequence[CardLine]:
    lines = []
    done = [ended for kind, state, ended, _why in rows if kind == RunKind.BACKUP and state != RunState.FAILED and ended]
    if done and at - done[0] > TOO_OLD:
        days = (at - done[0]).days
        why = next((why for kind, state, _at, why in rows if kind == RunKind.BACKUP and state == RunState.FAILED), "")
        title = ngettext("The last backup is %(n)d day old", "The last backup is %(n)d days old", days) % {"n": days}
        lines.append(_line(15, "broken", title, shown_sentence(why) or _("See what stops it."), _("Look")))
    elif not done and _should_have_one(at):
        lines.append(_line(15, "broken", _("There is no backup yet"), _("Every night one is made."), _("Look")))
    drills = [(state, why) for kind, state, _at, why in rows if kind == RunKind.DRILL]
    if drills and drills[0][0] == RunState.FAILED:
        lines.append(
            _line(18, "broken", _("The drill did not bring everything back"), shown_sentence(drills[0][1]), _("Look"))
        )
    if not (Path(settings.GESTAND_HOME) / "keys" / SHEET).exists():
        lines.append(
            _line(
                42,
                "warn",
                _("Print the sheet that opens your backups"),
                _("Without it nobody can bring your data back when this machine is lost."),
                _("Print it"),
            )
        )
    return lines


def _should_have_one(at: datetime) -> bool:
    firm = current_firm()
    return firm is not None and firm.set_up_at is not None and at - firm.set_up_at > TOO_OLD


def _line(urgency: int, tone: str, title: str, detail: str, label: str) -> CardLine:
    return CardLine(urgency, "archive", tone, title, detail, label, reverse("security:backups"))
