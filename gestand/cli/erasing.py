"""``gestand erase``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from gestand.cli.console import counted, each_of, named, say, say_json, stop
from gestand.cli.loading import use_django
from gestand.cli.packages import person_by

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.erasure import ErasurePlan
    from gestand.rights.erasure import WhoGoes


def erase_person(wanted: str, *, only_plan: bool, yes_by: str, as_json: bool) -> None:
    """Show the plan; then, after a yes with a name, erase."""
    use_django()
    from django.utils import timezone

    from gestand.core.erasure import erase
    from gestand.core.erasure.tidy import clean_file
    from gestand.core.refusals import Refused
    from gestand.core.search.index import optimize

    named_yes = (lambda: _owner(yes_by)) if yes_by and not only_plan else (lambda: None)
    (who, plan), by = each_of(lambda: _planned(wanted), named_yes)
    if only_plan or not as_json:
        _tell(who, plan, as_json=as_json)
    if only_plan:
        return
    by = by or _asked(as_json=as_json)
    try:
        done = erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=by, at=timezone.now())
        optimize()
        clean = clean_file()
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"erased": str(done.entry.id), **_as_plain(who, plan), "file_is_clean": clean})
        return
    rows, files = counted(done.rows, "row"), counted(done.files, "file")
    say(f"Erased and read back: {rows}, {files}. The journal has it as {done.entry.id}.")
    if not clean:
        say("The database's file still has old pages that somebody reads; a background job cleans it.")


def _planned(wanted: str) -> tuple[WhoGoes, ErasurePlan]:
    from django.utils import timezone

    from gestand.core.erasure import plan_erasure
    from gestand.core.refusals import Refused
    from gestand.rights.erasure import who_goes

    try:
        who = who_goes(person_by(wanted).id)
        return who, plan_erasure(who.subjects, at=timezone.now())
    except Refused as refused:
        stop(str(refused))


def _asked(*, as_json: bool) -> Actor:
    """A yes that is typed, by somebody who says who."""
    import sys

    if as_json or not sys.stdin.isatty():
        stop("Nothing was erased: this needs a yes. Name the owner whose yes it is with --yes-by OWNER_EMAIL.")
    by = _owner(typer.prompt("Whose yes is this? Your e-mail address as an owner"))
    if typer.prompt('Type "yes" to erase for good') != "yes":
        stop("Nothing was erased.")
    return by


def _owner(email: str) -> Actor:
    from django.utils import timezone

    from gestand.core.actors import Role
    from gestand.team.current import actor_for
    from gestand.team.queries import account_by_email

    account = account_by_email(email)
    if account is None or not account.is_active or account.role != Role.OWNER:
        stop(f"Nothing was erased: {email} is no owner here.")
    return actor_for(account, at=timezone.now())


def _tell(who: WhoGoes, plan: ErasurePlan, *, as_json: bool) -> None:
    if as_json:
        say_json(_as_plain(who, plan))
        return
    from gestand.core.erasure.plan import Fate

    headings = {
        Fate.GOES: "Goes:",
        Fate.GOES_ALONG: "Goes along (it is about others, and hangs on what goes):",
        Fate.EMPTIED: "Is emptied:",
        Fate.STAYS: "Stays:",
        Fate.HELD: "Stays under a hold:",
    }
    say(f"Erasing {named(who.person.full_name)} ({who.person.short_id})")
    for fate, heading in headings.items():
        lines = plan.of_fate(fate)
        if lines:
            say(heading)
        for line in lines:
            why = line.duty or (f"because: {line.hold}" if line.hold else "")
            article = f"  GDPR {line.article}, {why}, until {line.until or '...'}" if why else ""
            say(f"  {line.rows:>6}  {line.title}{article}")
    say(f"{counted(plan.files, 'file')}.")
    for client in who.running:
        say(f"Note: {named(client.name)} is still a client; it goes too.")
    for client in who.shared:
        say(f"{named(client.name)} stays: others share it.")
    if plan.told:
        say(f"Tell afterwards (GDPR 19): {', '.join(plan.told)}.")


def _as_plain(who: WhoGoes, plan: ErasurePlan) -> dict[str, Any]:
    return {
        "person": who.person.short_id,
        "rows": plan.rows,
        "files": plan.files,
        "fingerprint": plan.fingerprint,
        "lines": [
            {
                "table": line.label,
                "fate": line.fate.value,
                "rows": line.rows,
                "fields": list(line.fields),
                "article": f"GDPR {line.article}",
                "duty": line.duty or None,
                "hold": line.hold or None,
                "until": line.until.isoformat() if line.until else None,
            }
            for line in plan.lines
        ],
        "clients": [str(client.id) for client in who.clients],
        "clients_still_running": [str(client.id) for client in who.running],
        "clients_shared_with_others": [str(client.id) for client in who.shared],
        "tell": list(plan.told),
    }
