"""Invented choices: somebody who changed them on the preference page, and a child whose parent is being asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation

from gestand.core.actors import SYSTEM
from gestand.core.declarations.purposes import Purpose
from gestand.people.actions.consents import record_consent
from gestand.people.minors.actions import ask_parent
from gestand.people.models import Person
from gestand.people.preferences.actions import say_no, take_back_no
from gestand.people.preferences.links import link_of, token_for, undo_token


def show_choices(person: Person, *, at: datetime) -> None:
    """A newsletter agreed to, stopped by mistake and taken back; notices of changes stopped with one click."""
    with translation.override("nl"):
        record_consent(
            by=SYSTEM,
            at=at - timedelta(days=340),
            person=person,
            purpose=Purpose.MAILING.value,
            wording="Ja, stuur mij waarschuwingen en een paar keer per jaar de nieuwsbrief.",
            wording_version="2025-1",
            source="formulier van de opdracht",
        )
        link = link_of(token_for(person, by=SYSTEM, at=at - timedelta(days=30)))
        on_the_page = "op de voorkeurenpagina"
        a_no = say_no(link=link, purpose=Purpose.MAILING.value, at=at - timedelta(days=12), source=on_the_page)
        if a_no is not None:
            take_back_no(link=link, token=undo_token(a_no), at=at - timedelta(days=12) + timedelta(minutes=1))
        one_click = "met één klik in het mailprogramma"
        say_no(link=link, purpose=Purpose.CHANGES.value, at=at - timedelta(days=5), source=one_click)
        ask_parent(
            kind="rights.request",
            entry={
                "kind": "access",
                "name": "Wisse Molenaar",
                "email": "wisse@school.example",
                "message": "Welke foto's van onze laptop hebben jullie?",
            },
            parent_address="ouder@molenaar.example",
            language="nl",
            at=at - timedelta(days=2),
        )
