"""How far one request is: what was done for it, what the next step is, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.declarations import Purpose
from gestand.core.house import house
from gestand.people.models import Client, ClientKind, Freeze, MailAddress, Membership
from gestand.rights.actions.objecting import WEIGHED
from gestand.rights.clock import extension_told_in_time
from gestand.rights.models import (
    UNWRITTEN_STATES,
    Correction,
    Occasion,
    RecipientNotice,
    Request,
    RequestKind,
    RequestLetter,
    RequestQuerySet,
    RequestState,
    Weighing,
)

#: Words for what a correction is about; fields of an address are said by themselves.
_FIELDS = {
    "salutation": lambda: _("form of address"),
    "initials": lambda: _("initials"),
    "given_name": lambda: _("first name"),
    "name_prefix": lambda: _("prefix"),
    "family_name": lambda: _("last name"),
    "number": lambda: _("telephone number"),
    "address": lambda: _("mail address"),
    "street": lambda: _("street"),
    "extra": lambda: _("second line"),
    "postal_code": lambda: _("postal code"),
    "city": lambda: _("town"),
    "other": lambda: _("otherwise"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step: a heading, a sentence and a button."""

    heading: str
    sentence: str
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done for a request."""

    letters: Sequence[RequestLetter]
    corrections: Sequence[Correction]
    weighings: Sequence[Weighing]
    notices: Sequence[RecipientNotice]
    freeze: Freeze | None

    @property
    def open_notices(self) -> list[RecipientNotice]:
        return [notice for notice in self.notices if notice.done_on is None and notice.mail_id is None]

    @property
    def undecided(self) -> list[Purpose]:
        """Uses about which an objection is still to be weighed."""
        decided = {weighing.purpose for weighing in self.weighings}
        return [purpose for purpose in WEIGHED if purpose.value not in decided]

    def waits_for(self, occasion: Occasion) -> bool:
        """Whether a letter for this occasion was written, and its mail has not left."""
        return any(letter.occasion == occasion and letter.sent_at is None for letter in self.letters)


def with_dossier(requests: RequestQuerySet) -> RequestQuerySet:
    """Each with ``has_letters`` and ``has_notices``, so that ``done_for`` asks only for what is there."""
    return requests.annotate(
        has_letters=Exists(RequestLetter.objects.filter(request=OuterRef("pk"))),
        has_notices=Exists(RecipientNotice.objects.filter(request=OuterRef("pk"))),
    )


def done_for(request: Request) -> Done:
    """Everything that belongs to a request besides its answer. At most three queries."""
    kind = request.kind
    return Done(
        letters=list(request.letters.all()) if getattr(request, "has_letters", True) else [],
        corrections=list(request.corrections.all()) if kind == RequestKind.RECTIFICATION else [],
        weighings=list(request.weighings.all()) if kind == RequestKind.OBJECTION else [],
        notices=list(request.notices.all()) if getattr(request, "has_notices", True) else [],
        freeze=_freeze_of(request) if kind == RequestKind.RESTRICTION else None,
    )


def _freeze_of(request: Request) -> Freeze | None:
    """The request's own restriction; while it is unanswered, one that runs already for whoever asks."""
    of_it = Q(occasion=request.id)
    if request.person_id is not None and request.state in UNWRITTEN_STATES:
        of_it |= Q(person=request.person_id, lifted_at__isnull=True)
    return Freeze.objects.filter(of_it).order_by("-begun_at").first()


def field_words(correction: Correction) -> str:
    """What was corrected, in one or two words."""
    words = _FIELDS.get(correction.field_name)
    return words() if words else correction.field_name


