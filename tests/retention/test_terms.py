"""How long: lengths, clocks, the owner's choice, further reasons and terms of single fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gestand.core import journal
from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import after, chosen, days, months, years
from gestand.core.declarations.registry import declared_model
from gestand.core.erasure.due import due_batches
from gestand.core.erasure.gather import emptiable_fields, relations_to
from gestand.core.erasure.replay import replay_when_needed
from gestand.core.erasure.rows import empty_value
from gestand.core.filled import filled_tables
from gestand.core.journal import JournalNotWritable
from gestand.core.law import TERM_NAMES, law, table_law
from gestand.core.mail.models import OutgoingMail
from gestand.people.models import Client, Correspondence, Person
from gestand.retention.actions.terms import (
    NoReason,
    NotLikeALog,
    ShorterThanTheLaw,
    TooLong,
    change_term,
    end_standing_yes,
    give_standing_yes,
    lost_terms,
    take_table_term,
)
from gestand.retention.models import Departure, TermChange
from gestand.retention.queries.leftovers import leftovers
from gestand.retention.queries.terms import all_rules
from gestand.retention.sweep import sweep
from gestand.statement.register.terms_in_words import term_in_words
from tests.cast import NOW, TODAY, Cast
from tests.retention.conftest import end

WHY = "De garantie van ons duurt zo lang."


@pytest.mark.parametrize("length", [years(3), years(1), months(1), months(13), days(7), days(90), days(0)])
def test_the_last_start_is_exact_on_each_day_of_four_years(length: Any) -> None:
    """Golden by the forward count: no day too early, none too late, leap days and short months included."""
    day = date(2027, 1, 1)
    while day < date(2031, 1, 1):
        last = length.last_start_before(day)
        assert length.added_to(last) < day <= length.added_to(last + timedelta(days=1))
        day += timedelta(days=1)


def test_three_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert years(3).added_to(date(2024, 2, 29)) == date(2027, 2, 28)
    assert years(3).last_start_before(date(2027, 3, 1)) == date(2024, 2, 29)


@pytest.mark.django_db
def test_a_client_who_left_on_a_leap_day_goes_on_the_first_of_march(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2024, 2, 29))
    declared = declared_model(Client)
    assert not [row for batch in due_batches(declared, on=date(2027, 2, 28)) for row in batch.rows]
    (batch,) = due_batches(declared, on=date(2027, 3, 1))
    assert [due.goes_on for _raw, due in batch.rows] == [date(2027, 3, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("closed_at", "is_due"),
    [
        (datetime(2025, 10, 25, 21, 59, tzinfo=UTC), True),  # still the 25th in Amsterdam
        (datetime(2025, 10, 25, 22, 0, tzinfo=UTC), False),  # the 26th, on which the clock goes back
    ],
)
def test_a_moment_counts_by_the_local_day_when_the_clock_changes(closed_at: datetime, is_due: bool) -> None:
    OutgoingMail.objects.create(message_id="x", purpose="purpose.contact", queued_at=closed_at, closed_at=closed_at)
    found = [row for batch in due_batches(declared_model(OutgoingMail), on=date(2026, 10, 26)) for row in batch.rows
             if not batch.fields]  # fmt: skip
    assert bool(found) is is_due


@pytest.mark.django_db
def test_a_clock_in_the_future_keeps_a_row_and_is_told(cast: Cast) -> None:
    later = NOW + timedelta(days=40)
    OutgoingMail.objects.create(message_id="x", purpose="purpose.contact", queued_at=later, closed_at=later)
    assert [each.kind for each in leftovers(at=NOW)] == ["future"]


@pytest.mark.django_db
def test_a_row_that_belongs_to_nobody_and_has_no_day_is_told(cast: Cast) -> None:
    Correspondence.objects.create(kind="note", text="Van niemand.", at=NOW, created_at=NOW, changed_at=NOW)
    (left,) = leftovers(at=NOW)
    assert (left.kind, left.rows) == ("clock", 1)


@pytest.mark.django_db
def test_a_rooms_own_job_that_is_behind_is_told(cast: Cast) -> None:
    long_ago = NOW - timedelta(days=500)
    OutgoingMail.objects.create(message_id="x", purpose="purpose.contact", queued_at=long_ago, closed_at=long_ago)
    assert [(each.kind, each.job) for each in leftovers(at=NOW)] == [("job", "core.prune_outbox")]


@pytest.mark.django_db
def test_every_term_of_the_law_table_is_a_rule(cast: Cast) -> None:
    assert {rule.key for rule in all_rules(at=NOW)} == set(TERM_NAMES)
    assert all(rule.number.words and rule.source for rule in all_rules(at=NOW))


@pytest.mark.django_db
def test_a_rule_counts_its_rows_and_knows_what_goes_next(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2025, 5, 1))
    client = next(rule for rule in all_rules(at=NOW) if rule.key == "keep.client")
    assert client.first_on == date(2025, 5, 1)
    assert client.next_on == date(2028, 5, 2)
    assert next(table.rows for table in client.tables if table.label == "people.Client") == 2


@pytest.mark.django_db
def test_a_chosen_term_speaks_everywhere(cast: Cast) -> None:
    change_term(key="keep.client", value=5, unit="years", reason=WHY, by=cast.owner, at=NOW)
    assert law("keep.client", TODAY).words == "5 jaar"
    assert Client.personal.keep.length == years(5)
    end(cast.jansen, cast.eva, date(2023, 11, 22))
    assert sweep(at=NOW).proposed == 0


@pytest.mark.django_db
def test_the_statements_draft_says_the_chosen_term(cast: Cast) -> None:
    assert "3 jaar" in term_in_words(Client.personal.keep)
    change_term(key="keep.client", value=4, unit="years", reason=WHY, by=cast.owner, at=NOW)
    assert "4 jaar" in term_in_words(Client.personal.keep)
    take_table_term(key="keep.client", reason="Terug naar wat beloofd is.", by=cast.owner, at=NOW)
    assert "3 jaar" in term_in_words(Client.personal.keep)


@pytest.mark.django_db
def test_what_a_law_obliges_to_keep_is_never_shorter(cast: Cast) -> None:
    with pytest.raises(ShorterThanTheLaw):
        change_term(key="keep.invoices", value=6, unit="years", reason=WHY, by=cast.owner, at=NOW)
    change_term(key="keep.invoices", value=8, unit="years", reason=WHY, by=cast.owner, at=NOW)
    assert law("keep.invoices", TODAY).value == 8
    assert table_law("keep.invoices", TODAY).value == 7


@pytest.mark.django_db
def test_a_term_needs_a_reason_and_an_end(cast: Cast) -> None:
    with pytest.raises(NoReason):
        change_term(key="keep.client", value=5, unit="years", reason=" ", by=cast.owner, at=NOW)
    with pytest.raises(TooLong):
        change_term(key="keep.client", value=31, unit="years", reason=WHY, by=cast.owner, at=NOW)


@pytest.fixture
def mails_are_swept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The log of mail without a job of its own: then the sweep has it."""
    monkeypatch.setattr(OutgoingMail, "personal", replace(OutgoingMail.personal, forgotten_by=""))
    yield
    chosen.forget()


