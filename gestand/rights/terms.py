"""How long this room's own things last, from the law's table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from gestand.core.law import law

#: So many forms may be sent for one mail address in a day; more would be a way to pester somebody, and a longer time a
#: way to keep somebody from asking.
MOST_UNCONFIRMED = 3


def unconfirmed_until(sent_at: datetime) -> date:
    """The day on which a form that nobody confirmed goes."""
    sent_on = timezone.localdate(sent_at)
    return law("keep.unconfirmed_form", sent_on).length.added_to(sent_on)


def package_until(made_at: datetime) -> date:
    """The day on which a package that nobody sent or fetched goes."""
    made_on = timezone.localdate(made_at)
    return law("keep.package", made_on).length.added_to(made_on)


def copy_link_until(asked_at: datetime) -> datetime:
    """When the link to send a blackened copy of an identity document stops working."""
    return asked_at + timedelta(days=law("request.copy_link", timezone.localdate(asked_at)).value)


def copy_check_until(sent_at: datetime) -> datetime:
    """When a copy that nobody checked is destroyed."""
    return sent_at + timedelta(days=law("request.copy_check", timezone.localdate(sent_at)).value)
