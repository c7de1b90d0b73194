"""A declared term as a person says it: "as long as you are a client, then 3 years"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gestand.core.law import NotInTheLaw, law

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from gestand.core.declarations import Term
    from gestand.core.declarations.terms import Length

#: What the clock of a law number stands for.
_BY_REASON: dict[str, str | Promise] = {
    "keep.invoices": gettext_lazy("%(length)s after the book year"),
    "keep.invoices_property": gettext_lazy("%(length)s after the book year"),
    "keep.invoices_one_stop_shop": gettext_lazy("%(length)s after the book year"),
    "keep.unconfirmed_form": gettext_lazy("%(length)s after it was filled in"),
    "keep.loose_note": gettext_lazy("%(length)s after it was written down"),
    "keep.enquiry": gettext_lazy("%(length)s after the last contact"),
    "keep.consent_proof": gettext_lazy("%(length)s after the consent was withdrawn"),
    "keep.request_dossier": gettext_lazy("%(length)s after the request was closed"),
    "keep.package": gettext_lazy("%(length)s after it was made"),
    "keep.sign_in": gettext_lazy("%(length)s after the login"),
    "keep.mail_log": gettext_lazy("%(length)s after it was sent"),
    "keep.outbox": gettext_lazy("%(length)s after it was sent"),
    "keep.job_result": gettext_lazy("%(length)s after the work was done"),
    "keep.import": gettext_lazy("%(length)s after the import"),
    "keep.audit_log": gettext_lazy("%(length)s after it was written down"),
    "keep.incident": gettext_lazy("%(length)s after the incident was closed"),
    "keep.agreement": gettext_lazy("%(length)s after the end of the agreement"),
    "keep.standin_contract": gettext_lazy("%(length)s after the end of the contract"),
    "keep.dmarc": gettext_lazy("%(length)s after it was received"),
    "keep.backup": gettext_lazy("%(length)s after the backup was made"),
    "keep.keybox": gettext_lazy("%(length)s after the copy was made"),
}

#: Where the reason alone does not tell: the last field of the clock.
_BY_CLOCK: dict[str, str | Promise] = {
    "expires_at": gettext_lazy("%(length)s after it expires"),
    "expire_date": gettext_lazy("%(length)s after the session ends"),
    "asked_at": gettext_lazy("%(length)s after it was asked for"),
    "closed_at": gettext_lazy("%(length)s after it was closed"),
    "ended_on": gettext_lazy("%(length)s after its end"),
    "sent_at": gettext_lazy("%(length)s after it was sent"),
}
_PLAIN = gettext_lazy("%(length)s after it was dealt with")
_AT_ONCE: dict[str, str | Promise] = {
    "expire_date": gettext_lazy("until the session ends"),
    "expires_at": gettext_lazy("until it expires"),
}


def length_in_words(length: Length) -> str:
    """As in "3 years"; empty when the term is over at once."""
    parts = [
        (length.years, ngettext("%(n)d year", "%(n)d years", length.years)),
        (length.months, ngettext("%(n)d month", "%(n)d months", length.months)),
        (length.days, ngettext("%(n)d day", "%(n)d days", length.days)),
    ]
    return _(" and ").join(words % {"n": count} for count, words in parts if count)


def term_in_words(term: Term, *, on: date | None = None) -> str:
    """For whom the data is about, in the active language. ``on`` (today) is the day whose law counts."""
    length = length_in_words(term.length)
    if term.alive_while:
        return _while_it_lasts(term, length, on)
    if not length:
        return _at_once(term, on)
    return str(_BY_REASON.get(term.why) or _BY_CLOCK.get(_clock_field(term)) or _PLAIN) % {"length": length}


def term_in_register(term: Term, *, on: date | None = None) -> str:
    """As ``term_in_words``, but nobody is addressed: "while the client relation lasts, then 3 years"."""
    length = length_in_words(term.length)
    if term.alive_while == "client":
        said = (
            _("while the client relation lasts, then %(length)s") % {"length": length}
            if length
            else _("while the client relation lasts")
        )
        return said + _loose_note(term, on)
    if term.alive_while == "account":
        return (
            _("while the person works here, then %(length)s") % {"length": length}
            if length
            else _("while the person works here")
        )
    return term_in_words(term, on=on)


def _while_it_lasts(term: Term, length: str, on: date | None) -> str:
    if term.alive_while == "account":
        return (
            _("as long as somebody works for us, then %(length)s") % {"length": length}
            if length
            else _("as long as somebody works for us")
        )
    said = (
        _("as long as you are a client, then %(length)s") % {"length": length}
        if length
        else _("as long as you are a client")
    )
    return said + _loose_note(term, on)


def _loose_note(term: Term, on: date | None) -> str:
    """Some clocks run for what belongs to nobody yet as well."""
    if "loose_until_on" not in term.clock:
        return ""
    length = _of_the_law("keep.loose_note", on)
    return _("; what belongs to nobody yet, %(length)s") % {"length": length} if length else ""


def _at_once(term: Term, on: date | None) -> str:
    """The clock itself holds the last day: the law's number says how far away that day was set."""
    field = _clock_field(term)
    if field in _AT_ONCE:
        return str(_AT_ONCE[field])
    length = _of_the_law(term.why, on)
    return str(_BY_REASON[term.why]) % {"length": length} if length else _("until it has served its purpose")


def _of_the_law(key: str, on: date | None) -> str:
    if key not in _BY_REASON:
        return ""
    try:
        return length_in_words(law(key, on or timezone.localdate()).length)
    except NotInTheLaw:
        return ""


def _clock_field(term: Term) -> str:
    return term.clock.split("|")[0].rsplit("__", 1)[-1]
