"""Words that the book uses, in plain words. Only those that stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, facts, heading


def _words() -> list[tuple[str, str, str]]:
    """How it is found (a regular expression), what it is called, what it is."""
    return [
        (r"access point|toegangspunt", _("Access point"), _("A box that makes Wi-Fi; there are often several.")),
        (r"backup|reservekopie", _("Backup"), _("A copy of your files at another place, for when the first is lost.")),
        (r"certificat|certificaat", _("Certificate"), _("A proof for browsers that a website is really yours.")),
        (r"\bDHCP\b", _("DHCP"), _("The router that hands out addresses to devices by itself.")),
        (r"\bDNS\b", _("DNS"), _("The telephone book of the internet: it finds the address that belongs to a name.")),
        (r"domain|domein", _("Domain"), _("Your name on the internet, such as zoutebrood.nl.")),
        (r"gateway", _("Gateway"), _("The door of a network: the address through which devices reach the internet.")),
        (r"IPv[46]|\d+\.\d+\.\d+\.\d+", _("IP address"), _("The number of a device in a network, as a house has one.")),
        (r"licen[cs]e|licentie", _("Licence"), _("The right to use a program, for so many people or devices.")),
        (r"\bMAC\b", _("MAC address"), _("The number that the maker gave to a network connection; it stays the same.")),
        (r"modem", _("Modem"), _("The box in which the internet line of the provider ends.")),
        (r"\bNAS\b", _("NAS"), _("A box with disks in the network, on which everybody keeps files.")),
        (r"registrar", _("Registrar"), _("The company where your domain is registered, and has to be renewed.")),
        (
            r"router",
            _("Router"),
            _("The box between your network and the internet; often it is one with the modem."),
        ),
        (r"switch", _("Switch"), _("A box with many sockets for network cables, as a power strip has for plugs.")),
        (r"tenant", _("Tenant"), _("Your own part of a cloud service, such as Microsoft 365.")),
        (r"\bUPS\b", _("UPS"), _("A battery that keeps devices running for a while when the power fails.")),
        (r"\bVLAN\b", _("VLAN"), _("A network apart on the same cables; guests then cannot reach your computers.")),
        (
            r"\bWPA",
            _("WPA"),
            _("How Wi-Fi is locked. WPA3 is the newest, WPA2 is good, what is older is not safe."),
        ),
    ]


def _is_of_the_client(block: Block) -> bool:
    """What stands in every book is no reason to explain a word."""
    return block["kind"] in ("facts", "table", "map") or (block["kind"] == "heading" and block["level"] > 1)


def glossary(blocks: Sequence[Block]) -> list[Block]:
    text = json.dumps([block for block in blocks if _is_of_the_client(block)], ensure_ascii=False)
    known = [(name, meaning) for pattern, name, meaning in _words() if re.search(pattern, text, re.IGNORECASE)]
    if not known:
        return []
    return [heading(1, _("Words in this book")), facts(sorted(known, key=lambda pair: str(pair[0]).casefold()))]
