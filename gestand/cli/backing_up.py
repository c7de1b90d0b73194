"""``gestand backup``, ``restore``, ``drill`` and ``keys``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gestand.cli.console import counted, say, say_json, stop
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from gestand.security.backup.following import Followed
    from gestand.security.backup.restoring import Restored


def back_up(to: Path | None, *, as_json: bool) -> None:
    """Make a backup now, as the nightly job does."""
    use_django()
    from django.utils import timezone

    from gestand.cli.preparing import NotReady, prepare_database
    from gestand.core.actors import SHELL
    from gestand.core.jobs.sentences import shown_sentence
    from gestand.core.refusals import Refused
    from gestand.security.backup import places
    from gestand.security.backup.running import back_up as make

    try:
        prepare_database()
        run = make(by=SHELL, at=timezone.now(), to=to)
    except (Refused, NotReady) as refused:
        stop(str(refused))
    path = (to or places.own_folder()) / run.name
    if as_json:
        say_json(
            {
                "file": str(path),
                "bytes": run.size_bytes,
                "rows": run.rows,
                "files": run.files,
                "missing_files": run.evidence.get("missing_files", 0),
                "in_folder": run.in_folder,
                "in_store": run.in_store,
                "trouble": shown_sentence(run.failure) or None,
            }
        )
        return
    say(
        f"Made and read back: {path}",
        f"{counted(run.rows, 'row')}, {counted(run.files, 'file')}, {run.size_bytes:,} bytes.",
    )
    if run.failure:
        say(f"Note: {shown_sentence(run.failure)}")
    if run.evidence.get("missing_files"):
        say(f"Note: {counted(run.evidence['missing_files'], 'file')} that rows name are not on the disk.")
    if not run.in_folder and not run.in_store and to is None:
        say("Note: it stands on the same disk as the data. Name another place on the page Backups, or with --to.")


def restore(
    backup: Path, *, identity: Path | None, over: bool, other_keys: bool, without_journal: bool, as_json: bool
) -> None:
    """Put a backup back, follow the erasure journal, and say what was done."""
    use_django(finish=False)
    from django.utils import timezone

    from gestand.cli.preparing import NotReady, follow, make_tables_as_then
    from gestand.core.refusals import Refused
    from gestand.security.backup.restoring import restore_backup

    try:
        with redirect_stdout(sys.stderr):  # what migrations print is not our answer
            restored = restore_backup(
                backup,
                at=timezone.now(),
                identity=identity,
                over=over,
                other_keys=other_keys,
                without_journal=without_journal,
                make_tables=make_tables_as_then,
                step=None if as_json else _step,
            )
            followed = follow()
    except (Refused, NotReady) as refused:
        stop(str(refused))
    facts = _facts(restored, followed)
    if as_json:
        say_json(facts)
        return
    say(
        f"Restored the backup of {restored.made_at} (made by Gestand {restored.version}):",
        f"{counted(restored.rows, 'row')}, {counted(restored.files, 'file')}.",
        f"The erasure journal was followed and read back: {counted(facts['erasures'], 'erasure')}, "
        f"{counted(facts['rows_gone_again'], 'row')} of the erased had come back and went again.",
        "Everybody signs in anew.",
    )
    if facts["terms"]:
        say(f"{counted(facts['terms'], 'term')} chosen since that backup: put back from the journal.")
    if facts["mails_in_doubt"]:
        say(f"{counted(facts['mails_in_doubt'], 'mail')} may have been sent since: look in the outbox.")


def _step(words: str) -> None:
    print({"unpack": "Unpacking …", "check": "Checking …", "swap": "Putting it in its place …"}[words], file=sys.stderr)


def _facts(restored: Restored, followed: Followed | None) -> dict[str, Any]:
    return {
        "restore": str(restored.id),
        "made_at": restored.made_at,
        "version": restored.version,
        "rows": restored.rows,
        "files": restored.files,
        "erasures": followed.erasures if followed else 0,
        "rows_gone_again": followed.rows if followed else 0,
        "files_gone_again": followed.files if followed else 0,
        "terms": followed.terms if followed else 0,
        "audit_lines_left_behind": followed.left_behind if followed else 0,
        "mails_in_doubt": followed.mails_in_doubt if followed else 0,
    }


def drill(*, backup: Path | None, keys: Path | None, as_json: bool) -> int:
    """Bring everything back in a scratch folder; 0 when it came back as it should."""
    use_django()
    from django.utils import timezone

    from gestand.cli.preparing import NotReady, prepare_database
    from gestand.core.actors import SHELL
    from gestand.core.jobs.sentences import shown_sentence
    from gestand.core.refusals import Refused
    from gestand.security.backup.running import drill as do_drill

    try:
        prepare_database()
        run = do_drill(by=SHELL, at=timezone.now(), backup=backup, keys=keys)
    except (Refused, NotReady) as refused:
        stop(str(refused))
    if as_json:
        say_json(
            {
                "ok": not run.failure,
                "backup": run.name,
                "rows": run.rows,
                "trouble": shown_sentence(run.failure) or None,
                **run.evidence,
            }
        )
        return 1 if run.failure else 0
    seen = run.evidence
    say(
        f"Restored {run.name} in a scratch folder: {counted(run.rows, 'row')}, {counted(run.files, 'file')} opened.",
        f"{counted(seen['erasures'], 'erasure')} done again, {counted(seen['came_back_and_went'], 'row')} of them had "
        "come back and went; nobody of them was found afterwards."
        if not run.failure
        else f"NOT as it should be: {shown_sentence(run.failure)}",
        "The scratch folder is gone.",
    )
    return 1 if run.failure else 0


def keys_backup(out: Path, *, new_sheet: bool, as_json: bool) -> None:
    """Write the copy of the keys; the first time with a new passphrase, printed once."""
    use_django()
    from django.conf import settings
    from django.utils import timezone

    from gestand.cli.preparing import NotReady, prepare_database
    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.security.backup import actions, places
    from gestand.security.backup.keys import read_sheet, write_keys
    from gestand.security.backup.running import note_keys_handed_out

    home, at = Path(settings.GESTAND_HOME), timezone.now()
    if not out.parent.is_dir():
        stop(f"The folder {out.parent} is not there.")
    if out.exists():
        stop(f"{out} is there already. Choose another name; nothing was written.")
    try:
        prepare_database()
        passphrase = actions.print_sheet(by=SHELL, at=at) if new_sheet or read_sheet(home) is None else None
        size = write_keys(out, home=home)
        note_keys_handed_out(size, by=SHELL, at=at)
    except (Refused, NotReady) as refused:
        stop(str(refused))
    folder = places.folder_of(places.settings_row())
    near = [each for each in (home, folder) if each is not None and places.same_place(out.parent, each)]
    if as_json:
        say_json({"file": str(out), "bytes": size, "passphrase": passphrase, "beside_the_backups": bool(near)})
        return
    say(f"Written and read back: {out} ({size:,} bytes).")
    if passphrase:
        say(
            "",
            "The passphrase that opens it. It is shown once and kept nowhere. Write it down or print it, twice:",
            "",
            f"    {passphrase}",
            "",
            "Copies of the keys from now on open with it too.",
        )
    else:
        say("The printed sheet opens it.")
    if near:
        say(f"Note: it stands where the backups stand ({near[0]}). Whoever finds one finds both: move it elsewhere.")


def keys_restore(copy: Path, *, over: bool, as_json: bool) -> None:
    """Put keys, keybox and journal back, on an empty machine."""
    use_django()
    from django.conf import settings

    from gestand.core import journal
    from gestand.core.refusals import Refused
    from gestand.core.restoring import StillRunning, alone
    from gestand.security.backup.keys import restore_keys
    from gestand.security.backup.restoring import holds_data

    home = Path(settings.GESTAND_HOME)
    wrong = []
    if not copy.is_file():
        wrong.append(f"There is no file {copy}.")
    if not over and (holds_data(home) or journal.entries()):
        wrong.append(
            "This data folder is in use, and other keys would make it unreadable. Give --over when you mean that; "
            "nothing was changed."
        )
    if wrong:
        stop(*wrong)
    typed = (
        typer.prompt("What the sheet says", hide_input=False, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    )
    try:
        with alone(home):
            names = restore_keys(copy, home=home, typed=typed)
    except StillRunning as running:
        stop(str(running))
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"restored": names})
        return
    say(f"Put back: {counted(len(names), 'file')} ({', '.join(names)}).", "Now restore a backup: gestand restore FILE")
