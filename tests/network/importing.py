"""What the tests of imports share: a file at the Jansens, staged or taken over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gestand.network.imports import actions
from gestand.network.models import Device, ImportLine, NetworkImport
from gestand.people.models import Client
from tests.cast import NOW, Cast


def staged(cast: Cast, path: Path, *, at: datetime = NOW, client: Client | None = None) -> NetworkImport:
    with path.open("rb") as stream:
        return actions.stage_file(stream, name=path.name, client=client or cast.jansen, by=cast.owner, at=at)


def import_file(cast: Cast, path: Path, *, at: datetime = NOW, client: Client | None = None) -> NetworkImport:
    return actions.confirm_import(staged(cast, path, at=at, client=client), by=cast.owner, at=at)


def lines_of(batch: NetworkImport) -> dict[str, ImportLine]:
    """By title."""
    return {line.title: line for line in ImportLine.objects.filter(batch=batch)}


def addresses_now(device: Device) -> list[str]:
    return [use.address for use in device.addresses.filter(until_on__isnull=True).order_by("sort_key")]  # type: ignore[attr-defined]
