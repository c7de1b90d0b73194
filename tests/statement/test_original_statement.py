"""The acceptance test: a firm's own published statement, fact by fact. Made from its profile, ours states all of them.

The facts are those of the firm that Gestand was first built for; the sentences around them are the program's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gestand.core.actors import SYSTEM
from gestand.core.egress.recipients import Agreement, Recipient, RecipientKind
from gestand.core.firm import Firm
from gestand.core.house import house
from gestand.statement.clauses.assembly import plain_text
from gestand.statement.versions.actions import Announcement, publish_statement
from gestand.statement.versions.contents import clauses_of
from gestand.statement.versions.files import rendered
from gestand.statement.versions.queries import current_version
from tests.cast import NOW, TODAY

IDENTITY = ("Zo werkt iT", "Berlagelaan 125", "3723 AC Bilthoven", "030 878 14 24", "www.zowerktit.nl")
OFFICER = ("Pien Kramer", "p.kramer@zowerktit.nl")

FACTS_NL: dict[str, tuple[str, ...]] = {
    "identity": (*IDENTITY, "verantwoordelijk"),
    "officer": (*OFFICER, "functionaris voor gegevensbescherming"),
    "data.name": ("voornaam en achternaam",),
    "data.address": ("adres",),
    "data.phone": ("telefoonnummers",),
    "data.email": ("e-mailadres",),
    "data.ip": ("IP-adres", "binnen uw netwerk", "op internet"),
    "data.login": ("computers", "gebruikersnamen", "wachtwoorden", "onderhouden"),
    "data.login.shared": ("ook voor u",),
    "data.browser": ("browser", "apparaat", "soort"),
    "data.correspondence": ("brieven", "mails", "telefoongesprekken"),
    "purpose.payment": ("betaling",),
    "purpose.mailing": ("waarschuwen", "nieuwsbrief"),
    "purpose.contact": ("bellen", "mailen", "nodig is voor het werk"),
    "purpose.changes": ("verandert", "diensten en producten"),
    "purpose.delivery": ("goederen of diensten", "bij u te bezorgen"),
    "purpose.maintenance": ("zo goed mogelijk", "onderhouden"),
    "secure.documented": ("computers, randapparaten, gebruikersnamen en wachtwoorden", "met zorg", "ook"),
    "secure.passwords": ("computers en servers", "wachtwoord"),
    "secure.disk": ("versleuteld", "BitLocker"),
    "secure.server": ("beveiligde server", "afgesloten", "kast"),
    "secure.transport": ("Microsoft 365", "versleuteld"),
    "secure.mfa": ("tweestapsverificatie",),
    "secure.endpoint": ("virussen",),
    "secure.https": ("https", "slotje", "adresbalk"),
    "secure.mail": ("DKIM", "SPF", "DMARC", "virussen", "spam"),
    "secure.report": ("misbruikt", "p.kramer@zowerktit.nl"),
    "secure.access": ("misbruik, verlies", "mag"),
    "keep.invoices": ("belastingwet", "7 jaar"),
    "keep.client": ("zolang u klant bent", "3 jaar", "garanties"),
    "keep.request": ("direct", "einde van de klantrelatie"),
    "right.access": ("welke gegevens wij van u hebben",),
    "right.rectify": ("verbeteren",),
    "right.erase": ("verwijderen",),
    "right.consent": ("intrekken",),
    "right.object": ("bezwaar",),
    "right.port": ("computerbestand", "organisatie die u noemt"),
    "right.identity": ("identiteitsbewijs", "pasfoto", "MRZ", "paspoortnummer", "BSN", "privacy beschermd"),
    "right.term": ("zo snel mogelijk", "vier weken"),
    "right.complaint": ("Autoriteit Persoonsgegevens", "https://www.autoriteitpersoonsgegevens.nl/"),
    "human": ("altijd een mens tussen", "medewerker van Zo werkt iT", "computer"),
    "share.none": ("verkopen uw gegevens niet", "overeenkomst met u", "de wet"),
    "share.processor": ("Google Analytics", "verwerkersovereenkomst"),
    "share.analytics": ("Google Analytics", "delen van informatie uit", "IP-adressen niet", "verwerkersovereenkomst"),
    "minors": ("jonger dan 16 jaar", "ouder of voogd", "niet controleren", "Ouders", "verwijderen wij"),
    "standin": ("vakantie", "ziek", "druk", "geheimhoudingsverklaring", "eigen privacyverklaring"),
}
FACTS_EN: dict[str, tuple[str, ...]] = {
    "identity": (*IDENTITY, "responsible"),
    "officer": (*OFFICER, "data-protection officer"),
    "data.ip": ("IP address",),
    "secure.disk": ("encrypted", "BitLocker"),
    "secure.transport": ("Microsoft 365",),
    "keep.client": ("3 years", "warranties"),
    "keep.request": ("at once",),
    "right.identity": ("photo", "MRZ", "passport number", "BSN"),
    "right.term": ("four weeks",),
    "right.complaint": ("Autoriteit Persoonsgegevens",),
    "share.analytics": ("Google Analytics",),
    "minors": ("16 years", "parent or guardian"),
    "standin": ("non-disclosure", "privacy statement of their own"),
}


def analytics() -> Iterator[Recipient]:
    yield Recipient(
        key="analytics_google",
        name="Google Analytics",
        kind=RecipientKind.PROCESSOR,
        what="Bezoekcijfers van de website, zonder IP-adressen.",
        agreement=Agreement(signed_on=TODAY),
        country="IE",
    )


@pytest.fixture
def content(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    Firm.objects.create(
        name="Zo werkt iT",
        street="Berlagelaan 125",
        postal_code="3723 AC",
        city="Bilthoven",
        phone="+31308781424",
        email="info@zowerktit.nl",
        website="https://www.zowerktit.nl/",
        public_url="https://kantoor.zowerktit.nl",
        officer_name="Pien Kramer",
        officer_email="p.kramer@zowerktit.nl",
        officer_is_registered=True,
        set_up_at=NOW,
    )
    monkeypatch.setattr(house, "recipient_sources", [*house.recipient_sources, analytics])
    version = publish_statement(announcement=Announcement(), by=SYSTEM, at=NOW)
    return version.content


def text(content: dict[str, object], clause: str, language: str) -> str:
    found = clauses_of(content, language)[clause]
    return f"{found['title']}\n{plain_text(found)}"


@pytest.mark.parametrize("clause", FACTS_NL)
def test_the_dutch_statement_holds_the_facts_of_the_original(content: dict[str, object], clause: str) -> None:
    said = text(content, clause, "nl")
    assert [fact for fact in FACTS_NL[clause] if fact.casefold() not in said.casefold()] == []


@pytest.mark.parametrize("clause", FACTS_EN)
def test_the_english_statement_holds_them_too(content: dict[str, object], clause: str) -> None:
    said = text(content, clause, "en")
    assert [fact for fact in FACTS_EN[clause] if fact.casefold() not in said.casefold()] == []


def test_no_address_is_printed_on_a_domain_that_is_not_the_firms(content: dict[str, object]) -> None:
    """The original printed its address for requests on a misspelt domain, and nobody noticed."""
    said = "\n".join(text(content, clause, "nl") for clause in clauses_of(content, "nl"))
    assert set(re.findall(r"@([\w.-]+\w)", said)) == {"zowerktit.nl"}


def test_nothing_of_the_profile_is_missing(content: dict[str, object]) -> None:
    lacking = {name for clause in clauses_of(content, "nl").values() for name in clause["lacking"]}
    assert lacking <= {"firm.kvk", "where:data.ip", "where:data.login"}


def test_the_facts_stand_in_the_page_that_stands_alone(content: dict[str, object]) -> None:
    version = current_version()
    assert version is not None
    page = rendered(version, "nl", "html").decode()
    assert [fact for fact in (*IDENTITY, *OFFICER) if fact not in page] == []
