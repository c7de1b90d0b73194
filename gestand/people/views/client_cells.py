"""The cells of the list of clients, made in Python: fifty rows of a template's ifs cost more than their queries did."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gestand.people.models import ClientKind
from gestand.people.queries.client_list import ClientRow
from gestand.ui.addresses import address_maker
from gestand.ui.formats import firm_time, phone_words, spelled, when_words
from gestand.ui.templatetags.ui import badge


def lines_of(rows: list[ClientRow], columns: tuple[str, ...], words: dict[str, str], *, with_ticks: bool) -> SafeString:
    """The rows of the table. ``words`` are the heads of the columns, which stand beside the value on a phone."""
    client_url = address_maker("people:client")
    every = _makers({name: escape(word) for name, word in words.items()})
    makers = [every[name] for name in columns]
    ended, archived = badge(_("ended")), badge(_("archived"))

    def line(row: ClientRow) -> str:
        marks = (ended if row.ended_on else "") + (archived if row.archived_at else "")
        name = escape(row.name)
        tick = f'<td class="tick"><input type="checkbox" name="ids" value="{row.id}" aria-label="{name}"></td>'
        main = f'<td class="main"><a href="{client_url(row.id)}">{name}</a> {marks}</td>'
        return f"<tr>{tick if with_ticks else ''}{main}{''.join([make(row) for make in makers])}</tr>"

    return SafeString("".join([line(row) for row in rows]))


def _makers(words: dict[str, str]) -> dict[str, Callable[[ClientRow], str]]:
    """What makes each cell. Everything that stands in a row is escaped; ``words`` are so already."""
    now, person_url = timezone.now(), address_maker("people:person")
    business, household = escape(_("Business")), escape(_("Household"))
    empty = "<td></td>"

    def contact(row: ClientRow) -> str:
        if not row.contact_id:
            return empty
        link = f'<a href="{person_url(row.contact_id)}">{escape(row.contact)}</a>'
        return f'<td data-label="{words["contact"]}">{link}</td>'

    def spoken(row: ClientRow) -> str:
        if row.spoken_at is None:
            return '<td class="quiet"></td>'
        local = firm_time(row.spoken_at)
        machine, exact = local.isoformat("T", "minutes"), f"{local:%d-%m-%Y %H:%M}"
        said = f'<time datetime="{machine}" title="{exact}">{escape(when_words(row.spoken_at, now=now))}</time>'
        return f'<td class="quiet" data-label="{words["spoken"]}">{said}</td>'

    def phone(row: ClientRow) -> str:
        if not row.phone:
            return empty
        return f'<td><a class="nowrap" href="tel:{escape(row.phone)}">{escape(phone_words(row.phone))}</a></td>'

    def mail(row: ClientRow) -> str:
        address = escape(row.mail)
        return f'<td><a href="mailto:{address}">{address}</a></td>' if address else empty

    def since(row: ClientRow) -> str:
        return f'<td class="quiet" data-label="{words["since"]}">{escape(spelled(row.started_on, "M Y"))}</td>'

    return {
        "town": lambda row: f"<td>{escape(row.town)}</td>",
        "phone": phone,
        "mail": mail,
        "contact": contact,
        "spoken": spoken,
        "since": since,
        "kind": lambda row: f'<td class="quiet">{business if row.kind == ClientKind.BUSINESS else household}</td>',
    }
