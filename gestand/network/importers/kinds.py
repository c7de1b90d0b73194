"""What kind of device something is, guessed from its name, what it serves, who made it and what a scan took it for."""

from __future__ import annotations

import re
from collections.abc import Collection

from gestand.network.importers.found import FoundDevice
from gestand.network.models.devices import DeviceKind
from gestand.people.kernels.folding import folded

#: Words in names that people and makers give, and in what a service tells of itself. The first that fits decides.
_WORDS = (
    (DeviceKind.PRINTER, r"printer|laserjet|officejet|deskjet|mfc|hl l?\d|ecotank|workforce|bizhub|epson|plotter|npi[0-9a-f]{6}"),
    (DeviceKind.NAS, r"nas|diskstation|rackstation|ds\d{3,4}\w*|synology|qnap|truenas|readynas"),
    (DeviceKind.CAMERA, r"camera|webcam|ipcam|cam\d*|doorbell|deurbel|nvr|dvr"),
    (DeviceKind.UPS, r"ups|apc|smart ups"),
    (DeviceKind.TELEVISION, r"tv|televisie|television|chromecast|appletv|apple tv|sonos|roku|bravia|mediabox|settop|firetv"),
    (DeviceKind.ACCESS_POINT, r"ap|ap\d+|uap|access ?point|wap|accesspoint|repeater|wifi punt|unifi u\d"),
    (DeviceKind.SWITCH, r"switch|usw|sw\d+|gs\d{3}\w*"),
    (DeviceKind.ROUTER, r"router|modem|gateway|gw|fritz box|fritzbox|edgeos|edgerouter|udm|usg|ucg|firewall|pfsense|opnsense|"
                        r"mikrotik|draytek|vigor\w*|experiabox|connectbox"),
    (DeviceKind.PHONE, r"i ?phone|i ?pad|android|galaxy|pixel|tablet|telefoon|smartphone|huawei p\d+|oneplus"),
    (DeviceKind.SERVER, r"server|srv\d*|dc\d+|esxi|proxmox|pve\d*|hyperv|vmware esxi"),
    (DeviceKind.COMPUTER, r"pc|pc\d+|laptop|desktop|notebook|macbook|imac|workstation|werkstation|surface|thinkpad|latitude|"
                          r"optiplex|elitebook|probook|computer|wks\d*|lt\d+"),
)  # fmt: skip
_BY_WORD = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _WORDS)

#: Makers of one kind of thing; of others (Apple, HP, Samsung, Ubiquiti) the name says nothing.
_MAKERS = (
    (DeviceKind.PRINTER, r"brother|seiko epson|epson|canon|kyocera|lexmark|xerox|ricoh|oki (?:data|electric)|konica|toshiba tec|zebra"),
    (DeviceKind.NAS, r"synology|qnap|asustor|buffalo"),
    (DeviceKind.CAMERA, r"hikvision|dahua|axis communications|reolink|foscam|mobotix|ezviz|eufy|arlo"),
    (DeviceKind.TELEVISION, r"sonos|roku|lg electronics tv|sony visual|tp vision|vestel|bose|denon"),
    (DeviceKind.ROUTER, r"avm|draytek|mikrotik|routerboard|technicolor|arcadyan|sagemcom|compal broadband|zte|arris|netgate|sophos|fortinet|watchguard"),
    (DeviceKind.UPS, r"american power conversion|eaton|cyberpower"),
    (DeviceKind.SERVER, r"super micro|supermicro"),
)  # fmt: skip
_BY_MAKER = tuple((kind, re.compile(rf"\b(?:{names})\b")) for kind, names in _MAKERS)

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
_PRINTS = frozenset({515, 631, 9100})
_RTSP, _RDP, _SMB = 554, 3389, 445
_SURE_ENOUGH = 95


def _by(patterns: tuple[tuple[DeviceKind, re.Pattern[str]], ...], words: str) -> str:
    return next((kind for kind, pattern in patterns if pattern.search(words)), "")


def guess_kind(device: FoundDevice, *, scanned_as: Collection[str] = ()) -> str:
    """A value of ``DeviceKind``, or "" rather than a wild guess. ``scanned_as``: the types that a scan gave its system."""
    system = folded(device.operating_system)
    if "windows server" in system or "esxi" in system:
        return DeviceKind.SERVER
    names = folded(" ".join([device.name, *device.host_names, device.model]))
    if kind := _by(_BY_WORD, names):
        return kind
    makers = folded(f"{device.make} {device.vendor}")
    open_ports = {service.port for service in device.services}
    if kind := _by(_BY_MAKER, makers):
        return kind
    if 9100 in open_ports or len(open_ports & _PRINTS) > 1:  # noqa: PLR2004 - raw printing
        return DeviceKind.PRINTER
    if kind := _by(_BY_WORD, folded(" ".join(service.product for service in device.services))):
        return kind
    if device.system_certainty >= _SURE_ENOUGH:
        kinds = {_SCANNED[folded(one)] for one in scanned_as if folded(one) in _SCANNED}
        if len(kinds) == 1 and "general purpose" not in scanned_as:
            return kinds.pop()
    if _RTSP in open_ports and _SMB not in open_ports:
        return DeviceKind.CAMERA
    if re.search(r"windows|macos|mac os", system) or open_ports & {_RDP}:
        return DeviceKind.COMPUTER
    if re.search(r"\b(?:android|ios|ipados)\b", system):
        return DeviceKind.PHONE
    return ""


#: How lists name a kind, beyond the names on our own screens.
_IN_LISTS = (
    (DeviceKind.SERVER, r"server|virtual machine|vm|hypervisor"),
    (DeviceKind.COMPUTER, r"laptop|desktop|computer|pc|workstation|werkstation|notebook|mac|thin client|all in one"),
    (DeviceKind.PHONE, r"phone|telefoon|tablet|mobile|mobiel|ipad|smartphone"),
    (DeviceKind.PRINTER, r"printer|mfp|scanner|kopieer\w*|copier|plotter"),
    (DeviceKind.ACCESS_POINT, r"access point|wifi punt|wap|ap|draadloos punt"),
    (DeviceKind.SWITCH, r"switch|hub"),
    (DeviceKind.ROUTER, r"router|firewall|modem|gateway|firewall router"),
    (DeviceKind.NAS, r"nas|storage|opslag|san"),
    (DeviceKind.CAMERA, r"camera|cctv|nvr|webcam"),
    (DeviceKind.TELEVISION, r"tv|televisie|television|display|media\w*|digibord|speaker"),
    (DeviceKind.UPS, r"ups|noodstroom\w*|battery backup"),
    (DeviceKind.OTHER, r"other|overig\w*|anders"),
)  # fmt: skip
_BY_LIST_WORD = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _IN_LISTS)


def kind_of(text: str) -> str:
    """The kind that a list names in a cell; "" when it is none that we know."""
    return _by(_BY_LIST_WORD, folded(text))
