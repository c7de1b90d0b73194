"""Building the invented firm Helder IT in an empty home."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gestand.core.actors import Actor, Role
from gestand.core.firm import Firm
from gestand.core.search.index import rebuild
from gestand.demo.agreements import write_agreements
from gestand.demo.backups import add_backups
from gestand.demo.choices import show_choices
from gestand.demo.desk import show_desk
from gestand.demo.identity import mention_elsewhere, show_identity
from gestand.demo.keeping import let_some_go
from gestand.demo.networks import write_networks
from gestand.demo.population import Population, populate
from gestand.demo.portable import show_sending
from gestand.demo.proofs import write_proof_history
from gestand.people.actions.consents import record_consent, withdraw_consent
from gestand.people.actions.correspondence import note_call
from gestand.people.imports.actions import stage_file
from gestand.people.models import Client, MailAddress, Membership
from gestand.rights.actions.requests import enter_request
from gestand.statement.versions.actions import Announcement, publish_statement
from gestand.team.current import actor_for
from gestand.team.models import Account, Grant, GrantedClient

OWNER_EMAIL = "anna@helder-it.example"
STANDIN_EMAIL = "bram@vervanger.example"
#: The demo's password: the home is thrown away, and the owner's one-time link needs none.
DEMO_PASSWORD = "een demo zonder geheimen"  # noqa: S105

NEWCOMERS = [
    ("Aafke", "Tulp"), ("Berend", "van Vliet"), ("Cor", "Zomer"), ("Dieuwke", "Winter"), ("Evert", "de Haas"), ("Fleur", "Roos"),
    ("Govert", "Molenaar"), ("Hilde", "van der Ploeg"), ("Ivo", "Sluis"), ("Jet", "Duinen"), ("Klaas", "Veldkamp"), ("Lies", "op den Dijk"),
]  # fmt: skip

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    owner: Account
    counts: dict[str, int]


def build_demo(*, at: datetime, population: Population | None = None, say: Progress = lambda _words: None) -> Demo:
    """Fill an empty home: firm, team, clients with a year of history, what waits today, and the search index."""
    say("The firm and its team")
    owner = make_firm_and_team(at=at)
    say("A privacy statement of last year")
    publish_first_statement(by=actor_for(owner, at=at), at=at)
    say("Clients with a year of history")
    counts = populate(population or Population(clients=200), at=at)
    say("What waits today")
    _leave_work_for_today(by=actor_for(owner, at=at), at=at)
    say("Recipients and agreements")
    write_agreements(by=actor_for(owner, at=at), at=at)
    add_backups(at=at)
    say("Who left long ago")
    let_some_go(by=actor_for(owner, at=at), at=at)
    say("What stands at clients")
    counts |= write_networks(by=actor_for(owner, at=at), at=at)
    say("The statement that is in force")
    publish_present_statement(by=actor_for(owner, at=at), at=at)
    say("Ninety days of promises")
    write_proof_history(by=actor_for(owner, at=at), at=at)
    say("The search index")
    rebuild()
    say("A contacts file, read but not confirmed")
    _stage_contacts(by=actor_for(owner, at=at), at=at)
    return Demo(owner=owner, counts=counts)


@transaction.atomic
def make_firm_and_team(*, at: datetime) -> Account:
    """The invented firm, its owner Anna and her stand-in Bram."""
    Firm.objects.create(
        name="Helder IT",
        street="Voorbeeldlaan 12",
        postal_code="3723 SA",
        city="Bilthoven",
        phone="+31300123456",
        email="info@helder-it.example",
        website="https://www.helder-it.example/",
        kvk_number="00000000",
        officer_name="Anna Helder",
        officer_email="privacy@helder-it.example",
        set_up_at=at,
    )
    owner = Account.objects.create_user(
        OWNER_EMAIL, DEMO_PASSWORD, name="Anna Helder", role=Role.OWNER, created_at=at - timedelta(days=400)
    )
    Account.objects.create_user(
        STANDIN_EMAIL, DEMO_PASSWORD, name="Bram Bos", role=Role.STANDIN, created_at=at - timedelta(days=90)
    )
    return owner


def publish_first_statement(*, by: Actor, at: datetime) -> None:
    """Of three hundred days ago, with another telephone number."""
    firm = Firm.objects.get()
    Firm.objects.update(phone="+31300123400")
    publish_statement(announcement=Announcement(), by=by, at=at - timedelta(days=300))
    Firm.objects.update(phone=firm.phone)


def publish_present_statement(*, by: Actor, at: datetime) -> None:
    """The second version: the number changed, and the recipients of today are in it."""
    announcement = Announcement(
        summary_nl="Ons telefoonnummer veranderde, en alle ontvangers staan er nu bij naam in.",
        summary_en="Our telephone number changed, and all recipients are now named.",
        not_told_because="Het oude nummer verwijst door, en de ontvangers waren bij de klanten al bekend.",
    )
    publish_statement(announcement=announcement, by=by, at=at - timedelta(days=20))


def _leave_work_for_today(*, by: Actor, at: datetime) -> None:
    """A stand-in's grant, two loose ends, calls of this morning, a withdrawn consent and requests on their clocks."""
    clients = list(Client.objects.filter(ended_on__isnull=True, kind="household").order_by("id")[:12])
    businesses = list(Client.objects.filter(ended_on__isnull=True, kind="business").order_by("id")[:4])
    standin = Account.objects.get(email=STANDIN_EMAIL)
    grant = Grant.objects.create(
        account=standin,
        signed_on=(at - timedelta(days=30)).date(),
        from_on=(at - timedelta(days=2)).date(),
        until_on=(at + timedelta(days=12)).date(),
    )
    GrantedClient.objects.bulk_create(GrantedClient(grant=grant, client_id=client.id) for client in businesses)
    for client, text, ago in (
        (businesses[0], "Kassa start niet op na een stroomstoring. Bezoek afgesproken, leenkassa mee.", 1),
        (clients[0], "Wil morgen gebeld worden over de nieuwe laptop.", 2),
        (clients[1], "Fotoboek krijgt ze niet geüpload. Samen gedaan.", 3),
    ):
        moment = at - timedelta(hours=ago)
        person = _main_contact(client).person
        note_call(by=by, at=moment, text=text, client=client, person=person, minutes=4 * ago)
    for text, caller, days in (
        ("Vroeg naar onderhoud voor een kantoor met zes werkplekken.", "06 01 23 45 67", 3),
        ("Klant van een klant, belt later terug.", "Mevrouw Van der Plas", 9),
    ):
        note_call(by=by, at=at - timedelta(days=days), text=text, caller=caller)
    mention_elsewhere(
        _main_contact(clients[4]).person, businesses[1], _main_contact(businesses[1]).person, by=by, at=at
    )
    _requests(clients, by=by, at=at)
    show_identity(_main_contact(clients[2]).person, by=by, at=at)
    show_desk([_main_contact(client).person for client in clients[7:11]], by=by, at=at)
    changed_mind = _main_contact(clients[3]).person
    record_consent(
        by=by,
        at=at - timedelta(days=200),
        person=changed_mind,
        purpose="purpose.mailing",
        wording="Ja, stuur mij waarschuwingen en een paar keer per jaar de nieuwsbrief.",
        wording_version="2025-1",
        source="formulier van de opdracht",
    )
    withdraw_consent(
        by=by, at=at - timedelta(days=4), person=changed_mind, purpose="purpose.mailing", source="per mail"
    )
    show_choices(_main_contact(clients[1]).person, at=at)
    show_sending(_main_contact(clients[11]).person, by=by, at=at)


