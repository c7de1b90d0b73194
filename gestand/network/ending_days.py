"""Days that follow from what is written down: the end of a system's updates, and when a backup has to work again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gestand.network.kernels.systems import system_cycle_of, system_ends_on
from gestand.network.models import BackupPlan, Device


def note_system(row: Device) -> None:
    """The version that its text names, unless somebody chose one; and the last day of that version's updates."""
    if row.system_cycle and not row._state.adding:  # noqa: SLF001 - Django's documented API
        _forget_what_the_earlier_text_named(row)
    if not row.system_cycle:
        row.system_cycle = system_cycle_of(row.operating_system)
    row.system_ends_on = system_ends_on(row.system_cycle)


def _forget_what_the_earlier_text_named(row: Device) -> None:
    """A form sends the version along: with another text only one that was chosen stays."""
    before = Device.objects.filter(pk=row.pk).values_list("operating_system", "system_cycle").first()
    if before is None or before[0] == row.operating_system or before[1] != row.system_cycle:
        return
    if row.system_cycle == system_cycle_of(before[0]):
        row.system_cycle = ""


def note_backup(row: BackupPlan) -> None:
    """By its rhythm; one that never worked has to work from the day on which it was written down."""
    if row.last_success_on is not None:
        row.due_on = row.last_success_on + timedelta(days=row.every_days or 1)
    else:
        row.due_on = timezone.localdate(row.created_at)
