"""What changing many devices at once would change, and on how many: nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from gestand.core.freezing import FROZEN, frozen_now
from gestand.network.models import Device, DeviceState
from gestand.ui.formats import day_words


@dataclass(frozen=True, slots=True)
class FieldPreview:
    """``before``: what the devices say now, each with how many do; the commonest first."""

    label: str
    after: str
    before: list[tuple[str, int]]
    changes: int


@dataclass(slots=True)
class Preview:
    fields: list[FieldPreview] = field(default_factory=list)
    changed: list[Device] = field(default_factory=list)
    same: list[Device] = field(default_factory=list)
    left: list[tuple[Device, str]] = field(default_factory=list)


def devices_of(ids: Sequence[UUID], rows: models.QuerySet[Device]) -> list[Device]:
    """Those of ``rows`` with these ids, with what a preview says of them."""
    return list(
        rows.filter(pk__in=list(ids)).select_related("client", "site__client", "place__site").order_by("name", "id")
    )


def preview_of(devices: Sequence[Device], fields: Mapping[str, Any]) -> Preview:
    """One statement."""
    frozen = frozen_now().clients
    preview = Preview()
    goes_on = []
    for device in devices:
        if device.client_id in frozen:
            preview.left.append((device, str(FROZEN)))
        elif "state" in fields and device.state == DeviceState.GONE:
            preview.left.append((device, _("It is gone: bring it back on its own page.")))
        else:
            goes_on.append(device)
    for device in goes_on:
        differs = any(_words(device, name) != _said(name, value) for name, value in fields.items())
        (preview.changed if differs else preview.same).append(device)
    for name, value in fields.items():
        after = _said(name, value)
        before = Counter(_words(device, name) for device in goes_on)
        told = [(words, count) for words, count in before.most_common() if words != after]
        label = str(Device._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
        preview.fields.append(FieldPreview(label, after, told, sum(count for _words_, count in told)))
    return preview


def _words(device: Device, name: str) -> str:
    return _said(name, getattr(device, name))


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return day_words(value)
    choices = dict(Device._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))
