"""What the statement says on the today page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gestand.statement.models import ToldClient
from gestand.statement.versions.actions import Announcement, plan_statement, publish_statement
from gestand.statement.versions.cards import statement_lines
from tests.cast import NOW, TODAY, Cast

SMALL = Announcement(not_told_because="Only a telephone number changed.")
TOLD = Announcement(summary_nl="Een nieuwe ontvanger.", summary_en="A new recipient.", tells_clients=True)


def test_the_owner_is_reminded_until_the_statement_is_published(cast: Cast) -> None:
    (line,) = statement_lines(actor=cast.owner, at=NOW)
    assert line.icon == "file-text"
    assert list(statement_lines(actor=cast.standin, at=NOW)) == []
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    assert list(statement_lines(actor=cast.owner, at=NOW)) == []


def test_a_plan_is_told_of_however_many_versions_there_were(cast: Cast, django_assert_num_queries: Any) -> None:
    for _version in range(3):
        publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    plan_statement(takes_effect_on=TODAY + timedelta(days=20), announcement=TOLD, by=cast.owner, at=NOW)
    waiting = ToldClient.objects.waiting().count()
    with django_assert_num_queries(1):
        (line,) = statement_lines(actor=cast.owner, at=NOW)
    assert (line.title.split()[0], line.days_left) == (str(waiting), 20)
    ToldClient.objects.update(told_at=NOW)
    assert list(statement_lines(actor=cast.owner, at=NOW)) == []