def old_mail(days_ago: int) -> OutgoingMail:
    at = NOW - timedelta(days=days_ago)
    return OutgoingMail.objects.create(message_id="x", to="iemand@x.example", subject="Afspraak", text="Tot dan.",
                                       purpose="purpose.contact", queued_at=at, closed_at=at)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_single_fields_go_before_their_row(cast: Cast, mails_are_swept: None) -> None:
    mail = old_mail(100)
    give_standing_yes(key="keep.outbox", by=cast.owner, at=NOW)
    assert sweep(at=NOW).departures == 1
    mail.refresh_from_db()
    assert (mail.to, mail.subject, mail.text, mail.message_id) == ("", "", "", "x")
    assert sweep(at=NOW).proposed == 0


@pytest.mark.django_db(transaction=True)
def test_a_standing_yes_names_who_gave_it_and_ends(cast: Cast, mails_are_swept: None) -> None:
    old_mail(380)
    give_standing_yes(key="keep.mail_log", by=cast.owner, at=NOW)
    give_standing_yes(key="keep.outbox", by=cast.owner, at=NOW)
    sweep(at=NOW - timedelta(days=20))
    assert {each.said_by for each in Departure.objects.coming()} == {cast.anna.id}
    assert end_standing_yes(key="keep.mail_log", by=cast.owner, at=NOW) == 1
    sweep(at=NOW)
    assert OutgoingMail.objects.exists()
    with pytest.raises(NotLikeALog):
        give_standing_yes(key="keep.client", by=cast.owner, at=NOW)


