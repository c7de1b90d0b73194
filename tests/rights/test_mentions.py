"""Mentions in texts that no path leads to: looked for, decided by a human, in the package with others' data out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.files import read_file
from gestand.core.jobs.running import run_due_jobs
from gestand.people.models import Correspondence, Person
from gestand.rights.actions.packages import ask_package, send_package
from gestand.rights.mentions.deciding import MentionsWait, NothingChosen, TextChanged, decide
from gestand.rights.mentions.names import Finder, called
from gestand.rights.mentions.searching import look_again
from gestand.rights.mentions.texts import text_tables
from gestand.rights.mentions.words import proposed
from gestand.rights.models import Mention, MentionSearch, Request
from tests.cast import Cast, make_call, make_person
from tests.rights.steps import entered, made, opened

pytestmark = pytest.mark.django_db
SAID = "Carla zegt dat mevrouw Jansen (eva@jansen.example) de router kent. Bel carla@zoutebrood.example, 030 765 43 21."


def looked(cast: Cast, **changes: Any) -> Request:
    """Eva's request, with every text looked through."""
    request = entered(cast, **changes)
    run_due_jobs()
    return request


def found(request: Request) -> list[Mention]:
    return list(Mention.objects.filter(request=request))


def decided(cast: Cast, mention: Mention, decision: str, *, words: str = "", because: str = "") -> Mention:
    return decide(mention=mention, decision=decision, words=words, because=because, by=cast.owner, at=timezone.now())


# Finding --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "mevrouw Jansen belde",
        "Eva  Jansen belde",
        "MEVR. JANSEN",
        "mail naar Eva@Jansen.example graag",
        "bel 020 123 45 67",
        "bel 020-1234567.",
        "bel +31 20 123 4567",
        "bel (020) 1234567",
    ],
)
def test_a_person_is_found_however_she_is_written(cast: Cast, text: str) -> None:
    make_call(cast.bakery, cast.carla, text)
    assert len(found(looked(cast))) == 1


@pytest.mark.parametrize(
    "text", ["de Jansenstraat", "evaluatie", "bel 0201234568", "maja.eva@jansen.example", "kerst 1201234567890"]
)
def test_what_only_looks_like_her_is_not_found(cast: Cast, text: str) -> None:
    make_call(cast.bakery, cast.carla, text)
    assert found(looked(cast)) == []


def test_a_full_name_is_one_place(cast: Cast) -> None:
    finder = Finder(called(cast.eva))
    assert finder.places("Bel Eva Jansen.", at_home=True) == [(4, 14)]


def test_an_accent_makes_no_difference(cast: Cast) -> None:
    Person.objects.filter(id=cast.eva.id).update(given_name="Renée", family_name="Müller")
    make_call(cast.bakery, cast.carla, "Renee Muller kwam langs")
    assert len(found(looked(cast))) == 1


def test_a_first_name_counts_at_home_alone(cast: Cast) -> None:
    piet = make_person("Piet", "Smit")
    make_call(cast.jansen, piet, "Eva weet het wachtwoord.")
    make_call(cast.bakery, cast.carla, "Eva weet het wachtwoord.")
    mentions = found(looked(cast))
    assert [str(Correspondence.objects.get(id=mention.row_key).client_id) for mention in mentions] == [
        str(cast.jansen.id)
    ] or mentions == []


def test_what_a_path_leads_to_is_no_mention(cast: Cast) -> None:
    make_call(cast.jansen, cast.eva, "Eva Jansen belde zelf.")
    assert found(looked(cast)) == []


def test_every_table_with_free_text_is_looked_in(cast: Cast) -> None:
    labels = {table.label for table in text_tables()}
    assert {"people.Correspondence", "people.Person", "rights.Request"} <= labels
    assert "rights.Mention" not in labels


def test_what_the_program_makes_again_from_other_rows_is_not_judged_twice(cast: Cast) -> None:
    assert "core.SearchEntry" not in {table.label for table in text_tables()}


def test_a_name_with_signs_of_a_pattern_does_no_harm(cast: Cast) -> None:
    Person.objects.filter(id=cast.eva.id).update(given_name="E(.*", family_name="J[an+s")
    make_call(cast.bakery, cast.carla, "E(.* J[an+s belde")
    assert len(found(looked(cast))) == 1


def test_only_a_request_for_access_is_looked_for(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, "mevrouw Jansen belde")
    assert found(looked(cast, kind="erasure")) == []
    assert not MentionSearch.objects.exists()


