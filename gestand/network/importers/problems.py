"""What is said about a file or a row: codes in the tables, sentences on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.people.importers.problems import SENTENCES as SENTENCES_OF_TABLES

SENTENCES: Mapping[str, str | Promise] = {
    # About the file.
    "scan_not_finished": _(
        "This scan was not finished: what is not in it may well be there. Nothing is called gone because of it."
    ),
    "scan_failed": _("nmap stopped with an error: %(value)s"),
    "scan_of_another_version": _("This scan was made by nmap %(value)s. We know version 7; look at it closely."),
    "services_left_out": _("This host has more than 500 open ports. Those above that number are left out."),
    "secrets_left_out": _("The column “%(value)s” looks like a password. It is not read: that belongs in the vault."),
    "several_clients": _(
        "This file holds things of several clients, %(value)s among them. Untick what is not this client’s, or export "
        "one client at a time."
    ),
    # About a row; a row that is refused comes back in the file of refused rows.
    "no_device": _("There is nothing in this row that a device can be known by."),
    "no_name": _("There is no name in this row."),
    "network_wrong": _("“%(value)s” is not a network, such as 192.168.1.0/24."),
    "domain_wrong": _("“%(value)s” is not a domain name."),
    "address_wrong": _("“%(value)s” is not an IP address."),
    "mac_wrong": _("“%(value)s” is not a MAC address."),
    "date_wrong": _("“%(value)s” is not a date."),
    "lease_broken": _("This lease could not be read."),
}

#: About so many of something; the value is their number.
COUNTED = {
    "prefixes_left_out": ngettext_lazy(
        "%(n)d lease of a whole prefix (IPv6 for another router) is left out.",
        "%(n)d leases of whole prefixes (IPv6 for other routers) are left out.",
        "n",
    ),
    "expired_left_out": ngettext_lazy(
        "%(n)d lease that ran out is left out.", "%(n)d leases that ran out are left out.", "n"
    ),
    "contacts_elsewhere": ngettext_lazy(
        "%(n)d contact is left out: bring it in on the page Import contacts.",
        "%(n)d contacts are left out: bring them in on the page Import contacts.",
        "n",
    ),
}


def sentence(code: str, value: str = "") -> str:
    """The sentence for a code, in the reader's language."""
    if code in COUNTED:
        return str(COUNTED[code] % {"n": int(value)})
    words = str(SENTENCES.get(code) or SENTENCES_OF_TABLES.get(code, code))
    return words % {"value": value} if "%(value)s" in words else words
