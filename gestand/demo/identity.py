"""Somebody asks from an unknown address and sent a blackened copy; and a text elsewhere that mentions another asker."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from gestand.core.files import store_file
from gestand.people.actions.correspondence import note_call
from gestand.rights.actions.requests import enter_request
from gestand.rights.identity_copy.asking import ask_for_copy
from gestand.rights.identity_copy.pictures import MEDIA_TYPE, redrawn
from gestand.rights.models import CopyState, IdentityCopy
from gestand.rights.terms import copy_check_until

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.models import Client, Person


def show_identity(person: Person, *, by: Actor, at: datetime) -> None:
    """A request from a mailbox that nobody knows, with its doubt, and a copy that waits to be checked."""
    asked_at, sent_at = at - timedelta(days=2), at - timedelta(hours=3)
    email = "nieuwadres@elders.example"
    request = enter_request(
        kind="access",
        channel="mail",
        name=person.full_name,
        email=email,
        message="Ik heb een nieuw mailadres. Graag alles wat u van mij hebt.",
        received_at=at - timedelta(days=3),
        by=by,
        at=asked_at,
    )
    copy = ask_for_copy(
        request=request,
        person_id=person.id,
        doubt_words="Dit mailadres kennen wij niet, en het nummer dat wij hebben, is afgesloten.",
        no_call="Het bekende nummer is niet meer in gebruik.",
        no_visit="Verhuisd naar Groningen, komt hier niet langs.",
        email=email,
        by=by,
        at=asked_at,
    )
    picture = redrawn(SimpleUploadedFile("kopie.png", _specimen(person.full_name), content_type=MEDIA_TYPE))
    stored = store_file(picture, name=f"{copy.id}.png", media_type=MEDIA_TYPE, at=sent_at, passing=True)
    IdentityCopy.objects.filter(id=copy.id).update(
        state=CopyState.SENT,
        link_digest="",
        file=stored,
        sealed_as=stored.id,
        sent_at=sent_at,
        check_until=copy_check_until(sent_at),
    )


def mention_elsewhere(person: Person, client: Client, caller: Person, *, by: Actor, at: datetime) -> None:
    """A call of somebody else in which an asker is named."""
    note_call(
        by=by,
        at=at - timedelta(days=40),
        text=f"Vroeg of {person.full_name} ook klant is; die had haar onze naam gegeven. Verder over de printer.",
        client=client,
        person=caller,
        minutes=6,
    )


def _specimen(name: str) -> bytes:
    """An invented card with its four parts covered, as the visitor's page would send it."""
    from PIL import Image, ImageDraw, ImageFont

    card = Image.new("RGB", (1000, 630), (214, 226, 232))
    pen = ImageDraw.Draw(card)
    large, small = ImageFont.load_default(30), ImageFont.load_default(22)
    pen.text((390, 40), "SPECIMEN", fill=(90, 120, 130), font=large)
    pen.text((390, 210), f"{name}\n14 FEB/FEB 1971", fill=(25, 25, 25), font=large, spacing=12)
    for line in range(-2, 9):
        words = "Alleen voor dit verzoek aan Helder IT   " * 3
        pen.text((30 + (line % 2) * 90, 40 + line * 76), words, fill=(196, 120, 120), font=small)
    for box in ((20, 126, 360, 554), (620, 63, 980, 189), (740, 290, 980, 580)):
        pen.rectangle(box, fill="black")
    drawn = io.BytesIO()
    card.save(drawn, "PNG")
    return drawn.getvalue()
