"""``gestand retention``."""

from __future__ import annotations

from typing import Any

from gestand.cli.console import counted, named, say, say_json, stop
from gestand.cli.loading import use_django


def what_goes(at: str, *, as_json: bool) -> None:
    """What goes until and on a day, and what should have gone; changes nothing."""
    use_django()
    from datetime import date

    from django.utils import timezone

    from gestand.retention.queries.departures import asked_at
    from gestand.retention.queries.leftovers import leftovers
    from gestand.retention.queries.terms import all_rules
    from gestand.retention.sweep import AHEAD

    now = timezone.now()
    today = timezone.localdate(now)
    try:
        on = date.fromisoformat(at) if at else today + AHEAD
    except ValueError:
        stop("Write the day as 2027-03-31.")
    asked, left, rules = asked_at(on, at=now), leftovers(at=now), all_rules(at=now)
    if as_json:
        say_json(
            {
                "at": on.isoformat(),
                "rows": asked.rows,
                "goes": [_plain(line) for line in asked.lines],
                "leftovers": [{"table": each.title, "rows": each.rows, "why": each.why} for each in left],
                "rules": [
                    {
                        "rule": rule.key,
                        "name": rule.name,
                        "length": rule.number.words,
                        "source": rule.number.source,
                        "chosen": rule.is_chosen,
                        "rows": rule.rows,
                        "next_on": rule.next_on.isoformat() if rule.next_on else None,
                    }
                    for rule in rules
                ],
            }
        )
        return
    if not asked.lines:
        say(f"Nothing goes until {on}.")
    else:
        homes = counted(asked.homes, "client, person or table", "clients, persons or tables")
        say(f"Until {on}: {counted(asked.rows, 'row')} of {homes}.")
    for line in asked.lines:
        state = _state(line) or line["state"] or "nobody was asked yet"
        tables = ", ".join(f"{count} {table.lower()}" for table, count in line["tables"])
        say(f"  {line['goes_on']}  {_whose(line)}: {state}", f"      {tables}")
    for each in left:
        say(f"Left over: {each.rows} {each.title.lower()}. {each.why}")


def _state(line: dict[str, Any]) -> str:
    """Why it stays; empty when it does not."""
    if line["hold"]:
        return f"held until {line['hold'].until_on}"
    return "stays: its use is restricted" if line["is_restricted"] else ""


def _whose(line: dict[str, Any]) -> str:
    """By name, for whoever sits at the keyboard; ``--json`` has the id."""
    name = named(line["name"])
    return name if line["home"].table else f"{name} ({line['home'].kind})"


def _id(line: dict[str, Any]) -> str:
    return line["home"].table or str(line["home"].id)


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": line["home"].kind,
        "id": _id(line),
        "goes_on": line["goes_on"].isoformat(),
        "rows": line["rows"],
        "counts": line["counts"],
        "state": "held" if line["hold"] else "restricted" if line["is_restricted"] else line["state"] or "not asked",
        "held_until": line["hold"].until_on.isoformat() if line["hold"] else None,
    }
