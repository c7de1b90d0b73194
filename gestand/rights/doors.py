"""What a one-time link of this room opens: the package of a request, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.actors import VISITOR
from gestand.core.one_time_link import Claimed, LinkNotValid
from gestand.rights.actions import packages
from gestand.rights.models import Package
from gestand.rights.portable import sending


def one_download(package: Package, *, when_done: Callable[[], None], token: str = "") -> Claimed:
    """A claimed package as ``streamed`` takes it. ``token`` opens one that is sealed for an organisation."""
    return Claimed(
        file_name=f"{_('your-data')}-{timezone.localdate():%Y-%m-%d}.zip",
        open=lambda: sending.opened(package, token=token),
        done=when_done,
        release=lambda: packages.release(package=package),
    )


def open_by_link(token: str, at: datetime) -> Claimed | None:
    """The door of this room: the package of a request that this code opens."""
    try:
        package = packages.claim_by_link(token=token, at=at)
    except LinkNotValid:
        return None

    def fetched() -> None:
        now = timezone.now()
        packages.collected(package=package, by=VISITOR, at=now)
        sending.collected(package=package, at=now)

    return one_download(package, when_done=fetched, token=token)
