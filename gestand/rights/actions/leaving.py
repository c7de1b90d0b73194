"""What follows from a letter at the moment at which its mail has left: nothing counts as told before."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.people.actions import note_told
from gestand.people.models import Freeze
from gestand.rights.actions.extending import extension_left
from gestand.rights.models import Occasion, RecipientNotice, RequestLetter


def after_it_left(letter: RequestLetter, *, at: datetime) -> None:
    """Move the clock of an extension, let a restriction be lifted, or count a recipient as told."""
    if letter.occasion == Occasion.EXTENDED:
        extension_left(letter.request, at=at)
    elif letter.occasion == Occasion.LIFTING:
        for freeze in Freeze.objects.filter(occasion=letter.request_id, lifted_at__isnull=True):
            note_told(by=SYSTEM, at=at, freeze=freeze)
    elif letter.occasion == Occasion.RECIPIENT:
        RecipientNotice.objects.filter(mail_id=letter.mail_id, done_on__isnull=True).update(
            done_on=timezone.localdate(at)
        )
