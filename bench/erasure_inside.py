"""Times an erasure and the same by hand, in turn, on persons who are alike: ``python -m bench.erasure_inside [memory]``.

With ``memory`` the program alone erases one with a long history, for the memory that it takes.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.by_hand import take_away  # noqa: E402
from bench.counting import peak_mebibytes, rows_here  # noqa: E402
from gestand.core.actors import Actor, ActorKind, Role  # noqa: E402
from gestand.core.erasure import erase, plan_erasure  # noqa: E402
from gestand.core.ids import new_id  # noqa: E402
from gestand.people.models import Client, Correspondence, Membership  # noqa: E402
from gestand.rights.erasure import who_goes  # noqa: E402
from gestand.team.models import Account  # noqa: E402

HEAVY_LINES = 2_000


def people_alone() -> list[UUID]:
    """Persons who are the only adult of a household that they share with nobody but themselves."""
    households = Client.objects.filter(kind="household").order_by("id").values_list("id", flat=True)[:400]
    found = []
    for client in households:
        members = list(Membership.objects.filter(client_id=client).order_by("id"))
        for extra in members[1:]:
            extra.delete()
        Membership.objects.filter(id=members[0].id).update(role="adult")
        found.append(members[0].person_id)
    return found


def give_a_long_history(person: UUID) -> None:
    now, client = timezone.now(), Membership.objects.filter(person_id=person).values_list("client_id", flat=True)[0]
    Correspondence.objects.bulk_create(
        (
            Correspondence(id=new_id(), client_id=client, person_id=person, kind="note", text=f"Regel {number}",
                           at=now - timedelta(hours=number), created_at=now, changed_at=now)
            for number in range(HEAVY_LINES)
        ),
        batch_size=500,
    )  # fmt: skip


def both(persons: list[UUID], *, turns: int) -> dict[str, float]:
    owner = Account.objects.filter(role="owner").values_list("id", flat=True)[0]
    by = Actor(kind=ActorKind.ACCOUNT, id=owner, role=Role.OWNER, clients=None)
    journal = Path(settings.GESTAND_HOME) / "by-hand.jsonl"
    taken: dict[str, list[float]] = {"erasure": [], "by_hand": []}
    rows: dict[str, list[int]] = {"erasure": [], "by_hand": []}
    for turn in range(turns + 2):
        for name in ("erasure", "by_hand"):
            subjects = who_goes(persons.pop()).subjects
            fingerprint = plan_erasure(subjects, at=timezone.now()).fingerprint
            begun = time.perf_counter()
            if name == "erasure":
                count = erase(subjects=subjects, fingerprint=fingerprint, by=by, at=timezone.now()).rows
            else:
                count = take_away(clients=subjects.clients, persons=subjects.persons, by=owner, journal=journal)
            if turn >= 2:
                taken[name].append((time.perf_counter() - begun) * 1000)
                rows[name].append(count)
    return {name: statistics.median(times) for name, times in taken.items()} | {
        f"{name}_rows": statistics.median(counts) for name, counts in rows.items()
    }


def erase_one(person: UUID) -> None:
    owner = Account.objects.filter(role="owner").values_list("id", flat=True)[0]
    by = Actor(kind=ActorKind.ACCOUNT, id=owner, role=Role.OWNER, clients=None)
    subjects = who_goes(person).subjects
    erase(
        subjects=subjects, fingerprint=plan_erasure(subjects, at=timezone.now()).fingerprint, by=by, at=timezone.now()
    )


def main() -> None:
    if "memory" in sys.argv:
        person = people_alone()[-1]
        give_a_long_history(person)
        erase_one(person)
        peak = peak_mebibytes()  # before counting, which reads everything
        print(json.dumps({"rows": rows_here(), "peak": peak}))
        return
    rows = rows_here()
    persons = people_alone()
    usual = both(persons, turns=15)
    for person in persons[-16:]:
        give_a_long_history(person)
    heavy = both(persons, turns=6)
    print(json.dumps({"rows": rows, "usual": usual, "heavy": heavy}))


if __name__ == "__main__":
    main()
