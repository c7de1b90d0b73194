"""How a device looks."""

from __future__ import annotations

from django import template

from gestand.network.kinds import ICONS
from gestand.network.models import Device

register = template.Library()


@register.filter
def device_icon(device: Device) -> str:
    return ICONS.get(device.kind, "devices")
