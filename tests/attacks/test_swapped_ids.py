"""A stand-in who puts another client's ids where his own stood, in addresses and in what forms send along."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core import serializers
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.declarations import Purpose
from gestand.core.files import store_file
from gestand.core.house import Access
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailAttachment, OutgoingMail
from gestand.core.mail.outbox import Attachment as MailFile
from gestand.core.search.index import rebuild
from gestand.people.actions import save_view
from gestand.people.models import (
    Address,
    Attachment,
    Client,
    ConsentEvent,
    Correspondence,
    MailAddress,
    Membership,
    Person,
    PhoneNumber,
    SavedView,
)
from tests.attacks.test_swapped_network_ids import ROWS as NETWORK_ROWS
from tests.cast import NOW, Cast, make_call
from tests.test_access_sweep import UNKNOWN, body_of, reachable

KEPT = (
    Client, Person, Membership, MailAddress, PhoneNumber, Address, Correspondence, Attachment, ConsentEvent, SavedView,
    OutgoingMail, MailAttachment,
)  # fmt: skip


def everything() -> str:
    """All rows of the room people and of the outbox, as text."""
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in KEPT)


@pytest.fixture
def hidden(cast: Cast) -> dict[str, list[tuple[str, UUID]]]:
    """By the name of an address's parameter: rows that Bram may not see, with the kind that goes with them."""
    entry = Correspondence.objects.get(client=cast.jansen)
    letter = store_file(b"van Eva", name="brief.txt", media_type="text/plain", at=NOW)
    mail_id = queue_mail(
        to="eva@jansen.example", subject="Laptop", text="Hij is er.", purpose=Purpose.CONTACT, by=cast.owner,
        at=timezone.now(), person_id=cast.eva.id,
        attachments=[MailFile(letter.id, "a.txt")],
    )  # fmt: skip
    return {
        "client_id": [("mail", cast.jansen.id)],
        "person_id": [("mail", cast.eva.id)],
        "entry_id": [("mail", entry.id)],
        "membership_id": [("mail", Membership.objects.get(client=cast.jansen).id)],
        "point_id": [
            ("mail", MailAddress.objects.get(person=cast.eva).pk),
            ("phone", PhoneNumber.objects.get(person=cast.eva).pk),
            ("address", Address.objects.get(client=cast.jansen).pk),
        ],
        "attachment_id": [
            ("mail", Attachment.objects.create(correspondence=entry, file=letter).id),
            ("mail", MailAttachment.objects.get().pk),
        ],
        "mail_id": [("mail", mail_id)],
        "view_id": [("mail", save_view(by=cast.owner, name="Van Anna", query="kind=business").id)],
    }


def test_no_address_tells_a_hidden_row_from_one_that_does_not_exist(
    cast: Cast, bram: Browser, hidden: dict[str, list[tuple[str, UUID]]]
) -> None:
    before, wrong, asked = everything(), [], set()
    for address in reachable():
        names = [name for name in hidden if name in dict(address.converters)]
        if not names or address.access is not Access.TEAM:
            continue
        asked |= set(names)
        for kind, row in hidden[names[-1] if "attachment_id" not in names else "attachment_id"]:
            chosen = {name: hidden[name][0][1] for name in names} | {names[-1]: row}
            for method in (bram.get, bram.post):
                there = method(address.url(kind=kind, **chosen))
                nowhere = method(address.url(kind=kind, **dict.fromkeys(names, UNKNOWN)))
                same = (there.status_code, body_of(there)) == (nowhere.status_code, body_of(nowhere))
                if not same or there.status_code not in (404, 405):
                    wrong.append((address.view_name, kind, method.__name__, there.status_code, nowhere.status_code))
    assert not wrong
    assert asked == set(hidden)
    assert everything() == before


def test_every_id_in_an_address_is_tried(hidden: dict[str, list[tuple[str, UUID]]]) -> None:
    """A page with another name for an id has to be added above, or to be the owner's alone."""
    own = {"job_id", "public_id"}  # a job holds ids and counts; a session is one's own
    known = set(hidden) | set(NETWORK_ROWS) | own
    names = {
        name
        for address in reachable()
        if address.access is Access.TEAM
        for name, kind in address.converters
        if kind == "UUIDConverter"
    }
    assert names - known == set()


