"""``python -m bench [pages|network|network-import|picture|book|whole|statement|proofs|package|import|erasure|sweep|backup|search ...]``: run the measurements and print them beside their bounds.
``network-large`` (200,000 devices) runs only when it is named.
"""

from __future__ import annotations

import os
import sys

from bench import (
    backup,
    book,
    erasure,
    importing,
    network,
    network_import,
    package,
    pages,
    picture,
    proofs,
    search,
    statement,
    sweep,
    whole,
)
from bench.table import show

ALL = {
    "pages": ("Pages", pages.measure),
    "network-import": ("Import of a scan of a network", network_import.measure),
    "network": ("Pages of network documentation", network.measure),
    "search": ("Search", search.measure),
    "whole": ("The whole program", whole.measure),
    "picture": ("The picture of a network", picture.measure),
    "book": ("The network book", book.measure),
    "statement": ("The public statement", statement.measure),
    "proofs": ("Proofs over a million rows", proofs.measure),
    "package": ("Access package in a million rows", package.measure),
    "import": ("Import of contacts", importing.measure),
    "erasure": ("Erasure in a million rows", erasure.measure),
    "backup": ("Backup and restore of a million rows, and of a gigabyte", backup.measure),
    "sweep": ("The sweep of a night in a million rows", sweep.measure),
}

BY_HAND = {"network-large": ("Pages of network documentation, 200,000 devices", network.measure_large)}


def main() -> int:
    wanted = sys.argv[1:] or list(ALL)
    known = {**ALL, **BY_HAND}
    held = [show(known[name][0], known[name][1]()) for name in wanted]
    return 0 if all(held) else 1


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BrokenPipeError:
        # Whoever read along (head, less) has seen enough; nothing is left to be written to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
