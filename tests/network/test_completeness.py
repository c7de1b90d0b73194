"""How complete the documentation of a client is: the score, the next question, and where it is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.network import actions
from gestand.network.actions.completing import ask_again, pass_question
from gestand.network.actions.sites import site_for
from gestand.network.completeness import BY_CODE, QUESTIONS, completeness_of
from gestand.network.models import Device, PassedQuestion
from gestand.network.queries.completeness import first_lacking, lacking_most, scores_of
from gestand.network.views.answering import where_to_answer
from gestand.people.models import Client
from tests.cast import NOW, Cast, make_client

pytestmark = pytest.mark.django_db


def codes(client: Client) -> list[str]:
    (score,) = scores_of([client])
    return [missing.question.code for missing in score.completeness.open]


def write(cast: Cast, thing: str, client: Client, /, **fields: Any) -> Any:
    owner = site_for(client, by=cast.owner, at=NOW) if thing in ("connection", "wireless", "subnet") else client
    return actions.add_thing(thing, by=cast.owner, at=NOW, owner=owner, **fields)


def test_of_nothing_the_score_is_nothing_and_the_line_is_asked_first(cast: Cast) -> None:
    (score,) = scores_of([cast.jansen])
    assert (score.completeness.percent, score.completeness.is_empty) == (0, True)
    assert codes(cast.jansen)[:2] == ["line", "router"]


def test_a_household_is_not_asked_for_its_domain(cast: Cast) -> None:
    assert "domain" not in codes(cast.jansen)
    assert "domain" in codes(cast.bakery)


def test_an_answer_takes_the_question_away_and_lifts_the_score(cast: Cast) -> None:
    before = scores_of([cast.jansen])[0].completeness.percent
    write(cast, "connection", cast.jansen, provider="KPN", helpdesk_phone="030 123 45 67")
    assert "line" not in codes(cast.jansen)
    assert scores_of([cast.jansen])[0].completeness.percent > before


def test_a_question_about_things_is_asked_when_there_are_some(cast: Cast) -> None:
    assert "gateway" not in codes(cast.bakery)
    write(cast, "subnet", cast.bakery, prefix="10.0.0.0/24")
    assert "gateway" in codes(cast.bakery)


def test_half_of_the_serial_numbers_is_half_of_the_weight() -> None:
    half = completeness_of({"serial_of": 2, "serial": 1}, is_business=True)
    whole = completeness_of({"serial_of": 2, "serial": 2}, is_business=True)
    open_half = {missing.question.code for missing in half.open}
    assert "serial" in open_half
    assert "serial" not in {missing.question.code for missing in whole.open}
    assert whole.percent > half.percent


def test_a_device_that_went_is_not_asked_about(cast: Cast) -> None:
    switch = write(cast, "device", cast.bakery, kind="switch", name="Switch")
    assert "serial" in codes(cast.bakery)
    actions.change_thing(switch, by=cast.owner, at=NOW, state="gone", gone_on=NOW.date())
    assert "serial" not in codes(cast.bakery)


def test_everything_known_is_a_hundred_percent() -> None:
    counts = {"lines": 1, "routers": 1, "workplaces": 1, "backups": 1, "wireless": 1, "subnets": 1, "domains": 1}
    counts |= {"mailboxes": 1, "licences": 1}
    assert completeness_of(counts, is_business=True).percent == 100
    assert completeness_of(counts, is_business=True).open == ()


def test_what_does_not_apply_is_kept_and_not_asked_again(cast: Cast) -> None:
    for _twice in range(2):
        pass_question(cast.bakery, "domain", by=cast.owner, at=NOW)
    assert PassedQuestion.objects.count() == 1
    assert "domain" not in codes(cast.bakery)
    assert AuditLine.objects.filter(action="network.question.pass", client_id=cast.bakery.id).count() == 1
    ask_again(cast.bakery, "domain", by=cast.owner, at=NOW)
    assert "domain" in codes(cast.bakery)


def test_what_does_not_apply_to_one_is_asked_of_another(cast: Cast) -> None:
    other = make_client("Garage Knal", "business")
    pass_question(cast.bakery, "domain", by=cast.owner, at=NOW)
    assert "domain" in codes(other)


def test_a_stranger_cannot_say_what_does_not_apply(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        pass_question(cast.jansen, "line", by=cast.standin, at=NOW)
    assert not PassedQuestion.objects.exists()


def test_every_question_leads_to_a_page(cast: Cast, anna: Browser) -> None:
    """Of a business in which one of everything is written down, and of each as little as can be."""
    write(cast, "connection", cast.bakery, provider="KPN")
    write(cast, "wireless", cast.bakery, name="Brood")
    write(cast, "subnet", cast.bakery, prefix="10.0.0.0/24")
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    write(cast, "device", cast.bakery, kind="computer", name="Kassa", site=site)
    write(cast, "device", cast.bakery, kind="server", name="Server", site=site)
    write(cast, "backup", cast.bakery, what="Alles", where_to="NAS")
    write(cast, "domain", cast.bakery, name="brood.nl")
    write(cast, "licence", cast.bakery, product="Kassa")
    for question in QUESTIONS:
        answer = anna.get(reverse("network:question", args=[cast.bakery.id, question.code]), follow=True)
        assert answer.status_code == 200, question.code
        if question.code in codes(cast.bakery):
            assert answer.redirect_chain[-1][0] != reverse("network:client", args=[cast.bakery.id]), question.code


def test_the_question_leads_to_the_first_thing_that_lacks_it(cast: Cast) -> None:
    write(cast, "device", cast.bakery, kind="computer", name="A", serial_number="123")
    lacking = write(cast, "device", cast.bakery, kind="computer", name="B")
    assert first_lacking(cast.bakery, "serial") == lacking
    assert str(lacking.pk) in where_to_answer(cast.bakery, "serial")


def test_an_answered_question_leads_back_to_the_tab(cast: Cast) -> None:
    assert where_to_answer(cast.bakery, "serial") == reverse("network:client", args=[cast.bakery.id])


def test_after_the_answer_one_is_back_at_the_next_question(cast: Cast, anna: Browser) -> None:
    form = where_to_answer(cast.jansen, "router")
    answer = anna.post(form, {"kind": "router", "name": "FRITZ!Box", "state": "in_use"})
    assert answer.headers["Location"] == reverse("network:client", args=[cast.jansen.id])
    assert Device.objects.get().kind == "router"


def test_the_owner_sees_of_whom_most_is_missing(cast: Cast, anna: Browser) -> None:
    write(cast, "connection", cast.jansen, provider="KPN")
    write(cast, "device", cast.bakery, kind="computer", name="Kassa")
    for name in ("Leeg", "Nog leeg"):
        make_client(name, "household")
    order = [score.client.name for score in lacking_most(Client.objects.all())]
    assert order[:2] == ["Bakkerij Het Zoute Brood", "Familie Jansen"]
    page = anna.get(reverse("network:completeness")).content.decode()
    assert page.index("Bakkerij Het Zoute Brood") < page.index("Familie Jansen")
    assert "Nog leeg" not in page


def test_a_standin_sees_the_granted_clients_alone(cast: Cast, bram: Browser) -> None:
    for client in (cast.jansen, cast.bakery):
        write(cast, "device", client, kind="computer", name="Laptop")
    page = bram.get(reverse("network:completeness")).content.decode()
    assert "Bakkerij" in page
    assert "Jansen" not in page


def test_a_hundred_clients_take_one_statement(cast: Cast) -> None:
    clients = [make_client(f"Klant {number}", "household") for number in range(100)]
    with CaptureQueriesContext(connection) as asked:
        assert len(scores_of(clients)) == 100
    assert len(asked) == 1


def test_a_question_that_does_not_exist_is_nowhere(cast: Cast, anna: Browser) -> None:
    assert anna.get(reverse("network:question", args=[cast.bakery.id, "nothing"])).status_code == 404
    assert anna.post(reverse("network:question-pass", args=[cast.bakery.id, "nothing"])).status_code == 404


def test_the_buttons_pass_and_ask_again(cast: Cast, anna: Browser) -> None:
    anna.post(reverse("network:question-pass", args=[cast.bakery.id, "domain"]))
    assert BY_CODE["domain"].code in {row.code for row in PassedQuestion.objects.all()}
    anna.post(reverse("network:question-ask", args=[cast.bakery.id, "domain"]))
    assert not PassedQuestion.objects.exists()
