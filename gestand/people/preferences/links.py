"""Links to somebody's preferences: long-lived, one for each person, to be revoked; they say nothing about anybody.

A link is a random handle with a signature over it. Who reads the database has handles and no links; who has a link
knows no id, name or address.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, ActorKind
from gestand.core.audit import write_audit
from gestand.core.firm import current_firm
from gestand.core.public_address import public_address
from gestand.core.refusals import Refused
from gestand.people.actions.rights import locked, require_person
from gestand.people.models import ConsentEvent, Person, PreferenceLink

if TYPE_CHECKING:
    from gestand.core.declarations.purposes import Purpose

_LINK_SALT = "gestand.people.preferences"
_UNDO_SALT = "gestand.people.preferences.undo"
_AGAIN_SALT = "gestand.people.preferences.again"
_HANDLE_BYTES = 18
_LONGEST_TOKEN = 400
#: How long "that was a mistake" stands on the page after a no.
UNDO_LASTS = timedelta(minutes=10)
#: How long the mail that asks "do you want this again?" can be answered.
AGAIN_LASTS = timedelta(days=7)


class PreferenceLinkNotValid(Refused):
    """Wrong, revoked, too old, or of somebody who is gone: which of these is nobody's business."""

    code = "preference_link_not_valid"


@dataclass(frozen=True, slots=True)
class Again:
    """What a confirmation link says: whose, which use, which words, and after which event it was asked."""

    link: PreferenceLink
    purpose: str
    wording_version: str
    after: UUID | None


def token_for(person: Person, *, by: Actor, at: datetime) -> str:
    """The token of this person's link that works; the first time one is made."""
    with transaction.atomic():
        link = PreferenceLink.objects.filter(person_id=person.id).working().first()
        if link is None:
            held = locked(person, frozen_too=True)  # two that come at once make one
            link = PreferenceLink.objects.filter(person=held).working().first() or _new_link(held, by=by, at=at)
    return token_of(link)


def token_of(link: PreferenceLink) -> str:
    return signing.Signer(salt=_LINK_SALT, sep=".").sign(link.handle)


def link_of(token: str) -> PreferenceLink:
    """The link, with its person; refuses (``PreferenceLinkNotValid``) everything else alike."""
    try:
        handle = signing.Signer(salt=_LINK_SALT, sep=".").unsign(token[:_LONGEST_TOKEN])
    except signing.BadSignature:
        raise _not_valid() from None
    link = PreferenceLink.objects.working().select_related("person").filter(handle=handle).first()
    if link is None:
        raise _not_valid()
    return link


def renew_link(*, person: Person, by: Actor, at: datetime) -> str:
    """Revoke every link of this person, and make a new one; gives its token."""
    require_person(by, person)
    with transaction.atomic():
        held = locked(person, frozen_too=True)
        PreferenceLink.objects.filter(person=held).working().update(revoked_at=at)
        write_audit("people.preferences.revoke", by=by, at=at, subject=("person", held.id))
        link = _new_link(held, by=by, at=at)
    return token_of(link)


def _new_link(person: Person, *, by: Actor, at: datetime) -> PreferenceLink:
    link = PreferenceLink.objects.create(person=person, handle=secrets.token_urlsafe(_HANDLE_BYTES), made_at=at)
    write_audit("people.preferences.link", by=by, at=at, subject=("person", person.id))
    return link


def visitor_of(link: PreferenceLink) -> Actor:
    """Who opens the link acts for that person alone."""
    return Actor(kind=ActorKind.CONTACT, id=link.person_id)


# What is signed for a short while ------------------------------------------------------------------------------------


def undo_token(event: ConsentEvent) -> str:
    """Stands on the page that answers a no, and nowhere else."""
    return signing.TimestampSigner(salt=_UNDO_SALT).sign(event.id.hex)


def undone_event(token: str, link: PreferenceLink) -> ConsentEvent:
    """The event that is to be undone: of this person, within ten minutes. Refuses (``PreferenceLinkNotValid``)."""
    try:
        hexed = signing.TimestampSigner(salt=_UNDO_SALT).unsign(token[:_LONGEST_TOKEN], max_age=UNDO_LASTS)
    except signing.BadSignature:
        raise _not_valid() from None
    event = ConsentEvent.objects.filter(id=UUID(hexed), person_id=link.person_id).first()
    if event is None:
        raise _not_valid()
    return event


def again_token(asked: Again) -> str:
    said = [asked.link.handle, asked.purpose, asked.wording_version, asked.after.hex if asked.after else ""]
    return signing.dumps(said, salt=_AGAIN_SALT)


def again_of(token: str) -> Again:
    """What a confirmation link asks; refuses (``PreferenceLinkNotValid``) one that is wrong or older than a week."""
    try:
        handle, purpose, version, after = signing.loads(token[:_LONGEST_TOKEN], salt=_AGAIN_SALT, max_age=AGAIN_LASTS)
    except (signing.BadSignature, ValueError):
        raise _not_valid() from None
    link = PreferenceLink.objects.working().select_related("person").filter(handle=handle).first()
    if link is None:
        raise _not_valid()
    return Again(link, purpose, version, UUID(after) if after else None)


# Addresses -----------------------------------------------------------------------------------------------------------


def page_url(token: str, *, language: str) -> str:
    return _address("preferences:page", language=language, token=token)


def stop_url(token: str, purpose: Purpose, *, language: str) -> str:
    return _address("preferences:stop", language=language, token=token, purpose=purpose.value)


def again_url(token: str, *, language: str) -> str:
    return _address("preferences:confirm", language=language, token=token)


def _address(name: str, *, language: str, **parts: str) -> str:
    with translation.override(language):
        return f"{public_address(current_firm())}{reverse(name, kwargs=parts)}"


def _not_valid() -> PreferenceLinkNotValid:
    return PreferenceLinkNotValid(_("This link does not work (any more)."))