def test_no_form_takes_the_id_of_another_clients_person(cast: Cast, bram: Browser) -> None:
    rebuild()
    own = Correspondence.objects.get(client=cast.bakery)
    loose = make_call(cast.bakery, None, "Los eind")
    Correspondence.objects.filter(id=loose.id).update(client=None, written_by=cast.bram.id)
    jansens, eva = cast.jansen.id, cast.eva.id
    theirs = everything_of_the_jansens(cast)
    said = {"text": "Van Bram", "direction": "in", "kind": "note"}
    tries: list[tuple[str, dict[str, object]]] = [
        *((reverse("people:call-new"), {**said, "who": "x", "chosen": chosen}) for chosen in stolen(cast)),
        *((reverse("people:entry-assign", args=[loose.id]), {"who": "x", "chosen": each}) for each in stolen(cast)),
        *((reverse("people:entry-assign", args=[own.id]), {"who": "x", "chosen": each}) for each in stolen(cast)),
        (reverse("people:compose", args=[cast.bakery.id]), {**said, "person": eva}),
        (reverse("people:entry-new", args=[cast.bakery.id]), {**said, "person": eva, "client": jansens}),
        (reverse("people:entry-edit", args=[own.id]), {**said, "person": eva, "client": jansens}),
        (reverse("people:person-new", args=[cast.bakery.id]), {"family_name": "B", "role": "contact", "person": eva}),
        (reverse("people:person-edit", args=[cast.carla.id]), {"family_name": "C", "client": jansens, "id": eva}),
        (
            reverse("people:membership-edit", args=[Membership.objects.get(client=cast.bakery).id]),
            {"role": "contact", "person": eva, "client": jansens},
        ),
        (
            reverse("people:person-point-new", args=[cast.carla.id, "phone"]),
            {"number": "030 1234569", "person": eva, "client": jansens},
        ),
        (
            reverse("people:consent-new", args=[cast.carla.id]),
            {"verb": "given", "purpose": "purpose.mailing", "wording": "Ja", "source": "mail", "person": eva},
        ),
    ]
    for url, form in tries:
        answer = bram.post(url, form, follow=True)
        assert answer.status_code < 500, url
        for name in ("Jansen", "eva@"):
            assert name not in answer.content.decode(), (url, form)
    assert everything_of_the_jansens(cast) == theirs


def stolen(cast: Cast) -> list[str]:
    """What the radio buttons of "who" would send, had they shown the Jansens."""
    jansens, eva, bakery = cast.jansen.id, cast.eva.id, cast.bakery.id
    return [f"c:{jansens}", f"p:{eva}:{jansens}", f"p:{eva}:{bakery}", f"p:{eva}:", f"p:{cast.carla.id}:{jansens}"]


def everything_of_the_jansens(cast: Cast) -> str:
    rows = [
        Client.objects.filter(id=cast.jansen.id),
        Person.objects.filter(id=cast.eva.id),
        Membership.objects.filter(client=cast.jansen) | Membership.objects.filter(person=cast.eva),
        Correspondence.objects.filter(client=cast.jansen) | Correspondence.objects.filter(person=cast.eva),
        PhoneNumber.objects.filter(person=cast.eva),
        ConsentEvent.objects.filter(person=cast.eva),
    ]
    return "\n".join(serializers.serialize("json", found.order_by("pk")) for found in rows)


def test_what_was_opened_before_is_forgotten_with_the_grant(cast: Cast, bram: Browser) -> None:
    """The palette remembers what was opened, and not for longer than one may see it."""
    rebuild()
    bram.get(reverse("people:client", args=[cast.bakery.id]))
    assert "Zoute Brood" in bram.get(reverse("office:palette")).content.decode()
    grant = cast.bram.grants.get()
    grant.granted_clients.all().delete()
    grant.granted_clients.create(client_id=UNKNOWN)
    assert "Zoute Brood" not in bram.get(reverse("office:palette")).content.decode()
