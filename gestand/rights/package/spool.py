"""Room for what does not fit into memory."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.conf import settings

_IN_MEMORY_BYTES = 4 * 1024 * 1024


def spool() -> IO[bytes]:
    """A file without a name, in the data folder (on the encrypted disk) once it outgrows memory; gone when closed."""
    return cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES, dir=str(settings.GESTAND_HOME)))
