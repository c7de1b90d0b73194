"""Mail addresses that pass for others, and who they would be taken for."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from gestand.core.actors import Role
from gestand.core.mail.models import OutgoingMail
from gestand.core.mail_addresses import checked_mail_address, folded_mail_address
from gestand.people.kernels.mails import is_mail_address
from gestand.rights.actions.requests import confirm_request, take_form
from gestand.team.actions.accounts import create_account
from gestand.team.models import Account
from tests.cast import NOW, PASSWORD, Cast
from tests.rights.steps import last_mail, link_in

TRICKS = {
    "a long s": "ſ@x.nl",
    "a long s in the middle": "anſa@helder-it.example",
    "a kelvin sign": "\u212aees@x.nl",
    "a kelvin sign in the domain": "kees@\u212apn.example",
    "a dotless i": "ı@x.nl",
    "a dotless i in the domain": "anna@helder-ıt.example",
    "wide letters": "ａnna@helder-it.example",
    "a wide domain": "anna@ｈelder-it.example",
    "a Cyrillic a": "аnna@helder-it.example",
    "a Cyrillic letter in a Latin domain": "anna@hеlder-it.example",
    "a Greek letter in a Latin domain": "anna@helder-ιt.example",
    "an invisible letter": "anna@helder\u200b-it.example",
    "a combining mark": "a\u0301nna@x.nl",
    "a dot that is none": "anna@helder-it。example",
    "two at signs": "anna@helder-it.example@x.nl",
    "a line end": "anna@helder-it.example\nBcc: x@y.nl",
    "a zero byte": "anna\x00@helder-it.example",
    "half a letter": "anna\ud83d@helder-it.example",
}
GOOD = {
    "Anna@Helder-IT.example": ("Anna@Helder-IT.example", "anna@helder-it.example"),
    "anna@café.example": ("anna@café.example", "anna@xn--caf-dma.example"),
    "anna@straße.example": ("anna@straße.example", "anna@xn--strae-oqa.example"),
    "anna@почта.example": ("anna@xn--80a1acny.example", "anna@xn--80a1acny.example"),
    "o'neill+werk@x.nl": ("o'neill+werk@x.nl", "o'neill+werk@x.nl"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_an_address_that_passes_for_another_is_none(trick: str) -> None:
    with pytest.raises(ValidationError):
        checked_mail_address(TRICKS[trick])
    assert not is_mail_address(TRICKS[trick])


@pytest.mark.parametrize("typed", GOOD)
def test_an_address_is_kept_as_typed_and_compared_as_mail_servers_do(typed: str) -> None:
    kept, folded = GOOD[typed]
    assert (checked_mail_address(typed), folded_mail_address(typed)) == (kept, folded)
    assert folded_mail_address(folded) == folded


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_is_like_an_address_that_we_know(trick: str) -> None:
    known = {"anna@helder-it.example", "s@x.nl", "kees@x.nl", "kees@kpn.example", "i@x.nl", "ansa@helder-it.example"}
    assert folded_mail_address(TRICKS[trick]) not in known


@pytest.mark.parametrize(
    ("known", "trick"),
    [
        ("s@x.nl", "ſ@x.nl"),
        ("i@x.nl", "ı@x.nl"),
        ("anna@helder-it.example", "anna@ｈelder-it.example"),
        ("anna@helder-it.example", "anna@helder-it。example"),
    ],
)
def test_nobody_signs_in_by_an_address_that_looks_alike(cast: Cast, visitor: Browser, known: str, trick: str) -> None:
    cache.clear()
    Account.objects.filter(id=cast.anna.id).update(email=known)
    visitor.post("/account/login/", {"login": trick, "password": PASSWORD})
    assert "account_login" not in visitor.session  # the second step, with the code, waits for nobody
    visitor.post("/account/login/", {"login": known.upper(), "password": PASSWORD})
    assert "account_login" in visitor.session


@pytest.mark.parametrize("typed", ["\u212aees@kees.example", "kees@\u212aees.example", "KEES@Kees.example"])
def test_a_link_for_a_new_password_goes_to_the_account_and_nowhere_else(
    cast: Cast, visitor: Browser, typed: str
) -> None:
    cache.clear()
    Account.objects.filter(id=cast.anna.id).update(email="kees@kees.example")
    visitor.post("/account/password/reset/", {"email": typed})
    assert {mail.to for mail in OutgoingMail.objects.all()} <= {"kees@kees.example"}


@pytest.mark.parametrize("typed", ["Carla@ZOUTEBROOD.example", "carla@zoutebrood.example"])
def test_a_request_from_ones_own_mailbox_identifies_whatever_its_capitals(cast: Cast, typed: str) -> None:
    take_form(kind="access", name="C", email=typed, message="", language="nl", at=NOW)
    asked = confirm_request(token=link_in(last_mail()).rstrip("/").rpartition("/")[2], at=NOW)
    assert asked.person_id == cast.carla.id


def test_an_account_is_found_by_its_address_in_any_capitals(cast: Cast) -> None:
    made = create_account(
        name="Kees", email="Kees@Café.example", role=Role.STANDIN, password=None, language="nl", by=cast.owner, at=NOW
    )
    assert made.email == "kees@xn--caf-dma.example"
    assert Account.objects.at("KEES@café.example") == made
