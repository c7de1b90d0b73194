"""What should have gone and has not, each with why: a hold, no yes yet, a job that did not run, no clock at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core import journal
from gestand.core.declarations.paths import field_at
from gestand.core.declarations.registry import DeclaredModel, personal_models
from gestand.core.erasure.due import rows_past, without_clock
from gestand.core.erasure.plan import holds_on
from gestand.core.erasure.sparing import without_spared
from gestand.core.freezing import left_by_the_sweep
from gestand.core.gathering import gathered
from gestand.core.house import HeldAtTheEnd, house
from gestand.core.ids import first_id_of, new_id
from gestand.core.jobs.registry import registered_jobs
from gestand.core.search.models import SearchEntry
from gestand.retention.models import Departure, DepartureState, Hold
from gestand.retention.queries.departures import DepartureLine, departure_lines
from gestand.retention.queries.terms import alone

#: What goes by a job of its own has this long after its day.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Rows of a table that nobody decides about one by one; or what is held for a client whose service is over, with
    ``url``, where that is decided. ``kind``: "job", "clock", "start", "future" or "processor".
    """

    kind: str
    title: str
    rows: int
    why: str
    job: str = ""
    url: str = ""


def late_departures(*, at: datetime) -> list[DepartureLine]:
    """Departures whose day has passed: held, without a yes, or failed."""
    today = timezone.localdate(at)
    rows = Departure.objects.coming().filter(goes_on__lte=today)
    return departure_lines(rows.order_by("goes_on", "id"), on=today)


def leftovers(*, at: datetime) -> list[Leftover]:
    """By table, in one statement."""
    today = timezone.localdate(at)
    some_are_spared = bool(left_by_the_sweep()) or Hold.objects.in_force(today).exists()
    asked: list[tuple[str, DeclaredModel, str, QuerySet[Any, Any]]] = []
    for declared in personal_models():
        if declared.personal is None or declared.model is SearchEntry:
            continue
        for kind, job, rows in _questions(declared, today, at):
            if some_are_spared and job in registered_jobs and registered_jobs[job].spares:
                rows = without_spared(rows, at=at)  # noqa: PLW2901 - the same rows, fewer of them
            asked.append((kind, declared, job, _counted(rows)))
    answers = gathered([question for *_about, question in asked])
    found: dict[tuple[str, str, str], int] = {}
    titles: dict[str, str] = {}
    for kind, declared, job, question in asked:
        count = sum(row[0] for row in answers[question])
        if count:
            titles[declared.label] = str(capfirst(str(declared.model._meta.verbose_name_plural)))
            key = (kind, declared.label, job)
            found[key] = found.get(key, 0) + count
    return [Leftover(kind, titles[label], count, _why(kind, job), job) for (kind, label, job), count in found.items()]


def held_too_long(*, at: datetime) -> list[Leftover]:
    """What is held for clients as their processor after the end, past its day; also what a hold keeps."""
    today = timezone.localdate(at)
    late = late_as_processor(today)
    held, restricted = holds_on({each for line in late for each in line.subjects}, today), left_by_the_sweep()
    found = []
    for line in late:
        if line.subjects & held.keys():
            why = _("It is held for a client whose service is over, and is under a hold.")
        elif line.subjects & restricted:
            why = _("It is held for a client whose service is over, and its use is restricted.")
        else:
            why = _("It is held for a client whose service is over: return or delete it, as the client chooses.")
        found.append(Leftover("processor", line.name, line.rows, why, url=line.url))
    return found


def late_as_processor(today: date) -> list[HeldAtTheEnd]:
    """What is held for clients as their processor and should have gone before this day (GDPR 28(3)(g))."""
    found = house.held_at_the_end(today) if house.held_at_the_end is not None else ()
    return [line for line in found if line.until_on < today]


def unfinished_erasures() -> Sequence[journal.Entry]:
    """What the journal began and did not end; the program finishes it by itself within minutes."""
    return journal.open_entries()


def count_late(on: date) -> int:
    """Departures whose day has passed and that are under no hold; one query."""
    return Departure.objects.coming().exclude(state=DepartureState.HELD).filter(goes_on__lt=on).count()


def _questions(declared: DeclaredModel, today: date, at: datetime) -> Sequence[tuple[str, str, QuerySet[Any, Any]]]:
    personal = declared.personal
    assert personal is not None  # noqa: S101 - only personal tables are asked
    model = declared.model
    found: list[tuple[str, str, QuerySet[Any, Any]]] = []
    if personal.forgotten_by:
        found += [("job", personal.forgotten_by, rows) for rows in rows_past(model, personal, on=today - GRACE)]
    elif personal.loose_forgotten_by:
        # What belongs to nobody has its last day in a clock of its own.
        loose = Q(**{f"{path.lookup}__isnull": True for path in declared.subjects})
        for clock in personal.keep.clocks:
            if "__" not in clock:
                late = model._base_manager.filter(loose, **{f"{clock}__lt": today - GRACE})
                found.append(("job", personal.loose_forgotten_by, late))
    found.append(("clock", "", model._base_manager.filter(without_clock(model, personal.keep))))
    if not personal.keep.alive_while and model._meta.pk is not None and model._meta.pk.default is new_id:
        # Ids tell when a row was made. Its clock should have started long ago: an open matter that nobody closes.
        began = timezone.make_aware(datetime.combine(personal.keep.length.last_start_before(today), time.min))
        idle = Q(pk__lt=first_id_of(began), **{f"{clock}__isnull": True for clock in personal.keep.clocks})
        found.append(("start", "", model._base_manager.filter(idle)))
    for clock in personal.keep.clocks:
        if "DateTime" in type(field_at(model, clock)).__name__ and personal.keep.length.added_to(today) != today:
            later = Q(**{f"{clock}__gt": at + GRACE})
            found.append(("future", "", model._base_manager.filter(later)))
    return found


def _counted(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = alone(rows).annotate(n=Count("pk")).values_list("n")
    return found


def _why(kind: str, job: str) -> str:
    if kind == "clock":
        return _("No clock runs for it: it belongs to nobody and has no day on which it goes.")
    if kind == "start":
        return _("Its clock never started, and it is older than its whole term: close what it is about.")
    if kind == "future":
        return _("Its clock stands in the future: the machine's clock was wrong when it was written.")
    label = registered_jobs[job].label if job in registered_jobs else job
    return _("This goes by itself, and did not: “%(job)s” has not run, or failed.") % {"job": label}


def own_jobs() -> frozenset[str]:
    """The jobs by which rooms take away what is past its term themselves."""
    named = (
        (declared.personal.forgotten_by, declared.personal.loose_forgotten_by)
        for declared in personal_models()
        if declared.personal is not None
    )
    return frozenset(job for both in named for job in both if job)
