"""Which lists are fetched from outside, and what follows when another list of systems counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.refusals import Refused
from gestand.network.ending_days import note_backup
from gestand.network.kernels.systems import cycles, list_of_systems, system_cycle_of
from gestand.network.models import BackupPlan, Device, ListSettings
from gestand.network.registries.fetching import fetch_makers, fetch_systems

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.jobs.models import Job

FETCH_JOB, LOOK_UP_JOB = "network.fetch_lists", "network.look_up_systems"
_AT_ONCE, _SENTENCE = 500, 400


def list_settings() -> ListSettings:
    """The one row, or what counts as long as nobody chose anything: nothing is fetched."""
    return ListSettings.objects.filter(id=1).first() or ListSettings(id=1)


def choose_lists(*, by: Actor, at: datetime, fetches_systems: bool, fetches_makers: bool) -> ListSettings:
    """Say which lists may be fetched from outside. The owner decides: a request leaves the house."""
    by.require_owner()
    with transaction.atomic():
        row, _made = ListSettings.objects.update_or_create(
            id=1, defaults={"fetches_systems": fetches_systems, "fetches_makers": fetches_makers}
        )
        write_audit("network.lists.choose", by=by, at=at, facts={"systems": fetches_systems, "makers": fetches_makers})
    return row


def ask_lists(*, by: Actor, at: datetime) -> Job:
    """Have the chosen lists fetched now."""
    by.require_owner()
    return enqueue(FETCH_JOB, by=by, at=at)


def fetch_chosen(*, by: Actor, at: datetime, step: Callable[..., None] | None = None) -> bool:
    """Fetch the lists that the owner chose, and look the devices up in what came; False when none is chosen.

    What fails leaves the list that was there, and its sentence stands on the page. Refuses (``ListNotTaken``,
    ``PassageRefused``); raises ``OutsideTrouble``. Not to be called in a transaction.
    """
    chosen = list_settings()
    wanted = (
        *([(fetch_systems, _("Until when systems get security updates"))] if chosen.fetches_systems else []),
        *([(fetch_makers, _("Makers of network cards"))] if chosen.fetches_makers else []),
    )
    try:
        for fetch, words in wanted:
            told = partial(step, words=words) if step is not None else None
            fetch(by=by, at=at, step=told)
    except (OutsideTrouble, Refused) as trouble:
        _note_outcome(at=at, failure=kept_sentence(trouble.sentence, length=_SENTENCE))
        raise
    if wanted:
        _note_outcome(at=at, failure="")
        look_up_systems()
    return bool(wanted)


def _note_outcome(*, at: datetime, failure: str) -> None:
    ListSettings.objects.update_or_create(id=1, defaults={"tried_at": at, "failure": failure})


def look_up_systems() -> int:
    """Give every device the last day of its version by the list that counts now, and the version when its text names
    one that the list did not know before. Gives how many devices changed; safe to be done twice.
    """
    changed = 0
    known = cycles()
    texts = Device.objects.filter(system_cycle="").exclude(operating_system="").order_by()
    for text in list(texts.values_list("operating_system", flat=True).distinct()):
        if cycle := system_cycle_of(text):
            changed += texts.filter(operating_system=text).update(system_cycle=cycle)
    with_version = Device.objects.exclude(system_cycle="").order_by()
    for key, had in list(with_version.values_list("system_cycle", "system_ends_on").distinct()):
        ends_on = known[key].ends_on if key in known else None
        if had != ends_on:
            changed += with_version.filter(system_cycle=key, system_ends_on=had).update(system_ends_on=ends_on)
    for plan in BackupPlan.objects.filter(due_on__isnull=True).order_by("id").iterator(_AT_ONCE):
        note_backup(plan)
        plan.save(update_fields=["due_on"])
    ListSettings.objects.update_or_create(id=1, defaults={"looked_up_in": list_of_systems().dated_on})
    return changed


def is_looked_up() -> bool:
    """Whether the devices know the list that counts now."""
    return list_settings().looked_up_in == list_of_systems().dated_on
