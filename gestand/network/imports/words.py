"""What the lines of an import say on the screen: the names of fields, why something matched, remarks."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy

from gestand.core.house import Label
from gestand.network.importers.problems import sentence as sentence_of_readers
from gestand.network.kinds import fact_label
from gestand.network.parts import day_in_words
from gestand.network.things import THINGS

_SENTENCES: Mapping[str, Label] = {
    "the_scanner": gettext_lazy("This computer made the scan: it may be your own laptop."),
    "twice_in_file": gettext_lazy("Something else in this file was taken for %(value)s already."),
    "several_match": gettext_lazy("More than one device that is written down fits: choose which it is."),
    "address_was": gettext_lazy("Until now its address was that of %(value)s."),
    "address_twice": gettext_lazy("%(value)s is used by another device of this file, so it was left there."),
    "address_newer": gettext_lazy("What is known of %(value)s is newer than this file, so it was left so."),
    "address_edge": gettext_lazy("%(value)s is the address of a whole network or its broadcast, so it was left out."),
    "mac_elsewhere": gettext_lazy("%(value)s stands at another device of this client, so it was left there."),
    "appeared_since": gettext_lazy("Somebody wrote this device down after the preview. Import the file again."),
    "ends_with_it": gettext_lazy("Its addresses, users, seats and cables end with it."),
    "gone_since": gettext_lazy("This device was removed after the preview."),
    "cannot_be": "%(value)s",
    "network_guessed": gettext_lazy(
        "Nobody wrote this network down. This is the usual size; change it if it is another."
    ),
    "network_widened": gettext_lazy(
        "Nobody wrote this network down. The addresses in the file show that it is larger than usual; change its size "
        "if you know it."
    ),
    "network_scanned": gettext_lazy("Nobody wrote this network down yet; the scan looked at it."),
    "note_number": gettext_lazy("Its note holds %(value)s, which looks like a citizen service number. It is left out."),
    "warranty_before": gettext_lazy("The warranty would end (%(value)s) before it was bought: left out."),
    "changed_since": gettext_lazy("Changed after the import, so left as it is."),
    "used_since": gettext_lazy("Something was written down with it after the import, so left as it is."),
}
_WHY: Mapping[str, Label] = {
    "serial": gettext_lazy("same serial number"),
    "mac": gettext_lazy("same MAC address"),
    "host": gettext_lazy("same name"),
    "name": gettext_lazy("same name"),
    "address": gettext_lazy("same address, which may have gone to another"),
}
_FIELDS: Mapping[str, Label] = {
    "mac": gettext_lazy("MAC address"),
    "address": gettext_lazy("Address"),
    "user": gettext_lazy("User"),
    "upper": gettext_lazy("Hangs on"),
}


def problem_words(code: str, value: str) -> str:
    """The sentence for a remark, in the reader's language."""
    if (words := _SENTENCES.get(code)) is None:
        return sentence_of_readers(code, value)
    shown = day_in_words(value)
    return str(words) % {"value": shown} if "%(value)s" in str(words) else str(words)


def why_words(by: str) -> str:
    return str(_WHY.get(by, ""))


def field_words(kind: str, name: str) -> str:
    """What a field is called, beginning with a capital."""
    if name in _FIELDS:
        words = str(_FIELDS[name])
    elif name.startswith("facts:"):
        words = str(fact_label(name.removeprefix("facts:")))
    else:
        try:
            words = str(THINGS[kind].model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except (FieldDoesNotExist, KeyError):
            words = name
    return words[:1].upper() + words[1:]


def value_words(kind: str, name: str, value: str) -> str:
    """A value as a reader knows it: choices by their words, days in words."""
    try:
        field = THINGS[kind].model._meta.get_field(name)
    except (FieldDoesNotExist, KeyError):
        return value
    choices = dict(getattr(field, "flatchoices", ()))
    if value in choices:
        return str(choices[value])
    return day_in_words(value)
