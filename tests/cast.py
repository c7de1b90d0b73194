"""The cast, always the same: owner Anna, stand-in Bram, client contact Carla, stranger Dirk.

Anna owns Helder IT. Bram may see the bakery alone. Carla van den Berg is the bakery's contact. Dirk has an account
without any grant. The Jansen household is a second client that Bram may not see, with Eva Jansen in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client as Browser
from django.utils import timezone

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
from gestand.team.session_store import SessionStore

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
    account = _account(email, name, role)
    account.save(force_insert=True)
    if second_factor:
        _second_factor(account).save()
    return account


def _account(email: str, name: str, role: Role) -> Account:
    account = Account(email=email, name=name, role=role, created_at=NOW)
    account.set_password(PASSWORD)
    return account


def _second_factor(account: Account) -> Authenticator:
    return Authenticator(user=account, type=Authenticator.Type.TOTP, data={"secret": "unused"})


def make_person(given: str, family: str, *, prefix: str = "", email: str = "", phone: str = "") -> Person:
    person = _person(given, family, prefix=prefix)
    person.save(force_insert=True)
    if email:
        MailAddress.objects.create(person=person, address=email, folded=email.lower())
    if phone:
        PhoneNumber.objects.create(person=person, number=phone)
    return person


def _person(given: str, family: str, *, prefix: str = "") -> Person:
    return Person(
        given_name=given,
        name_prefix=prefix,
        family_name=family,
        sort_name=family.lower(),
        created_at=NOW,
        changed_at=NOW,
    )


def make_client(name: str, kind: str, *, started_on: date = date(2019, 3, 1)) -> Client:
    client = _client(name, kind, started_on=started_on)
    client.save(force_insert=True)
    return client


def _client(name: str, kind: str, *, started_on: date = date(2019, 3, 1)) -> Client:
    return Client(name=name, kind=kind, sort_name=name.lower(), started_on=started_on, created_at=NOW, changed_at=NOW)


def make_call(client: Client, person: Person | None, text: str, *, at: datetime = NOW) -> Correspondence:
    call = _call(client, person, text, at=at)
    call.save(force_insert=True)
    return call


def _call(client: Client, person: Person | None, text: str, *, at: datetime = NOW) -> Correspondence:
    return Correspondence(client=client, person=person, kind="call", text=text, at=at, created_at=at, changed_at=at)


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
    # A table at a time: thousands of tests begin here.
    anna = _account("anna@helder-it.example", "Anna Helder", Role.OWNER)
    bram = _account("bram@vervanger.example", "Bram Bos", Role.STANDIN)
    dirk = _account("dirk@vreemd.example", "Dirk Vreemd", Role.STANDIN)
    Account.objects.bulk_create([anna, bram, dirk])
    Authenticator.objects.bulk_create([_second_factor(account) for account in (anna, bram, dirk)])
    bakery = _client("Bakkerij Het Zoute Brood", "business")
    jansen = _client("Familie Jansen", "household")
    Client.objects.bulk_create([bakery, jansen])
    carla = _person("Carla", "Berg", prefix="van den")
    eva = _person("Eva", "Jansen")
    Person.objects.bulk_create([carla, eva])
    mails = ((carla, "carla@zoutebrood.example"), (eva, "eva@jansen.example"))
    MailAddress.objects.bulk_create([MailAddress(person=who, address=mail, folded=mail) for who, mail in mails])
    phones = ((carla, "+31300123456"), (eva, "+31201234567"))
    PhoneNumber.objects.bulk_create([PhoneNumber(person=who, number=phone) for who, phone in phones])
    Membership.objects.bulk_create(
        [
            Membership(client=bakery, person=carla, role="contact", is_main=True),
            Membership(client=jansen, person=eva, role="adult", is_main=True),
        ]
    )
    Address.objects.bulk_create(
        [
            Address(client=bakery, street="Dorpsstraat 1", postal_code="3722 ZZ", city="Bilthoven"),
            Address(client=jansen, street="Laan 2", postal_code="3721 ZZ", city="Bilthoven"),
        ]
    )
    Correspondence.objects.bulk_create(
        [
            _call(bakery, carla, "Kassa start niet op na stroomstoring."),
            _call(jansen, eva, "Nieuwe laptop besproken."),
        ]
    )
    today = timezone.localdate()
    grant = Grant.objects.create(
        account=bram,
        signed_on=today - timedelta(days=9),
        from_on=today - timedelta(days=7),
        until_on=today + timedelta(days=7),
    )
    GrantedClient.objects.create(grant=grant, client_id=bakery.id)
    return Cast(firm, anna, bram, dirk, bakery, jansen, carla, eva)


def browser_of(account: Account | None) -> Browser:
    """Django's test client, signed in as ``account`` (or as nobody).

    What ``force_login`` leaves behind, in a third of its queries: a session, and when the account was last here.
    """
    browser = Browser()
    if account is not None:
        account.last_login = timezone.now()
        Account.objects.filter(pk=account.pk).update(last_login=account.last_login)
        session = SessionStore()
        session[SESSION_KEY] = account._meta.pk.value_to_string(account)
        session[BACKEND_SESSION_KEY] = "gestand.team.backends.TeamBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        browser.cookies[settings.SESSION_COOKIE_NAME].update({"path": "/"})
    return browser
