"""Reading a backup back while it is written: ``python -m gestand.security.backup.reading_along HOME FILE``.

A process of its own, so that the second processor does it. It decrypts what stands in the file and checks every digest
as it comes; the end of its standard input says that the file is whole. It answers with what the backup's end says.
"""

from __future__ import annotations

import json
import select
import sys
import time
from pathlib import Path

from gestand.security.backup.age import decrypt, own_identity
from gestand.security.backup.archive import Nowhere, Unpacker

_PAUSE_SECONDS = 0.02


class Growing:
    """A file that somebody else is writing: its end is its end only when they have said so."""

    def __init__(self, path: Path) -> None:
        while not path.exists() and not _is_whole():
            time.sleep(_PAUSE_SECONDS)
        self._stream = path.open("rb", buffering=1024 * 1024)
        self._is_whole = False

    def read(self, size: int = -1) -> bytes:
        while True:
            if piece := self._stream.read(size):
                return piece
            if self._is_whole:
                return b""
            self._is_whole = _is_whole()
            if not self._is_whole:
                time.sleep(_PAUSE_SECONDS)


def _is_whole() -> bool:
    ready, _out, _err = select.select([sys.stdin], [], [], 0)
    return bool(ready)


def main() -> None:
    home, path = Path(sys.argv[1]), Path(sys.argv[2])
    unpacker = Unpacker(Nowhere())
    decrypt(Growing(path), unpacker, own_identity(home))
    unpacker.close()
    json.dump(unpacker.ending, sys.stdout)


if __name__ == "__main__":
    main()
