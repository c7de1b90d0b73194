"""Dates, amounts, telephone numbers and names as Dutch people (or English readers) write them. Pure functions."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP = "\u00a0"
WEEK = timedelta(days=7)
#: Dutch area codes of three digits (with the zero); every other geographic code has four.
SHORT_AREAS = re.compile("0(1[035]|2[0346]|3[03568]|4[03568]|5[0358]|7[0-9]|8[4578]|91)")
DUTCH_DIGITS = 10
FREEPHONE_DIGITS = 8
PREFIXES = re.compile("van|der|den|de|het|'t|ter|ten|te|op|in|'s|von|und|la|le|du|el", re.IGNORECASE)
MINUTES = 60
#: A date of this year shows its year only when it is this far away.
FAR_DAYS = 180
#: What ends within so many days is worth a colour.
SOON_DAYS = 14
#: Until so many days ahead it is told in days, weeks, months; beyond that by its date.
DAYS_UNTIL, WEEKS_UNTIL, MONTHS_UNTIL = 28, 70, 730
KILO = 1000
THREE_DIGITS = 100


def is_dutch() -> bool:
    return (translation.get_language() or "nl").startswith("nl")


def firm_time(at: datetime) -> datetime:
    """The moment on the clock of the firm: everybody who looks at a page sees that one."""
    return at.astimezone(timezone.get_default_timezone())


def day_words(on: date, *, year: bool = True) -> str:
    """Such as "ma 23 nov 2026"; in English "Mon 23 Nov 2026"."""
    pattern = "D j b" if is_dutch() else "D j M"
    return spelled(on, f"{pattern} Y" if year else pattern)


def long_day_words(on: date, *, year: bool = False) -> str:
    """Such as "maandag 23 november", for the head of a page."""
    return spelled(on, "l j F Y" if year else "l j F")


def spelled(on: date, pattern: str) -> str:
    """Django's ``date_format`` of a day, kept: a list says the same days over and over, for every reader."""
    return _spelled(on.year, on.month, on.day, pattern, translation.get_language() or "")


@lru_cache(maxsize=4096)
def _spelled(year: int, month: int, day: int, pattern: str, _language: str) -> str:
    return date_format(date(year, month, day), pattern)


def clock_words(at: datetime) -> str:
    local = firm_time(at)
    return f"{local.hour:02}:{local.minute:02}"


def moment_words(at: datetime) -> str:
    """Such as "ma 23 nov 2026 09:12" in the firm's time."""
    return f"{day_words(firm_time(at).date())} {clock_words(at)}"


def when_words(value: date | datetime, *, now: datetime) -> str:
    """Relative within a week ("gisteren 09:12", "over 3 dagen"), the date beyond it."""
    at = value if isinstance(value, datetime) else None
    on = firm_time(at).date() if at else value
    today = firm_time(now).date()
    days = (on - today).days
    if abs(days) > WEEK.days:
        return day_words(on, year=on.year != today.year or abs(days) > FAR_DAYS)
    if at and days == 0:
        return _today_words(at, now)
    if abs(days) <= 1:
        words = _("tomorrow") if days > 0 else _("yesterday") if days else _("today")
        return f"{words} {clock_words(at)}" if at else words
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}


def _today_words(at: datetime, now: datetime) -> str:
    minutes = round((now - at).total_seconds() / MINUTES)
    if minutes == 0:
        return _("just now")
    if 0 < minutes < MINUTES:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if -MINUTES < minutes < 0:
        return ngettext("in %(n)d minute", "in %(n)d minutes", -minutes) % {"n": -minutes}
    return f"{_('today')} {clock_words(at)}"


def until_words(on: date, *, today: date) -> tuple[str, str]:
    """How long until something ends, and its tone: ("over 12 dagen", "warn"), ("verlopen", "broken")."""
    days = (on - today).days
    if days < 0:
        return _("expired"), "broken"
    return _ahead_words(on, days), "warn" if days <= SOON_DAYS else ""


def _ahead_words(on: date, days: int) -> str:
    """The coarsest unit that still says enough."""
    if days <= 1:
        return _("tomorrow") if days else _("today")
    if days < DAYS_UNTIL:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < WEEKS_UNTIL:
        weeks = days // 7
        return ngettext("in %(n)d week", "in %(n)d weeks", weeks) % {"n": weeks}
    if days < MONTHS_UNTIL:
        months = days // 30
        return ngettext("in %(n)d month", "in %(n)d months", months) % {"n": months}
    return day_words(on)


def money_words(amount: Decimal | float | str) -> str:
    """Such as "€ 1.234,56"; in English "€ 1,234.56"."""
    exact = Decimal(str(amount)).quantize(Decimal("0.01"))
    digits = f"{abs(exact):,.2f}"
    if is_dutch():
        digits = digits.translate(str.maketrans(",.", ".,"))
    return f"€{NBSP}{'-' if exact < 0 else ''}{digits}"


def number_words(number: float) -> str:
    """Such as "1.234"; in English "1,234"."""
    return f"{number:,}".translate(str.maketrans(",.", ".,")) if is_dutch() else f"{number:,}"


def size_words(size_bytes: int) -> str:
    """Such as "1,4 MB"."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < KILO or unit == "TB":
            break
        size /= KILO
    digits = f"{size:.0f}" if unit == "B" or size >= THREE_DIGITS else f"{size:.1f}"
    return f"{digits.replace('.', ',') if is_dutch() else digits}{NBSP}{unit}"


def phone_words(number: str) -> str:
    """Such as "030 123 45 67" for a Dutch number stored as E.164, the international spelling for any other."""
    if number.startswith("+31"):
        return _dutch_phone("0" + number[3:])
    if number.startswith("+"):
        import phonenumbers

        try:
            return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        except phonenumbers.NumberParseException:
            return number
    return number


def _dutch_phone(digits: str) -> str:
    if digits.startswith(("0800", "0900", "0906", "0909")):
        return _in_groups(digits, 4, 4) if len(digits) == FREEPHONE_DIGITS else _in_groups(digits, 4, 3, 2, 2)
    if len(digits) != DUTCH_DIGITS:
        return digits
    if digits.startswith("06"):
        return _in_groups(digits, 2, 2, 2, 2, 2)
    if SHORT_AREAS.match(digits):
        return _in_groups(digits, 3, 3, 2, 2)
    return _in_groups(digits, 4, 2, 2, 2)


def _in_groups(digits: str, *sizes: int) -> str:
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    return " ".join(group for group in (*groups, digits) if group)


def initials(name: str) -> str:
    """Such as "AK" for "Anna van de Kamp": first and last word that is not a prefix."""
    words = [word for word in name.split() if not PREFIXES.fullmatch(word)] or name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
