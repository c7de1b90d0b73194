"""Sealing and opening files in the data folder.

A file is written whole to a draft, fsynced, and gets its place when the transaction commits; a rollback drops it.
Between the commit and the move (a power cut) the content is still read from the draft; the sweep finishes the move.
"""

from __future__ import annotations

import hashlib
import io
import os
import weakref
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import ForeignObjectRel

from gestand.core.files.models import StoredFile
from gestand.core.files.sealing import FileDamaged, SealedReader, seal_stream, sealed_size
from gestand.core.home import read_key
from gestand.core.ids import new_id

DRAFTS = "drafts"
PASSING = "passing"
_NAME_LENGTH = 200


def files_folder() -> Path:
    return Path(settings.GESTAND_HOME) / "files"


def place_of(file_id: UUID) -> Path:
    """``files/ab/UUID``: by the last two letters, because the first ones are the time and hardly differ."""
    return files_folder() / file_id.hex[-2:] / str(file_id)


def draft_of(file_id: UUID) -> Path:
    return files_folder() / DRAFTS / str(file_id)


def passing_of(file_id: UUID) -> Path:
    """``files/passing/UUID``: what is here for days at most, in a folder that backups leave out."""
    return files_folder() / PASSING / str(file_id)


def is_on_disk(file_id: UUID) -> bool:
    return any(path.exists() for path in _places(file_id))


def _places(file_id: UUID) -> tuple[Path, ...]:
    return place_of(file_id), draft_of(file_id), passing_of(file_id)


def store_file(
    content: BinaryIO | bytes, *, name: str, media_type: str, at: datetime, passing: bool = False
) -> StoredFile:
    """Seal ``content`` (streamed, flat memory) into ``files/`` and return its row; a rollback leaves no file behind.

    ``passing``: it is here for days at most, so no backup holds it (after a restore its row has no file).
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    file_id = new_id()
    draft = _Draft(file_id, passing=passing)
    digest, size = hashlib.sha256(), 0
    with draft.create() as sealed:
        for chunk in seal_stream(_files_key(), stream, sealed, file_id=file_id):
            digest.update(chunk)
            size += len(chunk)
        sealed.flush()
        os.fsync(sealed.fileno())
    with transaction.atomic():
        stored = StoredFile.objects.create(
            id=file_id,
            name=name[:_NAME_LENGTH],
            media_type=media_type,
            size_bytes=size,
            sha256=digest.hexdigest(),
            stored_at=at,
            is_passing=passing,
        )
        transaction.on_commit(draft.keep)
    return stored


def open_file(stored: StoredFile) -> BinaryIO:
    """A readable, seekable stream of the content; raises ``FileDamaged`` when the seal is broken."""
    for path in (*_places(stored.id), place_of(stored.id)):  # it may move while we look
        try:
            sealed = path.open("rb")
        except FileNotFoundError:
            continue
        return _opened(stored, sealed)
    raise FileDamaged("the sealed file is gone")


def _opened(stored: StoredFile, sealed: BinaryIO) -> BinaryIO:
    try:
        reader = SealedReader(_files_key(), sealed, file_id=stored.id)
    except FileDamaged:
        sealed.close()
        raise
    if reader.size != stored.size_bytes:
        reader.close()
        raise FileDamaged("the sealed file has another size than was stored")
    return cast("BinaryIO", io.BufferedReader(reader, buffer_size=64 * 1024))


def read_file(stored: StoredFile) -> bytes:
    with open_file(stored) as stream:
        return stream.read()


def destroy_file(stored: StoredFile) -> None:
    """Delete row and file (the file after commit)."""
    with transaction.atomic():
        file_id = stored.id
        stored.delete()
        transaction.on_commit(partial(remove_from_disk, file_id))


def is_pointed_to(stored: StoredFile) -> bool:
    """Whether any row of any room still points to this file."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # rows that point with related_name="+" too
        if not isinstance(relation, ForeignObjectRel):
            continue
        model = relation.related_model
        if isinstance(model, type) and model._base_manager.filter(**{relation.field.name: stored}).exists():
            return True
    return False


def remove_from_disk(file_id: UUID) -> None:
    for path in _places(file_id):
        path.unlink(missing_ok=True)


def settle_draft(file_id: UUID) -> None:
    """Move a committed draft to its place, durably."""
    place = place_of(file_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft_of(file_id).replace(place)
    _fsync_folder(place.parent)


def whole_on_disk(stored: StoredFile) -> bool:
    """Whether a file of the right size is there (its seal is not opened)."""
    for path in _places(stored.id):
        try:
            return path.stat().st_size == sealed_size(stored.size_bytes)
        except FileNotFoundError:
            continue
    return False


class _Draft:
    """A file that nobody asked for yet: it goes when the last thing that knows it goes.

    Django forgets the callbacks of a transaction that is rolled back, and with them this draft.
    """

    def __init__(self, file_id: UUID, *, passing: bool) -> None:
        self.file_id = file_id
        self.passing = passing
        self.path = passing_of(file_id) if passing else draft_of(file_id)
        self._drop = weakref.finalize(self, self.path.unlink, missing_ok=True)

    def create(self) -> BinaryIO:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def keep(self) -> None:
        self._drop.detach()
        if self.passing:
            _fsync_folder(self.path.parent)
        else:
            settle_draft(self.file_id)


@lru_cache(maxsize=1)
def _key_at(home: str) -> bytes:
    return read_key(Path(home), "files")


def _files_key() -> bytes:
    return _key_at(str(settings.GESTAND_HOME))


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
