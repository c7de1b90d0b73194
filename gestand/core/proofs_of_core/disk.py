"""Clause ``secure.disk``: does the data folder lie on an encrypted device, as far as this system can see?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

#: File systems that encrypt by themselves.
_SEALED = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs"})


class Disk(StrEnum):
    SEALED = "sealed"
    OPEN = "open"
    RENTED = "rented"  # a virtual machine: what its host does with the disk cannot be seen from inside
    HIDDEN = "hidden"  # a container, a network share, a system that does not tell


@dataclass(frozen=True, slots=True)
class Mount:
    folder: str
    source: str
    kind: str
    device: str  # "8:1"


def disk_is_encrypted(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    seen = look_at_disk(settings.GESTAND_HOME)
    if seen is Disk.SEALED:
        return kept(_("The data folder of this server is on an encrypted device."))
    if seen is Disk.OPEN:
        return broken(
            _("The data folder of this server is on a device that the system does not encrypt."),
            todo=_("Put the data folder on an encrypted volume (LUKS, BitLocker), or encrypt the disk."),
        )
    if seen is Disk.RENTED:
        return unproven(
            _("This is a virtual machine: whether its disk is encrypted cannot be seen from inside."),
            todo=_("Put the data folder on an encrypted volume (LUKS) inside the machine."),
        )
    return unproven(
        _("This system does not tell on which device the data folder is (a container or a network share)."),
        todo=_("Run Gestand where it sees its own disk, or encrypt the volume that the container is given."),
    )


def look_at_disk(folder: Path, *, root: Path = Path("/")) -> Disk:
    """Reads /proc and /sys alone; ``root`` is where these stand."""
    mount = mount_of(folder, root=root)
    if mount is None:
        return Disk.HIDDEN
    if mount.kind in _SEALED:
        return Disk.SEALED
    device = _block_device(mount, root=root)
    if device is None:
        return Disk.HIDDEN
    if _is_sealed(device):
        return Disk.SEALED
    return Disk.RENTED if _is_virtual(root) else Disk.OPEN


def mount_of(folder: Path, *, root: Path = Path("/")) -> Mount | None:
    """The mount that holds the folder (proc(5), mountinfo), or None where there is no such list."""
    try:
        lines = (root / "proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    found: Mount | None = None
    for line in lines:
        left, _dash, right = line.partition(" - ")
        parts, ends = left.split(), right.split()
        if len(parts) < 5 or len(ends) < 2:  # noqa: PLR2004 - the fields that are always there
            continue
        where = parts[4].encode().decode("unicode_escape")
        # The last of several on one place covers the ones before it.
        if folder.is_relative_to(where) and (found is None or len(where) >= len(found.folder)):
            found = Mount(where, ends[1], ends[0], parts[2])
    return found


def _block_device(mount: Mount, *, root: Path) -> Path | None:
    """Its folder in /sys; btrfs and the like have a number of their own and name the device as source."""
    for number in (mount.device, _number_of(mount.source, root=root)):
        place = root / "sys/dev/block" / number
        if number and place.exists():
            return place.resolve()
    return None


def _number_of(source: str, *, root: Path) -> str:
    if not source.startswith("/dev/"):
        return ""
    try:
        status = (root / source.lstrip("/")).stat()
    except OSError:
        return ""
    return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"


def _is_sealed(device: Path) -> bool:
    """dm-crypt here, or below every part that this device stands on (a volume group over one sealed disk)."""
    try:
        if (device / "dm/uuid").read_text(encoding="ascii", errors="replace").startswith("CRYPT-"):
            return True
    except OSError:
        pass
    below = sorted((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
    return bool(below) and all(_is_sealed(part.resolve()) for part in below)


def _is_virtual(root: Path) -> bool:
    try:
        with (root / "proc/cpuinfo").open(encoding="utf-8", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        return True
    return "hypervisor" in flags.split()


DISK = Proof(
    key="core.disk",
    clauses=("secure.disk",),
    kind=ProofKind.LIVE,
    what=_("The system's own list of devices says whether the data folder is on an encrypted volume."),
    limits=_(
        "It sees this server's data folder alone, neither the firm's other machines nor encryption inside the disk "
        "or below a virtual machine, and no database on another server."
    ),
    check=disk_is_encrypted,
)
PROOFS = (DISK,)
