"""What an owner decides about backups."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.egress.addresses import leads_inside
from gestand.core.jobs.queue import enqueue
from gestand.core.refusals import Refused
from gestand.security.backup import keys, places
from gestand.security.backup.running import note_keys_handed_out
from gestand.security.backup.scratch import scratch_folder
from gestand.security.backup.secrets import open_store_secret, seal_store_secret
from gestand.security.models import BackupSettings

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.jobs.models import Job

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
#: What is in there is made at every start, or belongs to the machine.
_OF_THE_SYSTEM = ("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run/lock", "/sbin", "/sys", "/usr")
_PATH = re.compile(r"(/[A-Za-z0-9._-]+)*/?")
BACKUP_JOB, DRILL_JOB, TEST_JOB = "security.back_up", "security.drill", "security.test_places"


class PlaceRefused(Refused):
    """A place where no copy may go."""

    code = "backup_place_refused"


@dataclass(frozen=True, slots=True)
class WantedPlaces:
    """What the form asks. An empty secret keeps the one that is stored, for the same store and key."""

    folder: str = ""
    keys_folder: str = ""
    store_url: str = ""
    store_bucket: str = ""
    store_region: str = ""
    store_prefix: str = ""
    store_key_id: str = ""
    store_secret: str = ""
    is_own_store: bool = False


def save_places(wanted: WantedPlaces, *, by: Actor, at: datetime) -> BackupSettings:
    """Set where copies go. Refuses (``PlaceRefused``) a folder that is not there, lies in the data folder, or holds
    both the backups and the copies of the keys, belongs to the system or cannot be written to; a store without https,
    inside a private network, or without its secret.
    """
    by.require_owner()
    _require_folder(wanted.folder, "folder")
    _require_folder(wanted.keys_folder, "keys_folder")
    if wanted.keys_folder:
        for other in (wanted.folder, str(settings.GESTAND_HOME)):
            if other and places.same_place(Path(wanted.keys_folder), Path(other)):
                raise PlaceRefused(
                    _("Whoever finds the backups there would find their keys too. Choose another place for the keys."),
                    field="keys_folder",
                )
    if wanted.store_url:
        _require_address(wanted)
    with transaction.atomic():
        old = BackupSettings.objects.select_for_update().filter(id=1).first()
        secret = wanted.store_secret or _kept_secret(wanted, old)
        if wanted.store_url:
            _require_store(wanted, secret)
        named: dict[str, Any] = {
            name: getattr(wanted, name)
            for name in (
                "folder", "keys_folder", "store_url", "store_bucket", "store_region", "store_prefix", "store_key_id",
                "is_own_store",
            )
        }  # fmt: skip
        for name in ("folder", "keys_folder"):
            named[name] = str(Path(named[name]).expanduser()) if named[name] else ""  # as it was looked at
        sealed = seal_store_secret(secret) if wanted.store_url else None
        row, _is_new = BackupSettings.objects.update_or_create(
            id=1, defaults={**named, "sealed_secret": sealed, "saved_at": at}
        )
        write_audit(
            "security.backup.places",
            by=by,
            at=at,
            facts={"folder": bool(row.folder), "keys_folder": bool(row.keys_folder), "store": row.has_store},
        )
    return row


def _kept_secret(wanted: WantedPlaces, old: BackupSettings | None) -> str:
    """A secret belongs to one store and one key: it is not sent to another."""
    if old is None or (old.store_url, old.store_key_id) != (wanted.store_url, wanted.store_key_id):
        return ""
    return open_store_secret(old)


def _require_folder(written: str, field: str) -> None:
    if not written:
        return
    folder = Path(written).expanduser()
    if not folder.is_absolute():
        raise PlaceRefused(_("Write the whole path, beginning with a slash."), field=field)
    if not folder.is_dir():
        raise PlaceRefused(_("This folder is not there. Make it first, or connect its disk."), field=field)
    if any(map(folder.resolve().is_relative_to, _OF_THE_SYSTEM)):
        raise PlaceRefused(_("This folder belongs to the system itself: no backup stays there."), field=field)
    if places.same_place(folder, Path(settings.GESTAND_HOME)):
        raise PlaceRefused(_("This lies in the data folder, or around it: who loses one loses both."), field=field)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise PlaceRefused(
            _("Gestand cannot write in this folder (%(why)s). Give the user that it runs as the right to.")
            % {"why": fault.strerror},
            field=field,
        ) from fault


def _require_address(wanted: WantedPlaces) -> None:
    if not wanted.store_url.startswith("https://"):
        raise PlaceRefused(_("The address begins with https://."), field="store_url")
    if not _is_bare_address(wanted.store_url):
        raise PlaceRefused(_("This is no address of a store."), field="store_url")
    parts = urlsplit(wanted.store_url)
    if leads_inside(parts.hostname or "", parts.port or 443):
        raise PlaceRefused(
            _(
                "This address lies inside a private network, and Gestand calls none of those. Connect a machine of "
                "your own as a folder, and name that folder above."
            ),
            field="store_url",
        )


def _require_store(wanted: WantedPlaces, secret: str) -> None:
    if not wanted.store_bucket:
        raise PlaceRefused(_("Fill in the bucket."), field="store_bucket")
    if not wanted.store_key_id:
        raise PlaceRefused(_("Fill in the id of the key."), field="store_key_id")
    if not secret:
        raise PlaceRefused(_("Fill in the secret of the key."), field="store_secret")


def _is_bare_address(url: str) -> bool:
    """A host, perhaps a port and a path: nothing that one program reads as this host and another as that one."""
    try:
        parts = urlsplit(url)
        return (
            bool(_HOST.fullmatch(parts.hostname or ""))
            and parts.netloc.lower() in (parts.hostname, f"{parts.hostname}:{parts.port}")
            and _PATH.fullmatch(parts.path) is not None
            and url == urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        )
    except ValueError:
        return False


def ask_backup(*, by: Actor, at: datetime) -> Job:
    """Have a backup made now."""
    by.require_owner()
    return enqueue(BACKUP_JOB, by=by, at=at)


def ask_drill(*, by: Actor, at: datetime) -> Job:
    """Have a drill done now."""
    by.require_owner()
    return enqueue(DRILL_JOB, by=by, at=at)


def ask_test(*, by: Actor, at: datetime) -> Job:
    """Have a small file written to each place, read back and removed."""
    by.require_owner()
    return enqueue(TEST_JOB, by=by, at=at)


def print_sheet(*, by: Actor, at: datetime) -> str:
    """The passphrase for a new sheet, once. Copies of the keys from now on open with this sheet alone."""
    by.require_owner()
    with transaction.atomic():
        write_audit("security.keys.sheet", by=by, at=at)
    return keys.print_sheet(Path(settings.GESTAND_HOME), at=at)


def try_sheet(typed: str, *, by: Actor, at: datetime) -> None:
    """Whether the words on the sheet open the copies of now. Refuses (``WrongPassphrase``)."""
    by.require_owner()
    keys.try_sheet(Path(settings.GESTAND_HOME), typed, at=at)
    write_audit("security.keys.try", by=by, at=at)


def hand_out_keys(*, by: Actor, at: datetime) -> bytes:
    """A copy of the keys, to save on a disk of one's own. Refuses (``BackupRefused``) before a sheet was printed."""
    by.require_owner()
    home = Path(settings.GESTAND_HOME)
    with scratch_folder(home, "keys") as folder:
        keys.write_keys(folder / "keys.age", home=home)
        content = (folder / "keys.age").read_bytes()
    note_keys_handed_out(len(content), by=by, at=at)
    return content
