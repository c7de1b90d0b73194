"""Inside a throw-away home: a backup, a restore, and age alone on the very same bytes: ``python -m bench.backup_inside MEGABYTES``.

So many megabytes of sealed files are made first; with 0 the home is taken as it is.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

FILE_BYTES = 2_000_000
#: Itself, and whoever reads back for it.
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def in_a_process(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and the most memory (MiB) of a process that does this alone."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            begun = time.monotonic()
            work()
            taken = time.monotonic() - begun
            peak = sum(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
            os.write(mouth, json.dumps([taken, peak]).encode())
        finally:
            os._exit(0)
    os.close(mouth)
    with os.fdopen(ear) as stream:
        said = stream.read()
    os.waitpid(child, 0)
    taken, peak = json.loads(said)
    return taken, peak


def main() -> None:
    import django

    django.setup()
    import pyrage
    from django.conf import settings
    from django.db import connections
    from django.utils import timezone

    from gestand.cli.preparing import follow, make_tables_as_then, prepare_database
    from gestand.core.files import store_file
    from gestand.security.backup.age import own_identity
    from gestand.security.backup.making import make_backup
    from gestand.security.backup.restoring import restore_backup

    home, megabytes = Path(settings.GESTAND_HOME), int(sys.argv[1])
    prepare_database()
    for number in range(megabytes * 1_000_000 // FILE_BYTES):
        store_file(os.urandom(FILE_BYTES), name=f"{number}.bin", media_type="application/pdf", at=timezone.now())
    connections.close_all()
    target = home.parent / f"{home.name}-target"
    target.mkdir()
    key = own_identity(home)
    plain, sealed = target / "plain", target / "plain.age"
    with plain.open("wb") as out:
        for path in (home / "gestand.db", *(home / "files").glob("??/*")):
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, out, 1024 * 1024)

    def age_encrypts() -> None:
        pyrage.encrypt_file(str(plain), str(sealed), [key.to_public()])
        _on_the_disk(sealed)

    def age_decrypts() -> None:
        pyrage.decrypt_file(str(sealed), str(target / "again"), [key])
        _on_the_disk(target / "again")

    def backup() -> None:
        for old in target.glob("gestand-*.age"):
            old.unlink()
        make_backup(to=target, at=timezone.now())

    def restore() -> None:
        restore_backup(
            next(target.glob("gestand-*.age")), at=timezone.now(), over=True, make_tables=make_tables_as_then
        )
        follow()

    told: dict[str, float] = {"megabytes": plain.stat().st_size / 1_000_000}
    for _round in range(2):  # the better of two, in turns: other work on the machine hits both alike
        for name, work in (
            ("age_backup", age_encrypts),
            ("backup", backup),
            ("age_restore", age_decrypts),
            ("restore", restore),
        ):
            taken, peak = in_a_process(work)
            told[name] = min(taken, told.get(name, taken))
            told[f"peak_{name}"] = max(peak, told.get(f"peak_{name}", peak))
    print(json.dumps(told))


def _on_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


if __name__ == "__main__":
    main()
