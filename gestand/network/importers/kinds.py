"""What kind of device something is, guessed from its name, what it serves, who made it and what a scan took it for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from gestand.network.importers.found import FoundDevice
from gestand.network.kernels.macs import vendor_of
from gestand.network.models.devices import DeviceKind
from gestand.people.kernels.folding import folded

#: Words in names that people and makers give, and in what a service tells of itself. The first that fits decides.
_WORDS = {
    DeviceKind.PRINTER: r"printer | laserjet | officejet | deskjet | mfc | hl\ l?\d\w* | ecotank | workforce |"
    r"bizhub | epson | plotter | npi[0-9a-f]{6}",
    DeviceKind.NAS: r"nas | diskstation | rackstation | ds\d{3,4}\w* | synology | qnap | truenas | readynas",
    DeviceKind.CAMERA: r"camera | webcam | ipcam | cam\d* | doorbell | deurbel | nvr | dvr",
    DeviceKind.UPS: r"ups | apc",
    DeviceKind.TELEVISION: r"tv | televisie | television | chromecast | apple\ ?tv | sonos | roku | bravia |"
    r"mediabox | settop | firetv",
    DeviceKind.ACCESS_POINT: r"ap\d* | uap | access\ ?point | wap | repeater | wifi\ punt | unifi\ u\d",
    DeviceKind.SWITCH: r"switch | usw | sw\d+ | gs\d{3}\w*",
    DeviceKind.ROUTER: r"router | modem | gateway | gw | fritz\ ?box | edgeos | edgerouter | udm | usg | ucg |"
    r"firewall | pfsense | opnsense | mikrotik | draytek | vigor\w* | experiabox | connectbox",
    DeviceKind.TABLET: r"i\ ?pad\w* | tablet | galaxy\ tab\w* | tab\ [as]\d+\w* | lenovo\ tab | kindle | fire\ hd",
    DeviceKind.PHONE: r"i\ ?phone | android | galaxy | pixel | telefoon | smartphone | oneplus",
    DeviceKind.SERVER: r"server | srv\d* | dc\d+ | esxi | proxmox | pve\d* | hyperv",
    DeviceKind.COMPUTER: r"pc\d* | laptop | desktop | notebook | macbook | imac | workstation | werkstation | surface |"
    r"thinkpad | latitude | optiplex | elitebook | probook | computer | wks\d* | lt\d+",
}
#: Makers of one kind of thing; of others (Apple, HP, Samsung, Ubiquiti) the name says nothing.
_MAKERS = {
    DeviceKind.PRINTER: r"brother | epson | canon | kyocera | lexmark | xerox | ricoh | oki\ (?:data|electric) |"
    r"konica | toshiba\ tec | zebra",
    DeviceKind.NAS: r"synology | qnap | asustor | buffalo",
    DeviceKind.CAMERA: r"hikvision | dahua | axis\ communications | reolink | foscam | mobotix | ezviz | eufy | arlo",
    DeviceKind.TELEVISION: r"sonos | roku | sony\ visual | tp\ vision | vestel | bose | denon",
    DeviceKind.ROUTER: r"avm | draytek | mikrotik\w* | routerboard\w* | technicolor | arcadyan | sagemcom |"
    r"compal\ broadband | zte | arris | netgate | sophos | fortinet | watchguard",
    DeviceKind.UPS: r"american\ power\ conversion | eaton | cyberpower",
    DeviceKind.SERVER: r"super\ ?micro",
}
#: How lists name a kind, beyond the names on our own screens.
_IN_LISTS = {
    DeviceKind.SERVER: r"server | virtual\ machine | vm | hypervisor",
    DeviceKind.COMPUTER: r"laptop | desktop | computer | pc | workstation | werkstation | notebook | mac |"
    r"thin\ client |"
    r"all\ in\ one",
    DeviceKind.TABLET: r"tablet\w* | ipad\w*",
    DeviceKind.PHONE: r"phone | telefoon | mobile | mobiel | smartphone",
    DeviceKind.PRINTER: r"printer | mfp | scanner | kopieer\w* | copier | plotter",
    DeviceKind.ACCESS_POINT: r"access\ ?point | wifi\ punt | wap | ap",
    DeviceKind.SWITCH: r"switch | hub",
    DeviceKind.ROUTER: r"router | firewall | modem | gateway",
    DeviceKind.NAS: r"nas | storage | opslag | san",
    DeviceKind.CAMERA: r"camera | cctv | nvr | webcam",
    DeviceKind.TELEVISION: r"tv | televisie | television | display | media\w* | digibord | speaker",
    DeviceKind.UPS: r"ups | noodstroom\w* | battery\ backup",
    DeviceKind.OTHER: r"other | overig\w* | anders",
}


def _compiled(words: Mapping[DeviceKind, str]) -> tuple[tuple[DeviceKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"\b(?:{known})\b", re.VERBOSE)) for kind, known in words.items())


_BY_WORD, _BY_MAKER, _BY_LIST_WORD = _compiled(_WORDS), _compiled(_MAKERS), _compiled(_IN_LISTS)

#: nmap's own types (nmap-os-db), when it is sure enough.
_SCANNED = {
    "printer": DeviceKind.PRINTER,
    "print server": DeviceKind.PRINTER,
    "router": DeviceKind.ROUTER,
    "broadband router": DeviceKind.ROUTER,
    "firewall": DeviceKind.ROUTER,
    "switch": DeviceKind.SWITCH,
    "hub": DeviceKind.SWITCH,
    "bridge": DeviceKind.SWITCH,
    "wap": DeviceKind.ACCESS_POINT,
    "webcam": DeviceKind.CAMERA,
    "storage misc": DeviceKind.NAS,
    "phone": DeviceKind.PHONE,
    "pda": DeviceKind.PHONE,
    "voip phone": DeviceKind.PHONE,
    "media device": DeviceKind.TELEVISION,
    "game console": DeviceKind.TELEVISION,
    "power device": DeviceKind.UPS,
}
_RAW_PRINTING, _PRINTING = 9100, frozenset({515, 631, 9100})
_CAMERA_STREAM, _REMOTE_DESKTOP, _FILE_SHARES = 554, 3389, 445
_SURE_ENOUGH = 95


@lru_cache(maxsize=4096)  # makers, systems and services come again and again
def _by(patterns: tuple[tuple[DeviceKind, re.Pattern[str]], ...], words: str) -> str:
    return next((kind for kind, pattern in patterns if pattern.search(words)), "")


def guess_kind(device: FoundDevice, *, scanned_as: Collection[str] = ()) -> str:
    """A value of ``DeviceKind``, or "" rather than a wild guess.

    ``scanned_as``: the types that a scan gave its system. The first of these that knows it decides.
    """
    system = folded(device.operating_system)
    if "windows server" in system or "esxi" in system:
        return DeviceKind.SERVER
    makers = [device.make, device.vendor or next(filter(None, map(vendor_of, device.macs[:1])), "")]
    return (
        _by(_BY_WORD, folded(" ".join([device.name, *device.host_names, device.model])))
        or _by(_BY_MAKER, folded(" ".join(makers)))
        or _by_services(device)
        or _as_scanned(device, scanned_as)
        or _by_system(system)
    )


def _by_services(device: FoundDevice) -> str:
    ports = {service.port for service in device.services}
    if _RAW_PRINTING in ports or len(ports & _PRINTING) > 1:
        return DeviceKind.PRINTER
    if kind := _by(_BY_WORD, folded(" ".join(service.product for service in device.services))):
        return kind
    if _REMOTE_DESKTOP in ports:
        return DeviceKind.COMPUTER
    return DeviceKind.CAMERA if _CAMERA_STREAM in ports and _FILE_SHARES not in ports else ""


def _as_scanned(device: FoundDevice, scanned_as: Collection[str]) -> str:
    """Only what all the guesses agree on: a scan takes one Linux for another's camera all too easily."""
    kinds = {_SCANNED.get(folded(one), "") for one in scanned_as}
    return kinds.pop() if len(kinds) == 1 and device.system_certainty >= _SURE_ENOUGH else ""


def _by_system(system: str) -> str:
    if "ipados" in system:
        return DeviceKind.TABLET
    if re.search(r"\b(?:android|ios)\b", system):
        return DeviceKind.PHONE
    return DeviceKind.COMPUTER if re.search(r"windows|macos|mac os", system) else ""


def kind_of(text: str) -> str:
    """The kind that a list names in a cell; "" when it is none that we know."""
    return _by(_BY_LIST_WORD, folded(text))
