"""Who an erasure is about, and what has to be decided before it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.erasure import ErasedSubjects, ErasurePlan
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.core.search.find import find
from gestand.core.search.interface import Hit
from gestand.people.models import Client, ImportBatch, MailAddress, Membership, MembershipRole, Merge, Person
from gestand.rights.models import OPEN_STATES, Request
from gestand.rights.subjects import subjects_of
from gestand.team.models import Account

_MOST_MENTIONS, _MOST_ADDRESSES = 12, 3


class StillWorksHere(Refused):
    code = "still_works_here"


class OthersInHousehold(Refused):
    code = "others_in_household"


class OtherRequestsOpen(Refused):
    code = "other_requests_open"


@dataclass(frozen=True, slots=True)
class WhoGoes:
    """``clients`` go along because they are nobody else's; ``shared`` stay, because other adults share them.

    ``running``: those of ``clients`` whose relation has not ended.
    """

    person: Person
    subjects: ErasedSubjects
    clients: tuple[Client, ...]
    shared: tuple[Client, ...]

    @property
    def running(self) -> tuple[Client, ...]:
        return tuple(client for client in self.clients if client.ended_on is None)


def who_goes(person_id: UUID, *, occasion: UUID | None = None) -> WhoGoes:
    """Everything that counts as this person at an erasure.

    A household goes along when nobody else is an adult of it. Refuses somebody who works here (``StillWorksHere``), a
    household in which only children would be left (``OthersInHousehold``), and a person with another request that waits
    for its answer (``OtherRequestsOpen``).
    """
    known = subjects_of(person_id)
    if Account.objects.filter(id__in=known.accounts, is_active=True).exists():
        raise StillWorksHere(_("This person has an account here. Close the account first, on the page Team."))
    waiting = Request.objects.filter(person_id=person_id, state__in=OPEN_STATES)
    if (waiting.exclude(id=occasion) if occasion else waiting).exists():
        raise OtherRequestsOpen(_("There is another request of this person. Answer that one first."))
    own, shared = _split(person_id, known.clients)
    clients = tuple(Client.objects.filter(id__in=own).order_by("sort_name", "id"))
    merged = Merge.objects.filter(Q(person_id__in=known.persons) | Q(client_id__in=own))
    gone = list(merged.values_list("person_id", "gone_id"))
    return WhoGoes(
        known.person,
        ErasedSubjects(
            persons=known.persons | {gone_id for person, gone_id in gone if person is not None},
            clients=own | {gone_id for person, gone_id in gone if person is None},
            accounts=known.accounts,
        ),
        clients,
        tuple(Client.objects.filter(id__in=shared).order_by("sort_name", "id")),
    )


def _split(person_id: UUID, clients: frozenset[UUID]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Clients that are this person's alone, and those that another adult or owner shares."""
    others = Membership.objects.filter(client_id__in=clients).exclude(person_id=person_id)
    leading = Q(role__in=(MembershipRole.ADULT, MembershipRole.OWNER))
    shared = frozenset(others.filter(leading).values_list("client_id", flat=True))
    left_alone = others.exclude(client_id__in=shared).select_related("client").order_by("client__sort_name").first()
    if left_alone is not None:
        raise OthersInHousehold(
            filled(
                _("Only others than adults would be left in %(name)s. First take them out of it, or erase them."),
                name=left_alone.client.name,
            )
        )
    return clients - shared, shared


def mentions_elsewhere(who: WhoGoes, plan: ErasurePlan, *, actor: Actor) -> list[Hit]:
    """What is about others and may speak of this person: no declaration knows it, so a human looks at each."""
    known = {key for part in (plan.gathered.deleted, plan.gathered.kept) for keys in part.values() for key in keys}
    addresses = MailAddress.objects.filter(person=who.person).values_list("address", flat=True)
    found: dict[tuple[str, UUID], Hit] = {}
    for words in [who.person.full_name, *addresses[:_MOST_ADDRESSES]]:
        for hit in find(words, actor=actor, limit=_MOST_MENTIONS) if words else []:
            if hit.id not in known:
                found.setdefault((hit.kind, hit.id), hit)
    return list(found.values())[:_MOST_MENTIONS]


def unread_contacts_files() -> bool:
    """Whether an uploaded file with contacts is still here: its rows belong to nobody yet, so no plan knows them."""
    return ImportBatch.objects.filter(file__isnull=False).exists()
