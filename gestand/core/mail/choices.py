"""A person's no, and the mails that rest on a choice: none leaves against it, and each says how to stop.

Which purposes these are follows from their legal basis (``rests_on_a_choice``). Who chose what is known to a room above
this one, which answers through ``house.mail_choices``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.html import format_html

from gestand.core.declarations.purposes import Purpose, rests_on_a_choice
from gestand.core.house import house

if TYPE_CHECKING:
    from gestand.core.mail.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class WayOut:
    """What stands below a mail: a sentence, the page that it leads to, and where a mail program says no by itself."""

    words: str
    page_url: str
    stop_url: str

    @property
    def text(self) -> str:
        return f"{self.words}\n{self.page_url}"

    @property
    def html(self) -> str:
        return format_html('<p>{}<br><a href="{}">{}</a></p>', self.words, self.page_url, self.page_url)


def is_wanted(*, purpose: Purpose | str, person_id: UUID | None, at: datetime) -> bool:
    """Whether this person may be mailed for this purpose at this moment. What is no choice of theirs is."""
    if person_id is None or not rests_on_a_choice(purpose) or house.mail_choices is None:
        return True
    return house.mail_choices.may_be_used_for(person_id, Purpose(purpose), at=at)


def way_out_of(mail: OutgoingMail, *, at: datetime) -> WayOut | None:
    """How the reader of this mail says no; None for a mail that is no choice, or that goes to nobody known."""
    if mail.person_id is None or not rests_on_a_choice(mail.purpose) or house.mail_choices is None:
        return None
    return house.mail_choices.way_out(mail.person_id, Purpose(mail.purpose), language=mail.language, at=at)


def with_text(text: str, way_out: WayOut | None) -> str:
    """The words of a mail, with the way out below them (after "-- ", as mail programs know a foot)."""
    return f"{text.rstrip()}\n\n-- \n{way_out.text}\n" if way_out else text


def with_html(html: str, way_out: WayOut | None) -> str:
    """The same for the part with layout."""
    if not html or way_out is None:
        return html
    head, end, tail = html.rpartition("</body>")
    return f"{head}{way_out.html}{end}{tail}" if end else f"{html}{way_out.html}"
