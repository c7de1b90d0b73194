"""What fits each kind of device: its icon, and the few facts that are asked of that kind alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gestand.core.house import Label
from gestand.network.models import DeviceKind, DeviceState

ICONS: Mapping[str, str] = {
    DeviceKind.COMPUTER: "device-laptop",
    DeviceKind.SERVER: "server",
    DeviceKind.PHONE: "device-mobile",
    DeviceKind.TABLET: "device-tablet",
    DeviceKind.PRINTER: "printer",
    DeviceKind.ROUTER: "router",
    DeviceKind.SWITCH: "switch-horizontal",
    DeviceKind.ACCESS_POINT: "access-point",
    DeviceKind.NAS: "server-2",
    DeviceKind.CAMERA: "camera",
    DeviceKind.TELEVISION: "device-tv",
    DeviceKind.UPS: "battery-charging",
    DeviceKind.OTHER: "devices",
}

#: In one word, as a device is called after its kind.
SHORT_NAMES: Mapping[str, Label] = {
    DeviceKind.COMPUTER: _("Computer"),
    DeviceKind.SERVER: _("Server"),
    DeviceKind.PHONE: _("Phone"),
    DeviceKind.TABLET: _("Tablet"),
    DeviceKind.PRINTER: _("Printer"),
    DeviceKind.ROUTER: _("Router"),
    DeviceKind.SWITCH: _("Switch"),
    DeviceKind.ACCESS_POINT: _("Access point"),
    DeviceKind.NAS: _("NAS"),
    DeviceKind.CAMERA: _("Camera"),
    DeviceKind.TELEVISION: _("Television"),
    DeviceKind.UPS: _("UPS"),
    DeviceKind.OTHER: _("Device"),
}

STATE_TONES: Mapping[str, str] = {
    DeviceState.IN_USE: "kept",
    DeviceState.SPARE: "",
    DeviceState.REPAIR: "warn",
    DeviceState.GONE: "",
}

#: What other devices usually hang on, the nearest to the internet first.
CARRIES = (
    DeviceKind.ROUTER,
    DeviceKind.SWITCH,
    DeviceKind.ACCESS_POINT,
    DeviceKind.UPS,
    DeviceKind.SERVER,
)

#: What one person works with, so that it is asked who.
WITH_USER = frozenset({DeviceKind.COMPUTER, DeviceKind.PHONE, DeviceKind.TABLET})

#: What holds somebody's data or passwords, so that it leaves wiped or with the reason why not.
STORES_DATA = frozenset(
    {
        DeviceKind.COMPUTER,
        DeviceKind.SERVER,
        DeviceKind.PHONE,
        DeviceKind.TABLET,
        DeviceKind.PRINTER,
        DeviceKind.ROUTER,
        DeviceKind.NAS,
        DeviceKind.CAMERA,
        DeviceKind.TELEVISION,
    }
)

#: In the law a processor and a controller are somebody, and have other words in Dutch.
_PROCESSOR = pgettext_lazy("computer", "Processor")
#: Facts in the order of the form, by the key under which they are kept.
FACTS: Mapping[str, Mapping[str, Label]] = {
    DeviceKind.COMPUTER: {"processor": _PROCESSOR, "memory": _("Memory"), "disk": _("Disk"), "domain": _("Domain")},
    DeviceKind.SERVER: {
        "processor": _PROCESSOR,
        "memory": _("Memory"),
        "disk": _("Disk"),
        "role": _("What it does"),
        "remote": _("Remote management"),
    },
    DeviceKind.PHONE: {"number": _("Phone number"), "imei": _("IMEI"), "provider": _("Provider")},
    DeviceKind.TABLET: {"memory": _("Memory"), "imei": _("IMEI"), "provider": _("Provider")},
    DeviceKind.PRINTER: {"cartridge": _("Cartridge or toner"), "driver": _("Driver")},
    DeviceKind.ROUTER: {"firmware": _("Firmware"), "remote": _("Remote management")},
    DeviceKind.SWITCH: {"ports": _("Number of ports"), "poe": _("PoE"), "firmware": _("Firmware")},
    DeviceKind.ACCESS_POINT: {"firmware": _("Firmware"), "controller": pgettext_lazy("access point", "Controller")},
    DeviceKind.NAS: {"disk": _("Disk"), "raid": _("RAID"), "firmware": _("Firmware")},
    DeviceKind.CAMERA: {"recorder": _("Recorded on"), "firmware": _("Firmware")},
    DeviceKind.TELEVISION: {},
    DeviceKind.UPS: {"power": pgettext_lazy("UPS", "Power"), "battery": _("Battery last replaced")},
    DeviceKind.OTHER: {},
}

#: Facts that no form asks for: an import found them.
OTHER_FACTS: Mapping[str, Label] = {
    "services": _("Open ports"),
    "installed": _("Installed"),
    "user": _("User"),
    "system_version": _("Version"),
    "form": _("Form"),
    "wireless": _("Wi-Fi network"),
}


def fact_names(kind: str, facts: Mapping[str, str]) -> list[str]:
    """Under which keys something is known, in the order of the form; those of an earlier kind follow."""
    known = FACTS.get(kind, {})
    return [name for name in (*known, *sorted(set(facts) - set(known))) if facts.get(name)]


def facts_in_words(kind: str, facts: Mapping[str, str]) -> list[tuple[Label, str]]:
    """What is known of this kind, in the order of the form; facts of an earlier kind follow."""
    known = FACTS.get(kind, {})
    return [(known.get(name) or fact_label(name), facts[name]) for name in fact_names(kind, facts)]


def fact_label(name: str) -> Label:
    """What a fact is called, whichever kind asks for it."""
    return next((facts[name] for facts in (*FACTS.values(), OTHER_FACTS) if name in facts), name)
