"""Terms of this room in words, and the one number of the law that it needs."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.declarations import Term
from gestand.core.declarations.terms import Length
from gestand.core.law import law
from gestand.people.models import Client
from gestand.people.queries.one_client import kept_until
from gestand.ui.formats import day_words


def loose_end_days(at: datetime) -> int:
    """How many days an unassigned note may wait."""
    return law("keep.loose_note", timezone.localdate(at)).value


def kept_until_words(client: Client, *, today: date) -> str:
    """The retention clock in one sentence."""
    until = kept_until(client.ended_on)
    if until is None:
        return _("Kept as long as this is a client, and %(length)s after that.") % {
            "length": length_words(Client.personal.keep.length)
        }
    if until < today:
        return _("The term of keeping ended on %(day)s.") % {"day": day_words(until)}
    return _("Kept until %(day)s; before that day you are asked.") % {"day": day_words(until)}


def length_words(length: Length) -> str:
    """Give "3 years" in the active language."""
    parts = [
        ngettext("%(n)d year", "%(n)d years", length.years) % {"n": length.years} if length.years else "",
        ngettext("%(n)d month", "%(n)d months", length.months) % {"n": length.months} if length.months else "",
        ngettext("%(n)d day", "%(n)d days", length.days) % {"n": length.days} if length.days else "",
    ]
    return _(" and ").join(part for part in parts if part)


def term_words(term: Term) -> str:
    """How long, as the client would read it."""
    length = length_words(term.length)
    if term.alive_while == "client":
        return _("as long as you are a client, and %(length)s after that") % {"length": length}
    return (
        _("%(length)s after it was dealt with") % {"length": length} if length else _("until it has served its purpose")
    )
