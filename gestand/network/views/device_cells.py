"""The cells of the list of devices, made in Python: fifty rows of a template's ifs cost more than their queries did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.network.kernels.systems import system_ends_on
from gestand.network.kinds import ICONS
from gestand.network.models import DeviceKind, DeviceState
from gestand.network.queries.device_list import DeviceRow
from gestand.ui.addresses import address_maker
from gestand.ui.drawings import icon
from gestand.ui.formats import day_words, until_words
from gestand.ui.templatetags.ui import badge

_EMPTY = '<td class="quiet"></td>'
#: More addresses of a device than this are counted.
_FEW = 2
_Maker = Callable[[DeviceRow], str]


def column_words() -> dict[str, str]:
    """The heads of the columns, by name."""
    return {
        "client": _("Client"),
        "kind": _("Kind"),
        "place": _("Place"),
        "make": _("Make and model"),
        "serial": _("Serial number"),
        "system": _("Operating system"),
        "address": _("IP address"),
        "mac": _("MAC address"),
        "user": _("User"),
        "state": capfirst(_("state")),
        "warranty": _("Warranty until"),
        "bought": _("Bought on"),
        "supplier": _("Supplier"),
        "host": _("Host name"),
        "seen": _("Last seen"),
        "changed": _("Last changed"),
        "short_id": _("Short id"),
    }


def lines_of(
    rows: Sequence[DeviceRow], columns: Sequence[str], *, today: date, device_url: Callable[[object], str]
) -> SafeString:
    """The rows of the table. The head of a column stands beside its value on a phone."""
    words = {name: escape(word) for name, word in column_words().items()}
    every = _Cells(words, today=today).makers()
    makers = [every[name] for name in columns]
    icons = {kind: str(icon(ICONS[kind], title=str(label))) for kind, label in DeviceKind.choices}
    marks = _marks() if "state" not in columns else {}

    def line(row: DeviceRow) -> str:
        name = escape(row.name)
        tick = f'<td class="tick"><input type="checkbox" name="ids" value="{row.id}" aria-label="{name}"></td>'
        main = (
            f'<td class="main"><a class="device-name" href="{device_url(row.id)}">{icons.get(row.kind, "")}{name}</a>'
            f"{marks.get(row.state, '')}</td>"
        )
        return f"<tr>{tick}{main}{''.join([make(row) for make in makers])}</tr>"

    return SafeString("".join([line(row) for row in rows]))


def _marks() -> Mapping[str, str]:
    """States that are worth a word beside the name."""
    return {
        DeviceState.SPARE: f" {badge(str(DeviceState.SPARE.label))}",
        DeviceState.REPAIR: f" {badge(str(DeviceState.REPAIR.label), 'warn')}",
        DeviceState.GONE: f" {badge(str(DeviceState.GONE.label))}",
    }


class _Cells:
    """What makes each cell. Everything that stands in a row is escaped; ``words`` are so already."""

    def __init__(self, words: Mapping[str, str], *, today: date) -> None:
        self.words, self.today = words, today
        self.client_url, self.person_url = address_maker("people:client"), address_maker("people:person")
        self.kinds = {kind: escape(str(label)) for kind, label in DeviceKind.choices}
        self.states = {state: escape(str(label)) for state, label in DeviceState.choices}
        self.ended = escape(_("no updates any more"))

    def makers(self) -> dict[str, _Maker]:
        kinds, states, plain, day = self.kinds, self.states, self.plain, self.day_cell
        return {
            "client": self.client,
            "kind": lambda row: self.cell("kind", kinds.get(row.kind, ""), "quiet"),
            "place": lambda row: plain("place", " · ".join(filter(None, [row.site, row.place]))),
            "make": lambda row: plain("make", " ".join(filter(None, [row.make, row.model]))),
            "serial": lambda row: plain("serial", row.serial_number, "tabular"),
            "system": self.system,
            "address": lambda row: self.several("address", row.addresses),
            "mac": lambda row: self.several("mac", row.macs),
            "user": self.user,
            "state": lambda row: self.cell("state", states.get(row.state, ""), "quiet"),
            "warranty": self.warranty,
            "bought": lambda row: day("bought", row.purchased_on),
            "supplier": lambda row: plain("supplier", row.supplier),
            "host": lambda row: plain("host", row.host_name),
            "seen": lambda row: day("seen", row.seen_on),
            "changed": lambda row: day("changed", timezone.localdate(row.changed_at)),
            "short_id": lambda row: plain("short_id", row.short_id, "tabular"),
        }

    def cell(self, name: str, markup: str, css: str = "") -> str:
        return f'<td class="{css}" data-label="{self.words[name]}">{markup}</td>' if markup else _EMPTY

    def plain(self, name: str, value: str, css: str = "") -> str:
        return self.cell(name, escape(value), css)

    def client(self, row: DeviceRow) -> str:
        return self.cell("client", f'<a href="{self.client_url(row.client_id)}">{escape(row.client)}</a>')

    def user(self, row: DeviceRow) -> str:
        links = [f'<a href="{self.person_url(person_id)}">{escape(name)}</a>' for person_id, name in row.users]
        return self.cell("user", ", ".join(links))

    def several(self, name: str, values: Sequence[str]) -> str:
        more = f' <span class="mute nowrap">+{len(values) - _FEW}</span>' if len(values) > _FEW else ""
        shown = ", ".join(f'<span class="nowrap">{escape(value)}</span>' for value in values[:_FEW])
        return self.cell(name, f"{shown}{more}", "tabular")

    def system(self, row: DeviceRow) -> str:
        ends_on = system_ends_on(row.system_cycle) if row.system_cycle else None
        has_ended = ends_on is not None and ends_on < self.today
        mark = f' <span class="small text-broken">{self.ended}</span>' if has_ended else ""
        return self.cell("system", f"{escape(row.operating_system)}{mark}")

    def warranty(self, row: DeviceRow) -> str:
        on = row.warranty_ends_on
        if on is None:
            return _EMPTY
        said, tone = until_words(on, today=self.today)
        css = "nowrap text-warn" if tone == "warn" else "nowrap quiet"
        return self.cell("warranty", f'<span title="{escape(said)}">{_day(on)}</span>', css)

    def day_cell(self, name: str, on: date | None) -> str:
        return self.cell(name, _day(on), "quiet nowrap") if on is not None else _EMPTY


def _day(on: date) -> str:
    return f'<time datetime="{on.isoformat()}">{escape(day_words(on))}</time>'
