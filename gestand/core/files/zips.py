"""What the standard library raises over a ZIP that is broken, hostile, or packed in a way that it does not know."""

from __future__ import annotations

import struct
import zipfile
import zlib

#: A compression that it does not know is a ``NotImplementedError``, a password a ``RuntimeError``, a name that is no
#: text a ``ValueError``.
ZIP_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
