"""Invented requests that were dealt with: one corrected, one restricted, one refused, one that takes longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gestand.people.models import PhoneNumber
from gestand.rights.actions.answers import answer_in_writing, refuse_request
from gestand.rights.actions.correcting import Wanted, correct
from gestand.rights.actions.extending import extend_request
from gestand.rights.actions.notices import open_notices
from gestand.rights.actions.requests import enter_request
from gestand.rights.actions.restricting import restrict_and_answer
from gestand.rights.models import Occasion, Request
from gestand.rights.replies import words_for

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.models import Person

_PAPER = {"channel": "letter", "email": ""}


def show_desk(people: Sequence[Person], *, by: Actor, at: datetime) -> None:
    """Four people, four requests, each through the same actions as at the desk."""
    wrong, frozen, again, much = people[:4]
    _corrected(wrong, by=by, at=at - timedelta(days=9))
    _restricted(frozen, by=by, at=at - timedelta(days=5))
    _refused(again, by=by, at=at - timedelta(days=3))
    _extended(much, by=by, at=at - timedelta(days=2))


def _asked(person: Person, kind: str, message: str, *, by: Actor, at: datetime, days: int) -> Request:
    return enter_request(
        kind=kind,
        channel="mail",
        name=person.full_name,
        message=message,
        received_at=at - timedelta(days=days),
        person_id=person.id,
        proof="called_back",
        by=by,
        at=at,
    )


def _corrected(person: Person, *, by: Actor, at: datetime) -> None:
    request = _asked(person, "rectification", "Ik heb een ander nummer.", by=by, at=at, days=2)
    phones = {phone.id: "06 01 23 45 89" for phone in PhoneNumber.objects.filter(person=person)[:1]}
    wanted = Wanted(person={}, phones=phones, mails={}, addresses={}, new_phone="" if phones else "06 01 23 45 89")
    correct(request=request, wanted=wanted, by=by, at=at)
    open_notices(request, recipients=["mail_provider"])
    _write(request, Occasion.DONE, by=by, at=at)


def _restricted(person: Person, *, by: Actor, at: datetime) -> None:
    request = _asked(person, "restriction", "Gebruik mijn gegevens niet tot dit is opgelost.", by=by, at=at, days=1)
    text = words_for(Occasion.DONE, request)
    restrict_and_answer(
        request=request, ground="accuracy", words=text.words, text_version=text.version, by=by, at=at, **_PAPER
    )


def _refused(person: Person, *, by: Actor, at: datetime) -> None:
    request = _asked(person, "access", "Graag nog eens alles, net als vorige week.", by=by, at=at, days=1)
    given: dict[str, Any] = _reasoned(request, Occasion.REFUSED, "U kreeg vorige week een volledig pakket; sindsdien "
                                      "is er niets bijgekomen. Over een half jaar sturen wij het graag opnieuw.")  # fmt: skip
    refuse_request(request=request, ground="excessive", by=by, at=at, **given, **_PAPER)


def _extended(person: Person, *, by: Actor, at: datetime) -> None:
    request = _asked(person, "access", "Alles over mij en mijn drie bedrijven.", by=by, at=at, days=15)
    given = _reasoned(request, Occasion.EXTENDED, "Uw gegevens staan in drie dossiers van tien jaar, die wij een voor een "
                      "moeten nalopen op gegevens van anderen.")  # fmt: skip
    extend_request(request=request, ground="complex", by=by, at=at, **given, **_PAPER)


def _reasoned(request: Request, occasion: Occasion, reasons: str) -> dict[str, Any]:
    text = words_for(occasion, request, keep=("reasons",))
    return {"reasons": reasons, "words": text.words, "text_version": text.version}


def _write(request: Request, occasion: Occasion, *, by: Actor, at: datetime) -> None:
    text = words_for(occasion, request)
    answer_in_writing(request=request, words=text.words, text_version=text.version, by=by, at=at, **_PAPER)
