"""Whose word counts about where somebody comes from."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.test import RequestFactory

from gestand.core import visitors
from tests.cast import Cast

PROXY = "127.0.0.1"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def print_of(address: str, forwarded: str = "") -> str:
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return visitors.fingerprint(RequestFactory().get("/", REMOTE_ADDR=address, **more))


def test_what_a_visitor_says_about_himself_counts_for_nothing() -> None:
    assert print_of(PROXY) == print_of(PROXY, "198.51.100.7") == print_of(PROXY, "203.0.113.9, 198.51.100.7")


def test_behind_one_proxy_of_ours_its_own_word_counts_and_no_earlier_one(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    assert print_of(PROXY, "198.51.100.7") == print_of("198.51.100.7")
    assert print_of(PROXY, "203.0.113.9, 198.51.100.7") == print_of("198.51.100.7")
    assert print_of(PROXY, "203.0.113.9") != print_of("198.51.100.7")


def test_behind_two_the_first_of_them_counts(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 2
    assert print_of(PROXY, "6.6.6.6, 198.51.100.7, 10.0.0.2") == print_of("198.51.100.7")
    assert print_of(PROXY, "198.51.100.7") == print_of(PROXY)  # somebody came past the first one


@pytest.mark.parametrize(
    "said", ["", "geen adres", "198.51.100.7:4711", "[2001:db8::1]:443", "::ffff:198.51.100.7", "," * 999]
)
def test_whatever_is_said_gives_an_answer(settings: Any, said: str) -> None:
    settings.TRUSTED_PROXIES = 1
    assert len(print_of(PROXY, said)) == 32


def test_one_visitor_has_a_whole_network() -> None:
    assert print_of("2001:db8:0:1::1") == print_of("2001:db8:0:1:ffff::2")
    assert print_of("2001:db8:0:1::1") != print_of("2001:db8:0:2::1")
    assert print_of("::ffff:198.51.100.7") == print_of("198.51.100.7")


def test_an_invented_address_dodges_no_limit_of_signing_in(cast: Cast, visitor: Browser) -> None:
    """Ten wrong passwords a minute by one visitor, whatever he calls himself."""
    answers = []
    for number in range(14):
        login = {"login": f"iemand{number}@elders.example", "password": "fout"}
        answers.append(visitor.post("/account/login/", login, headers={"X-Forwarded-For": f"198.51.100.{number}"}))
    limited = [number for number, answer in enumerate(answers) if "Te veel" in answer.content.decode()]
    assert limited == [10, 11, 12, 13]


def test_behind_https_without_a_known_proxy_nobody_is_stopped_for_anothers_tries(settings: Any) -> None:
    settings.PUBLIC_URL = "https://kantoor.example"
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY)
    assert all(visitors.may_try("ask", request, each=2) for _try in range(9))
    settings.TRUSTED_PROXIES = 1
    known = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert [visitors.may_try("ask", known, each=2) for _try in range(3)] == [True, True, False]