def test_a_mention_keeps_no_text_of_others(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    mention = found(looked(cast))[0]
    assert "router" not in json.dumps([str(value) for value in vars(mention).values()])


# Deciding -------------------------------------------------------------------------------------------------------------


def test_no_package_is_made_while_a_place_waits(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    with pytest.raises(MentionsWait):
        ask_package(request=request, language="nl", by=cast.owner, at=timezone.now())


def test_a_decision_needs_its_words_or_its_reason(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    mention = found(looked(cast))[0]
    for decision in ("goes", "others", "waiting", "weg"):
        with pytest.raises(NothingChosen):
            decided(cast, mention, decision)


def test_a_text_that_changed_is_looked_at_anew(cast: Cast) -> None:
    call = make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    mention = found(request)[0]
    decided(cast, mention, "goes", words="mevrouw Jansen kent de router")
    Correspondence.objects.filter(id=call.id).update(text="mevrouw Jansen is verhuisd")
    with pytest.raises(TextChanged):
        decided(cast, mention, "nobody")
    look_again(request=request, by=cast.owner, at=timezone.now())
    run_due_jobs()
    mention.refresh_from_db()
    assert (mention.decision, mention.words) == ("waiting", "")


def test_what_was_decided_stays_when_it_is_looked_through_again(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    decided(cast, found(request)[0], "nobody")
    look_again(request=request, by=cast.owner, at=timezone.now())
    run_due_jobs()
    assert [mention.decision for mention in found(request)] == ["nobody"]


def test_the_offered_words_leave_out_what_is_known_to_be_others(cast: Cast) -> None:
    finder = Finder(called(cast.eva))
    offered = proposed(SAID, finder.places(SAID, at_home=False), finder=finder, others=[cast.carla])
    assert "carla" not in offered.lower()
    assert "030 765" not in offered
    assert "eva@jansen.example" in offered


# The package ----------------------------------------------------------------------------------------------------------


def package_of(cast: Cast, request: Request) -> dict[str, str]:
    package = made(cast, request)
    assert package.file is not None
    archive = opened(read_file(package.file))
    return {
        name: archive.read(name).decode("utf-8", "replace")
        for name in archive.namelist()
        if name.endswith(("html", "json", "csv"))
    }


def test_the_package_holds_what_was_chosen_and_says_what_was_left_out(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    make_call(cast.bakery, cast.carla, "Geheim van Carla, mevrouw Jansen was erbij.")
    make_call(cast.bakery, cast.carla, "Piet Jansen uit Gent belde.")
    request = looked(cast)
    texts = {mention: Correspondence.objects.get(id=mention.row_key).text for mention in found(request)}
    for mention, text in texts.items():
        if "router" in text:
            decided(cast, mention, "goes", words="mevrouw Jansen (eva@jansen.example) kent de router. […]")
        elif "Geheim" in text:
            decided(cast, mention, "others", because="Het gaat over iemand anders.")
        else:
            decided(cast, mention, "nobody")
    files = package_of(cast, request)
    whole = "".join(files.values())
    assert "kent de router" in whole
    assert "Het gaat over iemand anders." in whole
    for others in ("carla@zoutebrood", "Geheim", "Gent", "030 765"):
        assert others not in whole
    assert "1 plek gaat mee" in files["index.html"]
    assert "1 plek is weggelaten" in files["index.html"]


def test_a_package_made_before_the_search_says_so(cast: Cast) -> None:
    request = entered(cast)
    MentionSearch.objects.all().delete()
    assert "zijn niet doorzocht op uw naam" in package_of(cast, request)["index.html"]


def test_a_package_of_before_the_last_decision_does_not_go(cast: Cast) -> None:
    request = looked(cast)
    package = made(cast, request)
    make_call(cast.bakery, cast.carla, SAID)
    look_again(request=request, by=cast.owner, at=timezone.now())
    run_due_jobs()
    send = {"email": "eva@jansen.example", "looked_through": True, "by": cast.owner, "at": timezone.now()}
    with pytest.raises(MentionsWait):
        send_package(package=package, **send)
    decided(cast, found(request)[0], "goes", words="mevrouw Jansen kent de router")
    with pytest.raises(MentionsWait):
        send_package(package=package, **send)


# The page -------------------------------------------------------------------------------------------------------------


def test_the_owner_decides_on_the_page(cast: Cast, anna: Browser) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    mention = found(request)[0]
    assert "1 plek wacht op je besluit" in anna.get(f"/requests/{request.id}/").content.decode()
    page = anna.get(f"/requests/{request.id}/mentions/").content.decode()
    assert "<mark>Jansen</mark>" in page
    assert "Hoort bij Carla van den Berg" in page
    answer = anna.post(f"/requests/{request.id}/mentions/", {"mention": str(mention.id), "decision": "others"})
    assert answer.status_code == 422
    answer = anna.post(
        f"/requests/{request.id}/mentions/",
        {"mention": str(mention.id), "decision": "others", "because": "Gaat over Carla."},
    )
    assert answer.status_code == 302
    assert anna.post(f"/requests/{request.id}/make/", {"language": "nl"}).status_code == 302


def test_nobody_else_reads_mentions(cast: Cast, bram: Browser, visitor: Browser) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    assert bram.get(f"/requests/{request.id}/mentions/").status_code == 404
    assert bram.post(f"/requests/{request.id}/mentions/look/").status_code == 404
    assert visitor.get(f"/requests/{request.id}/mentions/").status_code in (302, 404)


def test_a_mention_of_another_request_is_not_decided_here(cast: Cast, anna: Browser) -> None:
    make_call(cast.bakery, cast.carla, SAID)
    request = looked(cast)
    other = entered(cast, person_id=cast.carla.id, name="Carla")
    answer = anna.post(f"/requests/{other.id}/mentions/", {"mention": str(found(request)[0].id), "decision": "nobody"})
    assert answer.status_code == 404


def test_hostile_text_is_shown_as_text(cast: Cast, anna: Browser) -> None:
    make_call(cast.bakery, cast.carla, "<script>alert(1)</script> mevrouw Jansen")
    request = looked(cast)
    page = anna.get(f"/requests/{request.id}/mentions/").content.decode()
    assert "<script>alert(1)" not in page


def test_the_page_of_ten_asks_few_questions(cast: Cast, anna: Browser, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        make_call(cast.bakery, cast.carla, f"mevrouw Jansen belde {number}")
    request = looked(cast)
    anna.get(f"/requests/{request.id}/mentions/")
    with django_assert_max_num_queries(12):
        assert anna.get(f"/requests/{request.id}/mentions/").status_code == 200
