"""Who a person is to the house: the person, the clients that are his or hers, a login account of the same address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from gestand.core.house import house
from gestand.core.questions import Given, Question
from gestand.core.refusals import Refused
from gestand.people.models import MailAddress, Person
from gestand.rights.package.prepared import prepared
from gestand.team.models import Account


class NobodyThere(Refused):
    code = "nobody_there"


@dataclass(frozen=True, slots=True)
class Subjects:
    """The roots whose rows are about one person. ``clients``: households where the person is an adult and the like."""

    person: Person
    persons: frozenset[UUID]
    clients: frozenset[UUID]
    accounts: frozenset[UUID]


def subjects_of(person_id: UUID) -> Subjects:
    """Everything that counts as this person. Refuses (``NobodyThere``) when there is no such person.

    An account belongs to the person when its e-mail address is on file with this person and with nobody else.
    """
    person = next(iter(_person(person=person_id)), None)
    if person is None:
        raise NobodyThere(_("There is no such person any more."))
    clients = house.clients_of_person(person_id) if house.clients_of_person else frozenset()
    subjects = Subjects(person, frozenset({person_id}), clients, frozenset())
    return replace(subjects, accounts=_accounts_of(subjects))


@Question
def _person() -> QuerySet[Person, Person]:
    return Person.objects.filter(id=Given("person", UUIDField())).order_by()


def _accounts_of(subjects: Subjects) -> frozenset[UUID]:
    query = prepared("accounts with a mail address of the person", _accounts_by_mail, subjects)
    accounts = {email: key for chunk in (query.rows(subjects, chunk_rows=100) if query else ()) for email, key in chunk}
    if not accounts:
        return frozenset()
    shared = MailAddress.objects.filter(folded__in=accounts).exclude(person_id__in=subjects.persons)
    others = set(shared.values_list("folded", flat=True))
    return frozenset(account for email, account in accounts.items() if email not in others)


def _accounts_by_mail(subjects: Subjects) -> QuerySet[Any, Any]:
    folded = MailAddress.objects.filter(person_id__in=subjects.persons).order_by().values("folded")
    return Account.objects.filter(email__in=folded).order_by().values_list("email", "id")
