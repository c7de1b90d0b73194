"""Times the sweep of a night and the same by hand, in turn, on clients who are alike: ``python -m bench.sweep_inside SHARE [memory]``.

``SHARE``: how many clients go in a night. With ``memory`` the program alone, once, for the memory that it takes.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import django

django.setup()

from dateutil.relativedelta import relativedelta  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.by_hand import take_away  # noqa: E402
from bench.counting import peak_mebibytes, rows_here  # noqa: E402
from gestand.core.actors import Actor, ActorKind, Role  # noqa: E402
from gestand.people.models import Client, Membership, Person  # noqa: E402
from gestand.retention.actions.departures import confirm_departures  # noqa: E402
from gestand.retention.models import Departure  # noqa: E402
from gestand.retention.sweep import sweep  # noqa: E402
from gestand.team.models import Account  # noqa: E402

OVER = """SELECT client_id, COUNT(*) FROM (
    SELECT c.id AS client_id FROM people_client c WHERE c.ended_on < %s
    UNION ALL SELECT m.client_id FROM people_membership m JOIN people_client c ON c.id = m.client_id WHERE c.ended_on < %s
    UNION ALL SELECT m.client_id FROM people_person p JOIN people_membership m ON m.person_id = p.id WHERE p.relation_ended_on < %s
    {points}
    UNION ALL SELECT m.client_id FROM people_consentevent e JOIN people_person p ON p.id = e.person_id
        JOIN people_membership m ON m.person_id = p.id WHERE p.relation_ended_on < %s
) AS over_term GROUP BY client_id"""
POINTS = "".join(
    f"""
    UNION ALL SELECT r.client_id FROM people_{table} r JOIN people_client c ON c.id = r.client_id
        LEFT JOIN people_person p ON p.id = r.person_id
        WHERE c.ended_on < %s AND (r.person_id IS NULL OR p.relation_ended_on < %s)
    UNION ALL SELECT m.client_id FROM people_{table} r JOIN people_person p ON p.id = r.person_id
        JOIN people_membership m ON m.person_id = p.id WHERE r.client_id IS NULL AND p.relation_ended_on < %s"""
    for table in ("correspondence", "address", "phonenumber", "mailaddress")
)


def let_go(clients: list[UUID], on: date) -> None:
    Client.objects.filter(id__in=clients).update(ended_on=on, started_on=on - timedelta(days=900))
    persons = Membership.objects.filter(client_id__in=clients).values_list("person_id", flat=True)
    Person.objects.filter(id__in=list(persons)).update(relation_ended_on=on)


def nobody_else_goes() -> None:
    Client.objects.update(ended_on=None)
    Person.objects.update(relation_ended_on=None)


def by_hand(last: date, by: UUID, journal: Path) -> int:
    """The list of who goes, kept; then their rows."""
    sql = OVER.format(points=POINTS)
    with connection.cursor() as cursor:
        cursor.execute(sql, [last] * sql.count("%s"))
        found: Counter[str] = Counter({str(client): count for client, count in cursor.fetchall()})
        cursor.execute("CREATE TABLE IF NOT EXISTS by_hand_list (client text, rows integer)")
        cursor.executemany("INSERT INTO by_hand_list VALUES (%s, %s)", list(found.items()))
    total = 0
    ids = [UUID(each) for each in found]
    for start in range(0, len(ids), 40):
        clients = ids[start : start + 40]
        persons = list(Membership.objects.filter(client_id__in=clients).values_list("person_id", flat=True))
        total += take_away(clients=clients, persons=persons, by=by, journal=journal)
    return total


def main() -> None:
    share = int(sys.argv[1])
    owner = Account.objects.filter(role="owner").values_list("id", flat=True)[0]
    by = Actor(kind=ActorKind.ACCOUNT, id=owner, role=Role.OWNER, clients=None)
    at = timezone.now()
    today = timezone.localdate(at)
    ended = today - relativedelta(years=3) - timedelta(days=1)
    nobody_else_goes()
    rows = rows_here()
    clients = list(Client.objects.order_by("id").values_list("id", flat=True))
    journal = Path(settings.GESTAND_HOME) / "by-hand.jsonl"

    def propose_and_say_yes(those: list[UUID]) -> None:
        let_go(those, ended)
        sweep(at=at)
        confirm_departures(shown={each.id: each.digest for each in Departure.objects.unanswered()}, by=by, at=at)

    if "memory" in sys.argv:
        propose_and_say_yes(clients[:share])
        went = sweep(at=at).rows
        print(json.dumps({"rows": rows, "went": went, "peak": peak_mebibytes()}))
        return
    taken: dict[str, list[float]] = {"sweep": [], "by_hand": []}
    went: dict[str, list[int]] = {"sweep": [], "by_hand": []}
    for _turn in range(4):
        mine, clients = clients[:share], clients[share:]
        propose_and_say_yes(mine)  # a month before; the night that is measured looks at every table again
        begun = time.perf_counter()
        went["sweep"].append(sweep(at=at).rows)
        taken["sweep"].append(time.perf_counter() - begun)
        theirs, clients = clients[:share], clients[share:]
        let_go(theirs, ended)
        begun = time.perf_counter()
        went["by_hand"].append(by_hand(ended + timedelta(days=1), owner, journal))
        taken["by_hand"].append(time.perf_counter() - begun)
    facts = {name: statistics.median(times[1:]) for name, times in taken.items()}
    print(
        json.dumps(
            {"rows": rows, **facts, **{f"{name}_rows": statistics.median(counts) for name, counts in went.items()}}
        )
    )


if __name__ == "__main__":
    main()
