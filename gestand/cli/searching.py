"""``gestand search rebuild``."""

from __future__ import annotations

from gestand.cli.console import counted, counting, say
from gestand.cli.loading import use_django


def rebuild() -> None:
    use_django()
    from gestand.core.search.index import rebuild as rebuild_index

    with counting("Filling the index"):
        entries = rebuild_index()
    say(f"The search index holds {counted(entries, 'entry', 'entries')}.")
