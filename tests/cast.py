"""The cast, always the same: owner Anna, stand-in Bram, client contact Carla, stranger Dirk.

Anna owns Helder IT. Bram may see the bakery alone. Carla van den Berg is the bakery's contact. Dirk has an account
without any grant. The Jansen household is a second client that Bram may not see, with Eva Jansen in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from gestand.core.actors import Actor, Role
from gestand.core.firm import Firm
from gestand.people.models import (
    Address,
    Client,
    Correspondence,
    MailAddress,
    Membership,
    Person,
    PhoneNumber,
)
from gestand.team.current import actor_for
from gestand.team.models import Account, Grant, GrantedClient

#: The moment at which the tests live: Monday 23 November 2026, 10:00 in Amsterdam.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PASSWORD = "een lange zin met spaties"


@dataclass
class Cast:
    firm: Firm
    anna: Account
    bram: Account
    dirk: Account
    bakery: Client
    jansen: Client
    carla: Person
    eva: Person

    @property
    def owner(self) -> Actor:
        return actor_for(self.anna, at=datetime.now(UTC))

    @property
    def standin(self) -> Actor:
        return actor_for(self.bram, at=datetime.now(UTC))

    @property
    def stranger(self) -> Actor:
        return actor_for(self.dirk, at=datetime.now(UTC))


def make_account(email: str, name: str, role: Role, *, second_factor: bool = True) -> Account:
    account = Account.objects.create_user(email, PASSWORD, name=name, role=role, created_at=NOW)
    if second_factor:
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return account


def make_person(given: str, family: str, *, prefix: str = "", email: str = "", phone: str = "") -> Person:
    person = Person.objects.create(
        given_name=given,
        name_prefix=prefix,
        family_name=family,
        sort_name=family.lower(),
        created_at=NOW,
        changed_at=NOW,
    )
    if email:
        MailAddress.objects.create(person=person, address=email, folded=email.lower())
    if phone:
        PhoneNumber.objects.create(person=person, number=phone)
    return person


def make_client(name: str, kind: str, *, started_on: date = date(2019, 3, 1)) -> Client:
    return Client.objects.create(
        name=name, kind=kind, sort_name=name.lower(), started_on=started_on, created_at=NOW, changed_at=NOW
    )


def make_call(client: Client, person: Person | None, text: str, *, at: datetime = NOW) -> Correspondence:
    return Correspondence.objects.create(
        client=client, person=person, kind="call", text=text, at=at, created_at=at, changed_at=at
    )


def make_cast() -> Cast:
    firm = Firm.objects.create(
        name="Helder IT",
        street="Voorbeeldlaan 1",
        postal_code="3723 ZZ",
        city="Bilthoven",
        phone="+31300123456",
        email="info@helder-it.example",
        website="https://www.helder-it.example/",
        officer_name="Anna Helder",
        officer_email="privacy@helder-it.example",
        set_up_at=NOW,
    )
    anna = make_account("anna@helder-it.example", "Anna Helder", Role.OWNER)
    bram = make_account("bram@vervanger.example", "Bram Bos", Role.STANDIN)
    dirk = make_account("dirk@vreemd.example", "Dirk Vreemd", Role.STANDIN)
    bakery = make_client("Bakkerij Het Zoute Brood", "business")
    jansen = make_client("Familie Jansen", "household")
    carla = make_person("Carla", "Berg", prefix="van den", email="carla@zoutebrood.example", phone="+31300123456")
    eva = make_person("Eva", "Jansen", email="eva@jansen.example", phone="+31201234567")
    Membership.objects.create(client=bakery, person=carla, role="contact", is_main=True)
    Membership.objects.create(client=jansen, person=eva, role="adult", is_main=True)
    Address.objects.create(client=bakery, street="Dorpsstraat 1", postal_code="3722 ZZ", city="Bilthoven")
    Address.objects.create(client=jansen, street="Laan 2", postal_code="3721 ZZ", city="Bilthoven")
    make_call(bakery, carla, "Kassa start niet op na stroomstoring.")
    make_call(jansen, eva, "Nieuwe laptop besproken.")
    today = datetime.now(UTC).date()
    grant = Grant.objects.create(
        account=bram,
        signed_on=today - timedelta(days=9),
        from_on=today - timedelta(days=7),
        until_on=today + timedelta(days=7),
    )
    GrantedClient.objects.create(grant=grant, client_id=bakery.id)
    return Cast(firm, anna, bram, dirk, bakery, jansen, carla, eva)


def browser_of(account: Account | None) -> Browser:
    """Django's test client, signed in as ``account`` (or as nobody)."""
    browser = Browser()
    if account is not None:
        browser.force_login(account, backend="gestand.team.backends.TeamBackend")
    return browser
