"""Why a row is refused, or what was noticed about it: codes in the tables, sentences on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A refused row is not imported and comes back in the file of refused rows.
SENTENCES: Mapping[str, str | Promise] = {
    "no_name": _("There is no name or company in this row."),
    "too_many_cells": _(
        "This row has more cells than there are columns. Put a value with a separator in it between quotes."
    ),
    "quote_not_closed": _("A quotation mark in this row is never closed."),
    "cell_too_long": _("A cell in this row is longer than 20,000 characters."),
    "not_a_contact": _("This is a list or group, not a contact."),
    "broken_card": _("This card could not be read."),
    "mail_wrong": _("“%(value)s” is not an e-mail address."),
    "kvk_wrong": _("“%(value)s” is not a chamber-of-commerce number: it has eight digits."),
    "vat_wrong": _("“%(value)s” is not a VAT id."),
    "name_too_long": _("“%(value)s” is too long for a name."),
    "bsn_in_name": _(
        "There is what looks like a citizen service number (BSN) where no such number belongs. We may not keep it."
    ),
    "date_wrong": _("“%(value)s” is not a date in the past."),
    # Remarks: the row goes on.
    "phone_to_note": _("“%(value)s” is not a telephone number; it goes into the note."),
    "postal_code_odd": _("“%(value)s” is not a usual postal code; it goes into the second line of the address."),
    "website_to_note": _("“%(value)s” is not a web address; it goes into the note."),
    "vat_holds_bsn": _("The VAT number is an old one that holds a citizen service number (BSN). It is left out."),
    "note_shortened": _("The note is shortened to 20,000 characters."),
    "frozen": _("The use of this data is restricted, so nothing was changed."),
    "appeared_since": _("Somebody with this name, phone or e-mail address was added after the preview was made."),
    "note_number": _(
        "“%(value)s” in the note looks like a citizen service number (BSN), which we may not keep. "
        "Take the row along only if it is another number."
    ),
    "joined_rows": _("Joined with row %(value)s: the same contact stands in the file twice."),
}


def sentence(code: str, value: str = "") -> str:
    """The sentence for a code, in the reader's language."""
    words = str(SENTENCES.get(code, code))
    return words % {"value": value} if "%(value)s" in words else words
