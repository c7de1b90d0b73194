"""Tables without rows are asked once; what comes to stand in one of them meanwhile is found all the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core import journal
from gestand.core.erasure import ErasurePlan, PlanHasChanged, erase, execute, plan_erasure
from gestand.core.erasure.readback import NotAllGone
from gestand.network.models import Device, Site
from gestand.people.models import Address, Client, Person
from gestand.rights.erasure import who_goes
from tests.cast import NOW, Cast, make_client
from tests.core.test_filled import only_sqlite


def plan_for(person: Person) -> ErasurePlan:
    return plan_erasure(who_goes(person.id).subjects, at=NOW)


def erased(cast: Cast, plan: ErasurePlan) -> Any:
    return erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)


def when(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, then: Any) -> None:
    """Do it right behind what is called so."""
    plain = getattr(where, name)

    def and_then(*given: Any, **named: Any) -> Any:
        done = plain(*given, **named)
        then()
        return done

    monkeypatch.setattr(where, name, and_then)


@only_sqlite
def test_tables_without_rows_are_asked_in_no_other_statement(cast: Cast) -> None:
    plan = plan_for(cast.eva)
    with CaptureQueriesContext(connection) as asked:
        erased(cast, plan)
    naming = [query["sql"] for query in asked.captured_queries if Device._meta.db_table in query["sql"]]
    assert naming
    assert all(sql.startswith("SELECT EXISTS(SELECT 1 FROM") for sql in naming)
    assert len(asked) <= 45


def test_a_table_that_is_filled_after_the_plan_changes_the_plan(cast: Cast) -> None:
    plan = plan_for(cast.eva)
    Site.objects.create(client=cast.jansen, name="Thuis", created_at=NOW, changed_at=NOW)
    with pytest.raises(PlanHasChanged):
        erased(cast, plan)
    assert Person.objects.filter(id=cast.eva.id).exists()


def test_a_table_that_is_filled_between_plan_and_reading_back_is_read_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_writes() -> None:
        Site.objects.create(client_id=cast.jansen.id, name="Thuis", created_at=NOW, changed_at=NOW)

    plan = plan_for(cast.eva)
    assert not Site.objects.exists()
    when(monkeypatch, execute, "take_away", somebody_writes)
    with pytest.raises(NotAllGone, match=r"network\.Site"):
        erased(cast, plan)
    assert Client.objects.filter(id=cast.jansen.id).exists()
    assert not Site.objects.exists()
    assert journal.entries() == []


def test_what_is_written_after_the_gathering_and_may_do_without_lets_go(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of somebody else that points to an address of hers, in a table that was empty when hers were gathered."""
    other = make_client("Familie De Boer", "household")
    address = Address.objects.filter(client=cast.jansen)[0]

    def somebody_writes() -> None:
        Site.objects.create(client=other, name="Thuis", address=address, created_at=NOW, changed_at=NOW)

    plan = plan_for(cast.eva)
    when(monkeypatch, execute.journal, "write_entry", somebody_writes)
    erased(cast, plan)
    assert Site.objects.get().address_id is None
    assert not Address.objects.filter(id=address.id).exists()


def test_a_table_that_is_filled_goes_along(cast: Cast) -> None:
    Site.objects.create(client=cast.jansen, name="Thuis", created_at=NOW, changed_at=NOW)
    done = erased(cast, plan_for(cast.eva))
    assert done.entry.counts["network.Site"] == 1
    assert not Site.objects.exists()
