"""What came back? Run in the scratch folder of a drill: ``python -m gestand.security.backup.look``; answers in JSON."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any


def look() -> dict[str, Any]:
    """Open every file, read the whole audit log, do every erasure once more: it must find nothing."""
    from django.db import connection
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.audit.verification import verify_audit
    from gestand.core.erasure import replay, unseen_entries
    from gestand.core.files import FileDamaged, open_file
    from gestand.core.files.models import StoredFile
    from gestand.core.files.store import whole_on_disk

    files = missing = damaged = 0
    for stored in StoredFile.objects.filter(is_passing=False).order_by("id").iterator(chunk_size=500):
        files += 1
        if not whole_on_disk(stored):
            missing += 1
            continue
        digest = hashlib.sha256()
        try:
            with open_file(stored) as stream:
                while block := stream.read(1024 * 1024):
                    digest.update(block)
        except FileDamaged:
            damaged += 1
            continue
        damaged += digest.hexdigest() != stored.sha256
    whole = True
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            whole = cursor.fetchone() == ("ok",)
    unseen = len(unseen_entries())
    again = replay(by=SHELL, at=timezone.now())
    report = verify_audit()
    return {
        "database_whole": whole,
        "files": files,
        "files_missing": missing,
        "files_damaged": damaged,
        "erasures_unseen": unseen,
        "erased_found": again.rows + again.files,
        "audit_whole": report.ok,
        "audit_lines": report.lines,
    }


def main() -> None:
    import django

    django.setup()
    json.dump(look(), sys.stdout)


if __name__ == "__main__":
    main()
