"""Spoil every example file in every way for a while: ``fuzz_importers.py [MINUTES] [SEED]``. Exits 1 at the first failure.

Each file must be read or refused with a sentence, in time. What failed is kept beside the temporary files, to be looked at.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


#: So many of the runs spoil a network book, which is taken in by other rules than the files of others.
_BOOKS = 0.2


def main() -> int:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        return _spoil()
    finally:
        teardown_databases(made, verbosity=0)


def _spoil() -> int:
    from django.db import transaction

    from tests.cast import make_cast
    from tests.network.book_spoiling import book_and_tables, is_taken_or_refused, spoiled
    from tests.network.reading import EVERY_FILE, reads_or_refuses
    from tests.network.spoiling import WAYS_TO_SPOIL

    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    seed = sys.argv[2] if len(sys.argv) > 2 else str(time.time_ns())
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    with transaction.atomic():
        cast = make_cast()
        book, tables = book_and_tables(cast)
    files = {path.name: path.read_bytes() for path in EVERY_FILE}
    until, runs = time.monotonic() + minutes * 60, 0
    while time.monotonic() < until:
        is_book = chance.random() < _BOOKS
        name = "network-book" if is_book else chance.choice(list(files))
        content = spoiled(book, tables, chance) if is_book else files[name]
        for _ in range(0 if is_book else chance.choice([1, 1, 2, 4])):
            content = chance.choice(WAYS_TO_SPOIL)(content, chance) or b"x"
        try:
            if is_book:
                is_taken_or_refused(content, client=cast.bakery, cast=cast)
            else:
                reads_or_refuses(content)
        except Exception:
            kept = Path(tempfile.mkdtemp(prefix="gestand-fuzz-")) / name
            kept.write_bytes(content)
            print(f"Run {runs} of seed {seed} failed; the file is kept as {kept}.")
            raise
        runs += 1
    print(f"{runs} spoiled files were read or refused (seed {seed}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
