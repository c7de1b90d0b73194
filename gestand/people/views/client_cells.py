"""The cells of the list of clients, made in Python: fifty rows of a template's ifs cost more than their queries did."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gestand.people.models import ClientKind
from gestand.people.queries.client_list import ClientRow
from gestand.ui.formats import phone_words, when_words
from gestand.ui.templatetags.ui import badge

_NO_ID = UUID(int=0)


def lines_of(rows: list[ClientRow], columns: tuple[str, ...], words: dict[str, str], *, with_ticks: bool) -> SafeString:
    """The rows of the table. ``words`` are the heads of the columns, which stand beside the value on a phone."""
    client_url = _url_maker("people:client")
    makers = [_makers(words)[name] for name in columns]
    ended, archived = badge(_("ended")), badge(_("archived"))
    tick = '<td class="tick"><input type="checkbox" name="ids" value="{}" aria-label="{}"></td>' if with_ticks else ""

    def line(row: ClientRow) -> str:
        marks = (ended if row.ended_on else "") + (archived if row.archived_at else "")
        head = format_html(tick, row.id, row.name) if tick else ""
        main = format_html(
            '<td class="main"><a href="{}">{}</a> {}</td>', client_url(row.id), row.name, SafeString(marks)
        )
        return f"<tr>{head}{main}{''.join(make(row) for make in makers)}</tr>"

    return SafeString("".join(line(row) for row in rows))


def _url_maker(name: str) -> Callable[[UUID], str]:
    """Reversed once, filled in for each row."""
    before, after = reverse(name, args=[_NO_ID]).split(str(_NO_ID))
    return lambda row_id: f"{before}{row_id}{after}"


def _makers(words: dict[str, str]) -> dict[str, Callable[[ClientRow], str]]:
    now, person_url = timezone.now(), _url_maker("people:person")
    business, household = _("Business"), _("Household")
    empty = "<td></td>"

    def contact(row: ClientRow) -> str:
        if not row.contact_id:
            return empty
        link = format_html('<a href="{}">{}</a>', person_url(row.contact_id), row.contact)
        return format_html('<td data-label="{}">{}</td>', words["contact"], link)

    def spoken(row: ClientRow) -> str:
        if row.spoken_at is None:
            return '<td class="quiet"></td>'
        local = timezone.localtime(row.spoken_at)
        return format_html(
            '<td class="quiet" data-label="{}"><time datetime="{}" title="{}">{}</time></td>',
            words["spoken"],
            local.isoformat("T", "minutes"),
            f"{local:%d-%m-%Y %H:%M}",
            when_words(row.spoken_at, now=now),
        )

    def phone(row: ClientRow) -> str:
        if not row.phone:
            return empty
        return format_html('<td><a class="nowrap" href="tel:{}">{}</a></td>', row.phone, phone_words(row.phone))

    def since(row: ClientRow) -> str:
        return format_html(
            '<td class="quiet" data-label="{}">{}</td>', words["since"], date_format(row.started_on, "M Y")
        )

    return {
        "town": lambda row: format_html("<td>{}</td>", row.town),
        "phone": phone,
        "mail": lambda row: format_html('<td><a href="mailto:{0}">{0}</a></td>', row.mail) if row.mail else empty,
        "contact": contact,
        "spoken": spoken,
        "since": since,
        "kind": lambda row: format_html(
            '<td class="quiet">{}</td>', business if row.kind == ClientKind.BUSINESS else household
        ),
    }
