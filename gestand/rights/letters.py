"""The words of the mails and letters that leave this room: u-form, plain.

A confirmation never holds a word that a stranger typed into the form, or our mail would carry anybody's advertisement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gestand.core import authority
from gestand.core.deadlines import days_left
from gestand.core.firm import Firm, current_firm
from gestand.rights.links import public_link
from gestand.rights.models import Occasion, Request, RequestKind
from gestand.rights.package import words
from gestand.rights.replies import kind_words
from gestand.ui import formats

#: Letters that go to somebody else than who asked.
TO_OTHERS = (Occasion.CLIENT, Occasion.RECIPIENT)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"


def confirmation(kind: str, *, token: str, language: str) -> Letter:
    """Asks whoever reads this mailbox whether the form was theirs. Holds nothing of what was typed."""
    firm = current_firm()
    with translation.override(language):
        name = _firm_name(firm)
        return Letter(
            _("Please confirm your request to %(firm)s") % {"firm": name},
            (
                _("Good day,"),
                _(
                    "Somebody used this address on the website of %(firm)s for a request about personal data: "
                    "%(kind)s. Was that you?"
                )
                % {"firm": name, "kind": kind_words(kind)},
                _("Then confirm it here:"),
                public_link("public:confirm", language=language, token=token),
                _(
                    "If you do nothing, what was filled in is gone after seven days. If it was not you, you need not "
                    "do anything."
                ),
                signature(firm),
            ),
        )


def reply(request: Request, occasion: Occasion, written: str) -> Letter:
    """A letter on the way to the answer, or to somebody else about it: these words, and whom they come from.

    To the person it says how one complains; a client or a recipient gets no greeting by name.
    """
    firm = current_firm()
    with translation.override(request.language):
        about = {"number": request.number, "firm": _firm_name(firm)}
        subject = {
            Occasion.RECEIVED: _("Your request %(number)s to %(firm)s"),
            Occasion.IDENTITY: _("A question about your request %(number)s"),
            Occasion.EXTENDED: _("Your request %(number)s takes longer"),
            Occasion.LIFTING: _("The restriction on the use of your data ends"),
            Occasion.CLIENT: _("A request about data that we hold for you (%(number)s)"),
            Occasion.RECIPIENT: _("About data that you received from us (%(number)s)"),
        }.get(occasion, _("Answer to your request %(number)s")) % about
        if occasion in TO_OTHERS:
            return Letter(subject, (_("Good day,"), written.strip(), signature(firm)))
        return Letter(subject, (_greeting(request), written.strip(), complaint(request.language), signature(firm)))


def news_for_the_owner(request: Request, *, language: str) -> Letter:
    """Tells the owner that a request has come in; whose it is stands behind the login."""
    with translation.override(language):
        return Letter(
            _("A privacy request has come in"),
            (
                _("Request %(number)s was confirmed: %(kind)s. It must be answered by %(day)s.")
                % {
                    "number": request.number,
                    "kind": kind_words(request.kind),
                    "day": formats.long_day_words(request.due_on, year=True) if request.due_on else "",
                },
                public_link("rights:request", language=language, pk=request.id),
            ),
        )


def reminder(request: Request, *, language: str, today: date) -> Letter:
    """Reminds the owner of a request whose day comes near; whose it is stands behind the login."""
    with translation.override(language):
        left = days_left(request.due_on, today=today) if request.due_on else 0
        return Letter(
            ngettext("Privacy request %(number)s: %(n)d day left", "Privacy request %(number)s: %(n)d days left", left)
            % {"number": request.number, "n": left},
            (
                _("Request %(number)s (%(kind)s) must be answered by %(day)s.")
                % {
                    "number": request.number,
                    "kind": kind_words(request.kind),
                    "day": formats.long_day_words(request.due_on, year=True) if request.due_on else "",
                },
                public_link("rights:request", language=language, pk=request.id),
            ),
        )


def package_ready(request: Request, *, token: str, until: datetime, language: str) -> Letter:
    """The answer with a package: where it can be fetched, once, and what else must be told."""
    firm = current_firm()
    with translation.override(language):
        return Letter(
            _("Your data at %(firm)s") % {"firm": _firm_name(firm)},
            (
                _greeting(request),
                _what_was_packed(request),
                _("You can fetch it here, once, until %(moment)s:") % {"moment": _moment(until)},
                public_link("public:fetch", language=language, fragment=token),
                _("Too late, or did something go wrong? Answer this mail and we make a new link."),
                _(
                    "Is something wrong or missing? You may have it corrected, erased or restricted, object to its "
                    "use, or take it along to someone else."
                ),
                complaint(language),
                signature(firm),
            ),
        )


def _what_was_packed(request: Request) -> str:
    if request.kind == RequestKind.PORTABILITY:
        return _(
            "You asked to take your data along. We have put together what you gave us, and what we wrote down while "
            "working for you: one file that your address book, your calendar, a spreadsheet and other programs read."
        )
    return _(
        "You asked what we hold about you. We have put everything together in one package: readable pages, a version "
        "on paper, and the same for a computer."
    )


def answer(request: Request, written: str, *, language: str) -> Letter:
    """A written answer: the owner's words, with the way to the authority below."""
    firm = current_firm()
    with translation.override(language):
        subject = (
            _("Answer to your request %(number)s") % {"number": request.number}
            if request.number
            else _("Answer to your request")
        )
        return Letter(subject, (_greeting(request), written.strip(), complaint(language), signature(firm)))


