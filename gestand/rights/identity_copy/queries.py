"""What the pages about a copy ask: the newest one of a request, the ladder, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gestand.core.actors import Actor
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine, house
from gestand.core.questions import Question
from gestand.people.kernels.mails import folded_mail
from gestand.people.models import MailAddress, Person, PhoneNumber
from gestand.rights.models import CopyState, Hidden, IdentityCopy, Request


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make sure who asks, and what is known about it for this request."""

    icon: str
    label: str | Promise
    words: str


def latest_copy(request: Request) -> IdentityCopy | None:
    """The newest question for a copy. One query."""
    return IdentityCopy.objects.filter(request_id=request.id).order_by("-asked_at", "-id").first()


def copies_visible_to(actor: Actor) -> QuerySet[IdentityCopy]:
    """Only the owner's: requests cut across clients."""
    return IdentityCopy.objects.all() if actor.is_owner else IdentityCopy.objects.none()


def ladder(request: Request, person: Person | None) -> list[Rung]:
    """The ways in their order, the least data first, with what this request says about each. At most two queries."""
    return [
        Rung("mail-check", gettext_lazy("The mail address on file"), _words_about_mail(request)),
        Rung("phone", gettext_lazy("Call back on a number on file"), _words_about_phone(person)),
        Rung(
            "eye-check",
            gettext_lazy("See each other at a visit"),
            _("Costs nothing but a moment, and leaves nothing behind."),
        ),
        Rung(
            "id",
            gettext_lazy("A blackened copy of an identity document"),
            _("Only when the others did not do and you really doubt; write down why."),
        ),
    ]


def _words_about_mail(request: Request) -> str:
    if not request.email:
        return _("The request came without an address.")
    holders = (
        MailAddress.objects.filter(folded=folded_mail(request.email))
        .values_list("person_id", "client_id")
        .distinct()[:2]
    )
    found = len(holders)
    if found == 0:
        return _("The address that was given is not on file.")
    if found > 1:
        return _("The address that was given is on file with more than one.")
    return _("The address that was given is on file. Did the answer come from there?")


def _words_about_phone(person: Person | None) -> str:
    if person is None:
        return _("Choose the person to see whether there is a number.")
    numbers = PhoneNumber.objects.filter(person_id=person.id).count()
    if not numbers:
        return _("There is no number on file.")
    return ngettext("%(n)d number is on file.", "%(n)d numbers are on file.", numbers) % {"n": numbers}


def readable_words(copy: IdentityCopy) -> str:
    """What could be read in a copy that was destroyed for it: "the photo, the document number"."""
    return ", ".join(str(Hidden(each).label) for each in copy.readable.split(",") if each)


def checker_of(copy: IdentityCopy) -> str:
    """Who of the team checked it."""
    resolve = house.name_resolvers.get("account")
    return resolve({copy.checked_by}).get(copy.checked_by, "") if resolve and copy.checked_by else ""


def person_named(person_id: UUID | None, *, actor: Actor) -> Person | None:
    return Person.objects.visible_to(actor).filter(id=person_id).first() if person_id else None


@Question
def _waiting_copies() -> QuerySet[IdentityCopy]:
    return IdentityCopy.objects.filter(state=CopyState.SENT).select_related("request").order_by("check_until", "id")


@Gathers
def copies_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Copies that wait for the owner's eyes; each is destroyed unchecked when its days are over."""
    if not actor.is_owner:
        return Reading(list)
    return Reading(lambda rows: [_line(row, at=at) for row in rows], _waiting_copies.about())


def _line(copy: IdentityCopy, *, at: datetime) -> CardLine:
    today = timezone.localdate(at)
    last_day = timezone.localdate(copy.check_until) if copy.check_until else today
    return CardLine(
        urgency=14,
        icon="id",
        tone="warn",
        title=_("A blackened copy waits to be checked"),
        detail=_("Request %(number)s. Unchecked, it is destroyed by itself.") % {"number": copy.request.number},
        action_label=_("Check it"),
        action_url=reverse("rights:copy", args=[copy.id]),
        days_left=(last_day - today).days,
    )
