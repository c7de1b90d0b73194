"""What ends, as a calendar that a telephone or a mail program subscribes to (iCalendar, RFC 5545).

Of each end one event of a whole day, under an id that stays the same. No mail address and no IP address goes along,
whatever somebody wrote in a name; names of clients and things only when the account asked for them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.firm import current_firm
from gestand.core.freezing import frozen_now
from gestand.core.proofs_of_core.columns import ip_addresses_in, mail_addresses_in
from gestand.core.public_address import public_address
from gestand.network.ends import End
from gestand.network.models import CalendarFeed, EndKind
from gestand.network.queries.watch import Asked, ends
from gestand.team.current import Standing, position_of

if TYPE_CHECKING:
    from icalendar import Event

    from gestand.core.actors import Actor
    from gestand.team.models import Account

#: What is past longer is not repeated, what comes later is not shown yet.
BEHIND, AHEAD = timedelta(days=60), timedelta(days=550)
#: Of each kind; a calendar with thousands of days is of no use.
MOST = 500
_LEFT_OUT = "…"


def reader_of(feed: CalendarFeed, *, at: datetime) -> Actor | None:
    """As whom this calendar is read now; None when the account may see nothing any more."""
    account: Account = feed.account
    position = position_of(account, at=at)
    return position.actor if account.is_active and position.standing is Standing.RUNNING else None


def calendar_of(feed: CalendarFeed, actor: Actor, *, at: datetime) -> bytes:
    """The calendar as it is now; the same bytes as long as nothing changed that day."""
    with translation.override(feed.account.language):
        return _written(_shown(actor, at=at), feed, at=at)


def _shown(actor: Actor, *, at: datetime) -> list[End]:
    today = timezone.localdate(at)
    coming = tuple(kind for kind in EndKind if kind != EndKind.BACKUP)
    found = [
        *ends(Asked(today - BEHIND, today + AHEAD, kinds=coming, limit=MOST), actor=actor, at=at),
        *ends(Asked(today - AHEAD, today - timedelta(days=1), kinds=(EndKind.BACKUP,), limit=MOST), actor=actor, at=at),
    ]
    frozen = frozen_now().clients  # what may only be stored goes nowhere
    return [end for end in found if end.client_id not in frozen]


def _written(found: Sequence[End], feed: CalendarFeed, *, at: datetime) -> bytes:
    from icalendar import Calendar

    firm = current_firm()
    calendar = Calendar()
    calendar.add("prodid", "-//Gestand//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("What ends, %(firm)s") % {"firm": firm.name if firm else "Gestand"})
    calendar.add("x-published-ttl", "PT12H")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    base = _base(public_address(firm))
    for end in found:
        calendar.add_component(_event(end, feed, base, at=at))
    written: bytes = calendar.to_ical()
    return written


def _event(end: End, feed: CalendarFeed, base: str, *, at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    on = end.on if end.what != EndKind.BACKUP else timezone.localdate(at)  # what is too old is so today
    event.add("uid", f"{end.what.value}-{end.thing_id}@gestand")
    event.add("dtstamp", datetime(on.year, on.month, on.day, tzinfo=UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", _title(end, with_names=feed.shows_names))
    event.add("categories", [str(end.label)])
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    words = [cleaned(end.why)] if feed.shows_names else []
    if base:
        link = f"{base}{end.url}"
        event.add("url", link)
        words.append(link)
    if words:
        event.add("description", "\n".join(words))
    return event


def _title(end: End, *, with_names: bool) -> str:
    if with_names:
        words = {"what": end.label, "name": end.name, "client": end.client_name}
        return cleaned(_("%(what)s: %(name)s (%(client)s)") % words)
    words = {"what": end.label}
    return _("%(what)s ended") % words if end.is_past else _("%(what)s ends") % words


def _base(address: str) -> str:
    """What links begin with; none where this Gestand is known by an IP address."""
    try:
        ipaddress.ip_address(urlsplit(address).hostname or "")
    except ValueError:
        return address
    return ""


def cleaned(text: str) -> str:
    """Without the mail and IP addresses that somebody wrote in a name."""
    for found in (*mail_addresses_in(text), *ip_addresses_in(text)):
        text = _without(text, found)
    return text


def _without(text: str, found: str) -> str:
    place = text.lower().find(found.lower())
    return text if place < 0 else text[:place] + _LEFT_OUT + text[place + len(found) :]
