"""A visitor's blackened copy comes in: drawn anew, sealed, and seen by nobody but the owner."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, VISITOR, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.files import store_file
from gestand.core.house import house
from gestand.core.mail import queue_mail
from gestand.core.one_time_link import LinkNotValid, digest_of
from gestand.rights.identity_copy import letters
from gestand.rights.identity_copy.pictures import MEDIA_TYPE, redrawn
from gestand.rights.models import UNWRITTEN_STATES, CopyState, IdentityCopy
from gestand.rights.terms import copy_check_until

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def copy_asked_by(*, token: str, at: datetime) -> IdentityCopy:
    """The question that a link belongs to, while a copy may be sent. Refuses (``LinkNotValid``) all else alike."""
    found = (
        IdentityCopy.objects.filter(
            link_digest=digest_of(token),
            state=CopyState.ASKED,
            link_until__gt=at,
            request__state__in=UNWRITTEN_STATES,
        )
        .select_related("request")
        .first()
        if token.strip()
        else None
    )
    if found is None:
        raise LinkNotValid(_("This link does not work (any more)."))
    return found


def receive_copy(*, token: str, upload: UploadedFile, at: datetime, by: Actor = VISITOR) -> IdentityCopy:
    """Seal the picture and tell the owner; the link is used up.

    Refuses (``LinkNotValid``) a link that is wrong, used or too old, and what is no blackened picture
    (``UploadRefused``, ``PictureRefused``): the link works on then.
    """
    copy = copy_asked_by(token=token, at=at)
    picture = redrawn(upload)
    with transaction.atomic():
        stored = store_file(picture, name=f"{copy.id}.png", media_type=MEDIA_TYPE, at=at, passing=True)
        won = IdentityCopy.objects.filter(id=copy.id, state=CopyState.ASKED, link_digest=copy.link_digest).update(
            state=CopyState.SENT,
            link_digest="",
            file=stored,
            sealed_as=stored.id,
            sent_at=at,
            check_until=copy_check_until(at),
        )
        if not won:  # the same link in two windows, or withdrawn meanwhile
            raise LinkNotValid(_("This link does not work (any more)."))
        write_audit("rights.copy.send", by=by, at=at, subject=("request", copy.request_id), facts={"copy": copy.id})
        copy.refresh_from_db()
        for owner in house.owners() if house.owners else ():
            news = letters.news_for_the_owner(copy, copy.request, language=owner.language)
            queue_mail(
                to=owner.email,
                subject=news.subject,
                text=news.text,
                purpose=Purpose.RIGHTS,
                by=SYSTEM,
                at=at,
                account_id=owner.account_id,
                language=owner.language,
            )
    return copy
