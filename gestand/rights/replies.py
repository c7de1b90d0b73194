"""The words that a letter about a request begins from: a standard text by occasion and kind, or the firm's own.

A text speaks of this request with ``{number}``, ``{received}``, ``{kind}``, ``{due}``, ``{until}``, ``{reasons}``,
``{name}``, ``{client}`` and ``{firm}``. Greeting, the way to the authority and the signature are put around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.deadlines import answer_by, extended_answer_by, receipt_day
from gestand.core.firm import current_firm
from gestand.rights.models import Occasion, OwnReply, Request, RequestKind
from gestand.ui import formats

#: The standard texts of this program; raised when one of them changes.
STANDARD_NUMBER = 1
#: What stands in for a part of the request.
PLACES = ("number", "received", "kind", "due", "until", "reasons", "name", "client", "firm")
_PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")

#: Occasions of which each kind has a text.
OF_EACH_KIND = (
    Occasion.RECEIVED, Occasion.IDENTITY, Occasion.EXTENDED, Occasion.REFUSED, Occasion.DONE, Occasion.PASSED_ON,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A text to begin from, and which version it is: "standard 1" or "own 3"."""

    words: str
    version: str

    @property
    def is_own(self) -> bool:
        return self.version.startswith("own")


def text_for(occasion: Occasion, kind: str, language: str) -> Text:
    """The firm's own text where there is one, else the standard one. One query."""
    own = OwnReply.objects.filter(occasion=occasion, kind=kind, language=language).order_by("-number").first()
    if own is not None and own.text.strip():
        return Text(own.text, f"own {own.number}")
    return Text(standard(occasion, kind, language), f"standard {STANDARD_NUMBER}")


def words_for(occasion: Occasion, request: Request, *, keep: tuple[str, ...] = (), **more: str) -> Text:
    """The text with what is known of this request filled in; the places named in ``keep`` stay open."""
    text = text_for(occasion, request.kind, request.language)
    with translation.override(request.language):
        known = {name: value for name, value in {**_known(request), **more}.items() if name not in keep}
    return Text(filled_in(text.words, known), text.version)


def filled_in(words: str, known: Mapping[str, str]) -> str:
    """Places that nothing is known for stay as they are, so that nobody overlooks them."""
    return _PLACE.sub(lambda place: known.get(place[1], place[0]), words)


def open_places(words: str) -> list[str]:
    """Places that nobody has filled in."""
    return [place[0] for place in _PLACE.finditer(words)]


def kind_words(kind: str) -> str:
    """The kind inside a sentence, in the active language: "access", without the question that explains it."""
    return str(RequestKind(kind).label).partition(":")[0].lower()


def _known(request: Request) -> dict[str, str]:
    firm = current_firm()
    received_on = receipt_day(request.received_at)
    due_on = request.due_on or answer_by(received_on)
    return {
        "number": str(request.number or ""),
        "received": formats.long_day_words(timezone.localdate(request.received_at), year=True),
        "kind": kind_words(request.kind),
        "due": formats.long_day_words(due_on, year=True),
        "until": formats.long_day_words(extended_answer_by(received_on), year=True),
        "name": request.person.full_name if request.person_id and request.person else request.name,
        "firm": firm.name if firm else "Gestand",
    }


def standard(occasion: Occasion, kind: str, language: str) -> str:
    """The text that comes with the program."""
    with translation.override(language):
        if occasion in _BY_KIND:
            return _BY_KIND[occasion](RequestKind(kind))
        return "\n\n".join(str(paragraph) for paragraph in _FOR_ALL[occasion])


