"""What can be asked about the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from gestand.core.actors import ActorKind
from gestand.core.mail.models import MailSettings, MailState, OutgoingMail

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: The shelves of the outbox page: which states stand on each.
SHELVES: dict[str, tuple[MailState, ...]] = {
    "waiting": (MailState.WAITING, MailState.HELD, MailState.SENDING),
    "doubt": (MailState.IN_DOUBT,),
    "failed": (MailState.FAILED, MailState.CANCELLED),
    "sent": (MailState.SENT,),
}


def mail_is_set_up() -> bool:
    """Whether mail leaves by itself; until then it waits in the outbox."""
    return MailSettings.objects.filter(id=1).exists()


def mails_visible_to(actor: Actor) -> QuerySet[OutgoingMail]:
    """The owner sees every mail; a stand-in for all clients those to persons, and everybody those to themselves.

    A stand-in for some clients sees no mail to persons: a mail knows its person, and not for which client it was.
    """
    if actor.is_owner:
        return OutgoingMail.objects.all()
    own = Q(account_id=actor.id) if actor.kind is ActorKind.ACCOUNT and actor.id else Q(pk__in=[])
    if actor.sees_every_client:
        return OutgoingMail.objects.filter(own | Q(account_id__isnull=True))
    return OutgoingMail.objects.filter(own)


def counts_by_shelf(mails: QuerySet[OutgoingMail]) -> dict[str, int]:
    return mails.order_by().aggregate(
        **{shelf: Count("id", filter=Q(state__in=states)) for shelf, states in SHELVES.items()}
    )