def complaint(language: str) -> str:
    """The authority's address, in every answer (GDPR 12(4), 15(1)(f), 77)."""
    with translation.override(language):
        return _(
            "If you do not agree, tell us. You can also complain to the %(authority)s, %(site)s (%(post)s), or go to "
            "court."
        ) % {
            "authority": authority.AUTHORITY_NAME,
            "site": authority.AUTHORITY_SITE.get(language, authority.AUTHORITY_SITE["en"]),
            "post": authority.AUTHORITY_POST,
        }


def hand_over_draft(request: Request) -> str:
    """Words to go with a package that is handed over."""
    with translation.override(request.language):
        return _("You asked what we hold about you. With this you receive everything in one package.")


def words_of(text: str) -> str:
    """The owner's own words in a written answer, without what stands above and below them."""
    return "\n\n".join(text.strip().split("\n\n")[1:-2])


def on_paper(request: Request, *, at: datetime) -> dict[str, object]:
    """The kept answer as the content of a letter of this day."""
    firm = current_firm()
    with translation.override(request.language):
        day = _day(at)
        city = firm.city if firm else ""
        subject = _("Answer to your request %(number)s") % {"number": request.number}
        return {
            "title": subject,
            "to": [request.person.full_name if request.person else request.name],
            "date_line": f"{city}, {day}" if city else day,
            "reference": _("Request %(number)s") % {"number": request.number},
            "paragraphs": [words for words in request.answer.split("\n\n") if words.strip()],
            "words": {"page": _("page"), "of": _("of")},
        }


def _greeting(request: Request) -> str:
    name = request.person.full_name if request.person else ""
    return pgettext("to a client", "Dear %(name)s,") % {"name": name} if name else _("Good day,")


def _firm_name(firm: Firm | None) -> str:
    return firm.name if firm else "Gestand"


def signature(firm: Firm | None) -> str:
    """Who writes, below a letter."""
    if firm is None:
        return "Gestand"
    lines = [
        _("Kind regards,"),
        firm.name,
        words.contact_of(firm),
        formats.phone_words(firm.phone) if firm.phone else "",
    ]
    return "\n".join(line for line in lines if line)


def _day(at: datetime) -> str:
    return formats.long_day_words(timezone.localdate(at), year=True)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.long_day_words(local.date(), year=True)}, {local:%H:%M}"