@pytest.mark.django_db
def test_the_longest_live_reason_keeps_a_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    end(cast.jansen, cast.eva, date(2023, 11, 22))
    longer = after("changed_at", years(5), why="keep.consent_proof")
    monkeypatch.setattr(Person, "personal", replace(Person.personal, also_keep=(longer,)))
    assert not [row for batch in due_batches(declared_model(Person), on=TODAY) for row in batch.rows]
    Person.objects.filter(id=cast.eva.id).update(changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert [row for batch in due_batches(declared_model(Person), on=TODAY) for row in batch.rows]


@pytest.mark.django_db
def test_an_empty_shell_is_left_alone_while_a_row_needs_it(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2020, 11, 22))
    plain = [name for name in emptiable_fields(Person) if not Person._meta.get_field(name).unique]  # type: ignore[union-attr]
    empty: dict[str, Any] = {name: empty_value(Person._meta.get_field(name)) for name in plain}  # type: ignore[arg-type]
    Person.objects.filter(id=cast.eva.id).update(**empty)
    assert not due_persons()
    for relation in relations_to(Person):
        related: Any = relation.related_model
        related._base_manager.filter(**{relation.field.name: cast.eva})._raw_delete("default")
    assert len(due_persons()) == 1


def due_persons() -> list[Any]:
    batches = due_batches(declared_model(Person), on=TODAY, filled=filled_tables())
    return [row for batch in batches for row in batch.rows]


@pytest.mark.django_db(transaction=True)
def test_a_choice_that_the_journal_cannot_hold_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GESTAND_JOURNAL_COPY", str(tmp_path / "a disk that is not there"))
    with pytest.raises(JournalNotWritable):
        change_term(key="keep.backup", value=30, unit="days", reason=WHY, by=cast.owner, at=NOW)
    assert not TermChange.objects.exists()
    assert journal.terms() == []


@pytest.mark.django_db(transaction=True)
def test_choices_that_the_database_lost_hold_again_from_their_day(cast: Cast) -> None:
    change_term(key="keep.backup", value=30, unit="days", reason=WHY, by=cast.owner, at=NOW)
    take_table_term(key="keep.backup", reason=WHY, by=cast.owner, at=NOW + timedelta(days=2))
    known = list(TermChange.objects.values_list("id", "key", "value", "unit", "changed_at", "changed_by"))
    TermChange.objects.filter(value__isnull=True).delete()
    assert [each.value for each in lost_terms()] == [None]
    TermChange.objects.all().delete()
    again = replay_when_needed(by=SYSTEM, at=NOW + timedelta(days=9))
    assert again is not None
    assert again.terms == 2
    assert list(TermChange.objects.values_list("id", "key", "value", "unit", "changed_at", "changed_by")) == known
    assert AuditLine.objects.filter(action="retention.term.put_back").count() == 2
    assert replay_when_needed(by=SYSTEM, at=NOW + timedelta(days=9)) is None
