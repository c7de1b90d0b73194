"""Files on disk, sealed with a key from ``keys/``; names from outside are never trusted as paths."""

from gestand.core.files.sealing import FileDamaged
from gestand.core.files.store import destroy_file, open_file, read_file, store_file
from gestand.core.files.uploads import UploadRefused, checked_upload

__all__ = ["FileDamaged", "UploadRefused", "checked_upload", "destroy_file", "open_file", "read_file", "store_file"]
