"""What can be done with a link to the preferences: say no, take that back at once, ask for it again, confirm that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.audit import write_audit
from gestand.core.declarations.purposes import Purpose, rests_on_a_choice
from gestand.core.mail import queue_mail
from gestand.core.refusals import Refused
from gestand.people.actions.consents import allow_use, lift_objection, record_consent, stop_use
from gestand.people.actions.rights import locked, require_person
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import ConsentEvent, ConsentVerb, MailAddress, Person, PreferenceLink
from gestand.people.preferences import letters
from gestand.people.preferences.links import (
    Again,
    again_of,
    again_token,
    token_for,
    undone_event,
    visitor_of,
)
from gestand.people.preferences.wordings import WORDING_VERSION, consent_wording, no_wording

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class NoMailAddress(Refused):
    """Nobody can be asked: there is no mail address on file."""

    code = "no_mail_address"


class ChangedSince(Refused):
    """Something newer was said about this use: what is asked would undo that."""

    code = "changed_since"


def say_no(*, link: PreferenceLink, purpose: str, at: datetime, source: str) -> ConsentEvent | None:
    """Stop a use, at once; None when it had stopped already. Refuses (``NotValid``) what is no choice."""
    require_choice(purpose)
    return stop_use(
        by=visitor_of(link),
        at=at,
        person=link.person,
        purpose=purpose,
        source=source,
        wording=no_wording(Purpose(purpose)),
    )


def take_back_no(*, link: PreferenceLink, token: str, at: datetime) -> ConsentEvent:
    """Take a mistake back: what stood before the no stands again, with the words that were agreed to then.

    Only for who just said no on the page, within ten minutes, while nothing newer was said (``ChangedSince``).
    """
    event = undone_event(token, link)
    by = visitor_of(link)
    source = _("it was a mistake, taken back at once on the preference page")
    with transaction.atomic():
        person = locked(link.person)
        events = list(ConsentEvent.objects.filter(person=person, purpose=event.purpose, at__lte=at))
        if not events or events[0].id != event.id:
            raise ChangedSince(gettext_lazy("This was changed since; look at what holds now."))
        if event.verb == ConsentVerb.OBJECTED:
            return lift_objection(by=by, at=at, person=person, purpose=event.purpose, source=source)
        before = next((each for each in events[1:] if each.verb == ConsentVerb.GIVEN), None)
        if event.verb != ConsentVerb.WITHDRAWN or before is None:
            raise ChangedSince(gettext_lazy("This was changed since; look at what holds now."))
        return record_consent(
            by=by,
            at=at,
            person=person,
            purpose=event.purpose,
            wording=before.wording,
            wording_version=before.wording_version,
            source=source,
        )


def ask_again(*, link: PreferenceLink, purpose: str, language: str, at: datetime) -> None:
    """Mail the question whether this use is wanted (again) to the address on file; nothing changes before the answer.

    A link may have been forwarded: only the mailbox says yes. Refuses (``NoMailAddress``) when there is none.
    """
    require_choice(purpose)
    address = MailAddress.objects.filter(person_id=link.person_id).values_list("address", flat=True).first()
    if address is None:
        raise NoMailAddress(gettext_lazy("We have no mail address of yours to ask it. Please call or write to us."))
    newest = _newest(link.person, purpose)
    token = again_token(Again(link, purpose, WORDING_VERSION, newest.id if newest else None))
    letter = letters.do_you_want_it(Purpose(purpose), token=token, language=language)
    with transaction.atomic():
        queue_mail(
            to=address,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=visitor_of(link),
            at=at,
            person_id=link.person_id,
            language=language,
        )
        write_audit(
            "people.preferences.ask",
            by=visitor_of(link),
            at=at,
            subject=("person", link.person_id),
            facts={"purpose": purpose},
        )


def asked_again(token: str) -> Again:
    """What a confirmation link asks, while it can be answered. Refuses as ``confirm_again`` does; changes nothing."""
    asked = again_of(token)
    require_choice(asked.purpose)
    newest = _newest(asked.link.person, asked.purpose)
    if (newest.id if newest else None) != asked.after or asked.wording_version != WORDING_VERSION:
        raise ChangedSince(gettext_lazy("This was changed since; look at what holds now."))
    return asked


def confirm_again(*, token: str, at: datetime) -> list[ConsentEvent]:
    """The mailbox said yes: the consent is recorded with the words of the page, an objection is lifted. Works once.

    Refuses a link that is wrong or old (``PreferenceLinkNotValid``), and one that was used, or after which something
    else was said (``ChangedSince``).
    """
    with transaction.atomic():
        locked(again_of(token).link.person)
        asked = asked_again(token)
        return allow_use(
            by=visitor_of(asked.link),
            at=at,
            person=asked.link.person,
            purpose=asked.purpose,
            source=_("on the preference page, confirmed from the mail address on file"),
            wording=consent_wording(Purpose(asked.purpose)),
            wording_version=asked.wording_version,
        )


def send_preference_link(*, person: Person, by: Actor, at: datetime) -> str:
    """Mail somebody the own link; gives the address it goes to. Refuses (``NoMailAddress``) when there is none."""
    require_person(by, person)
    address = MailAddress.objects.filter(person=person).values_list("address", flat=True).first()
    if address is None:
        raise NoMailAddress(gettext_lazy("There is no mail address of this person to send it to."))
    with transaction.atomic():
        token = token_for(person, by=by, at=at)
        with translation.override(person.language):
            letter = letters.your_preferences(person, token=token)
        queue_mail(
            to=address,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            person_id=person.id,
            language=person.language,
        )
        write_audit("people.preferences.send", by=by, at=at, subject=("person", person.id))
    return address


def require_choice(purpose: str) -> None:
    """Refuses (``NotValid``) what is no purpose, or one to which nobody can say no."""
    if purpose not in Purpose.values or not rests_on_a_choice(purpose):
        raise NotValid(gettext_lazy("To this use one cannot say no: the contract or the law asks for it."))


def _newest(person: Person, purpose: str) -> ConsentEvent | None:
    return ConsentEvent.objects.filter(person=person, purpose=purpose).first()