def _main_contact(client: Client) -> Membership:
    return Membership.objects.filter(client=client, is_main=True).select_related("person").get()


def _requests(clients: list[Client], *, by: Actor, at: datetime) -> None:
    """An access request with nine days left and one that came this morning."""
    asks = "Graag hoor ik welke gegevens u van mij heeft."
    corrects = "Ik ben verhuisd: het huisnummer dat u hebt, klopt niet meer. Kunt u het verbeteren?"
    for client, kind, channel, days, proof, message in (
        (clients[4], "access", "letter", 19, "called_back", asks),
        (clients[5], "access", "mail", 0, "", asks),
        (clients[6], "rectification", "phone", 6, "called_back", corrects),
    ):
        membership = _main_contact(client)
        address = MailAddress.objects.filter(person=membership.person).first()
        enter_request(
            kind=kind,
            channel=channel,
            name=membership.person.full_name,
            email=address.address if address else "",
            message=message,
            received_at=at - timedelta(days=days),
            person_id=membership.person_id if proof else None,
            proof=proof,
            by=by,
            at=at,
        )


def _stage_contacts(*, by: Actor, at: datetime) -> None:
    """An Outlook file as the owner would bring it: new people, changed ones, the same, and one row that cannot be kept."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(
        [
            "First Name",
            "Last Name",
            "Company",
            "E-mail Address",
            "Mobile Phone",
            "Home Street",
            "Home Postal Code",
            "Home City",
        ]
    )
    known = MailAddress.objects.filter(person__isnull=False).select_related("person").order_by("id")[:9]
    for number, mail in enumerate(known):
        assert mail.person is not None  # noqa: S101 - the filter says so
        phone = f"06 02 34 56 {number:02d}" if number % 3 == 0 else ""
        family = " ".join(filter(None, [mail.person.name_prefix, mail.person.family_name]))
        writer.writerow([mail.person.given_name, family, "", mail.address, phone, "", "", ""])
    for number, (given, family) in enumerate(NEWCOMERS):
        address = f"{given}@{family.replace(' ', '')}-nieuw.example".lower()
        company = "Fietsenmaker Tandwiel" if number % 5 == 0 else ""
        writer.writerow(
            [
                given,
                family,
                company,
                address,
                f"06 03 45 67 {number:02d}",
                f"Lindelaan {number + 1}",
                "",  # a code that no letter can reach would be doubted, row after row
                "Bilthoven",
            ]
        )
    writer.writerow(["Foutje", "Zonder Adres", "", "geen adres", "12", "", "", ""])
    stage_file(io.BytesIO(sheet.getvalue().encode()), name="contacten-outlook.csv", by=by, at=at)
