"""The end of a copy: its file and its row's content go together, and the disk is looked at afterwards."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.files import destroy_file
from gestand.core.files.models import StoredFile
from gestand.core.files.store import is_on_disk
from gestand.rights.models import LIVE_STATES, CopyState, IdentityCopy

log = logging.getLogger("gestand.rights")


def end_copy(
    copy_id: UUID, *, becomes: CopyState, by: Actor, was: Collection[str] = LIVE_STATES, **told: Any
) -> IdentityCopy | None:
    """Close a copy with what is ``told`` about it and destroy its file, in the caller's transaction; None when somebody
    else was first. The disk is read back after the commit.
    """
    copy = IdentityCopy.objects.select_for_update(of=("self",)).filter(id=copy_id, state__in=was).first()
    if copy is None:
        return None
    stored = StoredFile.objects.filter(id=copy.file_id).first() if copy.file_id else None
    for name, value in {"state": becomes, "link_digest": "", "file_id": None, **told}.items():
        setattr(copy, name, value)
    copy.save(update_fields=["state", "link_digest", "file", *told])
    if stored is not None:
        destroy_file(stored)
    if copy.sealed_as is not None:
        transaction.on_commit(partial(read_back, copy.id, by=by))
    return copy


def read_back(copy_id: UUID, *, by: Actor = SYSTEM) -> bool:
    """Look whether the copy is really gone, from the tables and from the disk, and write that down once."""
    copy = IdentityCopy.objects.filter(id=copy_id, destroyed_at__isnull=True, sealed_as__isnull=False).first()
    if copy is None or copy.sealed_as is None or copy.is_live:
        return True
    if is_on_disk(copy.sealed_as) or StoredFile.objects.filter(id=copy.sealed_as).exists():
        log.error("the copy %s of an identity document is closed and not gone", copy.id)
        return False
    at = timezone.now()
    with transaction.atomic():
        if IdentityCopy.objects.filter(id=copy.id, destroyed_at__isnull=True).update(destroyed_at=at):
            write_audit(
                "rights.copy.destroy", by=by, at=at, subject=("request", copy.request_id), facts={"copy": copy.id}
            )
    return True