_FOR_ALL = {
    Occasion.IDENTITY: (
        gettext_lazy(
            "We received your request of {received}: {kind}. Before we answer it, we want to be sure that it is you "
            "who asks."
        ),
        gettext_lazy(
            "Please call us, or answer this mail from the mail address that we know you by, so that we can call you "
            "back on the number that we have. You need not send a copy of an identity document."
        ),
    ),
    Occasion.EXTENDED: (
        gettext_lazy("You asked us on {received}: {kind}. We cannot answer that well by {due}."),
        "{reasons}",
        gettext_lazy(
            "The law lets us take two further months for this. You will have our answer by {until} at the latest, and "
            "sooner if we can."
        ),
    ),
    Occasion.REFUSED: (
        gettext_lazy("You asked us on {received}: {kind}. We do not do what you ask, and this is why."),
        "{reasons}",
    ),
    Occasion.PASSED_ON: (
        gettext_lazy(
            "You asked us on {received}: {kind}. What you ask about is data that we hold for {client} and not for "
            "ourselves. {client} decides about it."
        ),
        gettext_lazy(
            "We have therefore passed your request on to {client}, and asked them to answer you. You can also turn to "
            "them yourself."
        ),
    ),
    Occasion.LIFTING: (
        gettext_lazy(
            "At your request we only stored your data, and used it for nothing else. We are going to lift that "
            "restriction; from then on we use your data again for our work for you."
        ),
        "{reasons}",
    ),
    Occasion.CLIENT: (
        gettext_lazy(
            "On {received} we received a request about personal data that we hold for you: {kind}. It comes from "
            "{name}. You are the controller of that data, so that it is for you to answer; we have told this to the "
            "person who asks."
        ),
        gettext_lazy("Tell us what you decide. We help you to find, correct, hand over or erase the data."),
    ),
}


def _received(kind: RequestKind) -> str:
    meanwhile = {
        RequestKind.ACCESS: _("We then put together everything that we hold about you."),
        RequestKind.RECTIFICATION: _("We then look what has to be corrected, and tell those who received it from us."),
        RequestKind.ERASURE: _("We then look what can be erased, and tell you what a law obliges us to keep."),
        RequestKind.RESTRICTION: _("We then look from when on we only store your data."),
        RequestKind.PORTABILITY: _("We then make a file that other programs can read."),
        RequestKind.WITHDRAWAL: _("As soon as we know that it is you, your consent counts as withdrawn."),
        RequestKind.OBJECTION: _(
            "As soon as we know that it is you, we send you no newsletters any more; about other uses we decide and "
            "tell you why."
        ),
    }[kind]
    return "\n\n".join(
        [
            _("We have received your request of {received}: {kind}. Its number is {number}."),
            _("You will have our answer by {due} at the latest. It costs you nothing.") + " " + meanwhile,
            _("Before we answer we make sure that it is really you. If we need something for that, we will ask you."),
        ]
    )


def _done(kind: RequestKind) -> str:
    return {
        RequestKind.ACCESS: _("We looked for data about you and found none under the details that you gave."),
        RequestKind.RECTIFICATION: _(
            "We have corrected your data as you asked, and told those who had received it from us."
        ),
        RequestKind.ERASURE: _("We have erased your data as you asked."),
        RequestKind.RESTRICTION: _(
            "From now on we only store your data and use it for nothing else. We will tell you before that changes."
        ),
        RequestKind.PORTABILITY: _("Your data goes with this answer, in a file that other programs can read."),
        RequestKind.WITHDRAWAL: _(
            "We have recorded that you withdraw your consent. From now on we do not use your data for that any more."
        ),
        RequestKind.OBJECTION: _(
            "We have recorded your objection. From now on we do not use your data for that any more."
        ),
    }[kind]


def _recipient(kind: RequestKind) -> str:
    asked = {
        RequestKind.RECTIFICATION: _("Please correct this too:"),
        RequestKind.ERASURE: _("Please erase what you received from us about this person, with every copy and link."),
        RequestKind.RESTRICTION: _(
            "Please use it for nothing for now, and only store it, until you hear from us again."
        ),
    }.get(kind, _("Please do the same."))
    return "\n\n".join(
        [
            _("You received personal data from us about {name}. At this person's request we tell you: {kind}."),
            asked,
            "{reasons}",
            _(
                "The law obliges us to tell you this (GDPR article 19). If you passed the data on, please tell it "
                "further."
            ),
        ]
    )


_BY_KIND: dict[Occasion, Callable[[RequestKind], str]] = {
    Occasion.RECEIVED: _received,
    Occasion.DONE: _done,
    Occasion.RECIPIENT: _recipient,
}