def next_step(request: Request, done: Done) -> Step:
    """The next step of an identified request that is not answered with a package."""
    kind = RequestKind(request.kind)
    if kind == RequestKind.RECTIFICATION and done.corrections and done.open_notices:
        return _telling()
    if kind == RequestKind.RECTIFICATION and not done.corrections:
        return _step(request, "correct", _("Correct it"), _("Make the correction"), "pencil", _(
            "You change what is wrong here; how it was and how it is since are kept with the request."
        ))  # fmt: skip
    if kind == RequestKind.ERASURE:
        return _step(request, "erase", _("Look at what would go"), _("Look at the plan"), "eye", _(
            "You see what goes, what stays and why. Nothing is erased before your yes; the letter to the person is "
            "written with it."
        ))  # fmt: skip
    if kind == RequestKind.RESTRICTION and (done.freeze is None or done.freeze.lifted_at is not None):
        return _step(request, "restrict", _("Restrict the use"), _("Restrict and write the letter"), "lock", _(
            "From your yes on the data is stored and used by nothing, until you lift it. The letter goes with it."
        ))  # fmt: skip
    if kind == RequestKind.OBJECTION and done.undecided:
        return _step(request, "weigh", _("Weigh the objection"), _("Decide"), "certificate", _(
            "Newsletters stopped at the moment that you knew who asks. About the other uses you decide, with reasons."
        ))  # fmt: skip
    return _step(request, "answer", _("Write the answer"), _("Write the answer"), "pencil", (
        _("The consent counts as withdrawn since you knew who asks; nothing is sent on it any more.")
        if kind == RequestKind.WITHDRAWAL
        else _("The text is ready for you to change; what you send is kept with the request.")
    ))  # fmt: skip


def _step(request: Request, view: str, heading: str, label: str, icon: str, sentence: str) -> Step:  # noqa: PLR0917
    return Step(heading, sentence, label, reverse(f"rights:{view}", args=[request.id]), icon)


def _telling() -> Step:
    return Step(
        _("Tell who received it"),
        _(
            "These have received data about this person from you. The law asks you to tell them, unless that is "
            "impossible."
        ),
        _("Look who must be told"),
        "#notices",
        "send",
    )


def may_extend(request: Request, *, at: Any) -> bool:
    """Whether an extension can still be told."""
    return (
        request.state in UNWRITTEN_STATES
        and request.extended_at is None
        and extension_told_in_time(request.received_at, told_at=at)
    )


def with_progress(requests: RequestQuerySet) -> RequestQuerySet:
    """Each with what the board says about it: ``corrected``, ``to_tell``, ``weighed`` and ``asked_who``."""
    letters = RequestLetter.objects.filter(request=OuterRef("pk"), occasion=Occasion.IDENTITY)
    return requests.annotate(
        corrected=Exists(Correction.objects.filter(request=OuterRef("pk"))),
        to_tell=Exists(
            RecipientNotice.objects.filter(request=OuterRef("pk"), done_on__isnull=True, mail_id__isnull=True)
        ),
        weighed=Count("weighings", filter=Q(weighings__isnull=False), distinct=True),
        asked_who=Exists(letters),
    )


def waits_for_words(request: Any) -> str:
    """Who has to do something: you, the person, or the mail."""
    if request.state == RequestState.RECEIVED and getattr(request, "asked_who", False):
        return _("waits for the person")
    if request.state == RequestState.SENDING:
        return _("waits for the mail")
    return _("waits for you")


def step_words(request: Any) -> str:
    """The next step on a card of the board, of an identified request that needs no package."""
    match RequestKind(request.kind):
        case RequestKind.RECTIFICATION:
            if not getattr(request, "corrected", False):
                return _("Correct it.")
            return _("Tell who received it.") if getattr(request, "to_tell", False) else _("Write the answer.")
        case RequestKind.ERASURE:
            return _("Look at the plan.")
        case RequestKind.RESTRICTION:
            return _("Restrict the use.")
        case RequestKind.OBJECTION if getattr(request, "weighed", 0) < len(WEIGHED):
            return _("Weigh the objection.")
    return _("Write the answer.")


def clients_to_pass_on_to(request: Request) -> list[tuple[str, str]]:
    """Business clients whose data it may be: those of the person first, then those with an agreement."""
    own = (
        Client.objects.filter(
            kind=ClientKind.BUSINESS,
            id__in=Membership.objects.filter(person_id=request.person_id).values("client_id"),
        )
        if request.person_id
        else Client.objects.none()
    )
    found = {str(client.id): client.name for client in own.order_by("sort_name", "id")}
    for served in house.served_controllers() if house.served_controllers else ():
        found.setdefault(str(served.client_id), served.name)
    return list(found.items())


def mailboxes_of_client(client_id: str) -> list[str]:
    """Where a client is reached: its own addresses first, then those of its first contact."""
    theirs = MailAddress.objects.filter(
        Q(client_id=client_id) | Q(person__memberships__client_id=client_id, person__memberships__is_main=True)
    )
    return list(
        theirs.order_by(F("client_id").asc(nulls_last=True), "order", "id").values_list("address", flat=True).distinct()
    )
