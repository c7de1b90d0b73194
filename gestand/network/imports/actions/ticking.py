"""What a person says about the lines of a preview: ticks, and answers to the doubtful ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gestand.network.imports.actions.steps import at_step
from gestand.network.imports.staging import counted
from gestand.network.imports.writing import FREE, GONE, NEW
from gestand.network.models import ImportLine, ImportState, LineState, NetworkImport

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_MOST_TICKS = 500
#: Lines that a person answers with a choice instead of a tick.
ANSWERED = frozenset({LineState.DOUBTFUL, LineState.GONE})


def tick_lines(
    batch: NetworkImport,
    *,
    shown: Collection[int],
    ticked: Collection[int],
    choices: dict[int, str] | None = None,
    by: Actor,
    at: datetime,  # noqa: ARG001 - as every action
) -> NetworkImport:
    """Set the ticks of the lines that a page showed, and what a person answered about doubtful ones.

    A choice is the id of one of a doubtful line's candidates or "new", and "free" or "gone" for what was not seen.
    """
    with transaction.atomic():
        row = at_step(batch, ImportState.PREVIEW, by=by)
        lines = ImportLine.objects.filter(batch=row, id__in=list(shown)[:_MOST_TICKS]).exclude(
            state__in=[LineState.SAME, LineState.REFUSED]
        )
        changed = []
        for line in lines:
            choice = (choices or {}).get(line.id, line.choice)
            if choice not in ("", *allowed_choices(line)):
                choice = line.choice
            wanted = bool(choice) if line.state in ANSWERED else line.id in ticked
            if (line.ticked, line.choice) != (wanted, choice):
                line.ticked, line.choice = wanted, choice
                changed.append(line)
        ImportLine.objects.bulk_update(changed, ["ticked", "choice"], batch_size=200)
        _count_again(row)
    return row


def tick_all(batch: NetworkImport, *, state: str, ticked: bool, by: Actor, at: datetime) -> NetworkImport:  # noqa: ARG001 - as every action
    """Set the ticks of all lines of a state. Doubtful ones with one candidate become that one; what was not seen
    gives its address free.
    """
    with transaction.atomic():
        row = at_step(batch, ImportState.PREVIEW, by=by)
        lines = ImportLine.objects.filter(batch=row, state=state).exclude(state__in=[LineState.SAME, LineState.REFUSED])
        if state in ANSWERED and not ticked:
            lines.update(choice="")
        elif state == LineState.GONE:
            lines.filter(choice="").update(choice=FREE)
        elif state == LineState.DOUBTFUL:
            for line in lines.filter(choice="").only("id", "candidates"):
                if len(line.candidates) == 1:
                    ImportLine.objects.filter(id=line.id).update(choice=line.candidates[0][0])
            lines = lines.exclude(choice="")
        lines.update(ticked=ticked)
        _count_again(row)
    return row


def allowed_choices(line: ImportLine) -> list[str]:
    if line.state == LineState.GONE:
        return [FREE, GONE]
    return [*(one[0] for one in line.candidates), NEW] if line.state == LineState.DOUBTFUL else []


def _count_again(batch: NetworkImport) -> None:
    batch.counts = {**batch.counts, **counted(batch)}
    batch.save(update_fields=["counts"])
