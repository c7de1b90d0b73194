"""Erasing a person: everything about her, nothing of anybody else, after a person's yes."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gestand.core import journal
from gestand.core.actors import SHELL, SYSTEM
from gestand.core.audit import triggers
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import empty, keep_for
from gestand.core.erasure import (
    AlreadyErased,
    ErasurePlan,
    NeedsAName,
    PlanHasChanged,
    erase,
    finish_open_erasures,
    plan_erasure,
    replay,
    replay_when_needed,
    unjournaled_erasures,
)
from gestand.core.erasure.plan import Fate
from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.store import place_of
from gestand.core.jobs.models import Job, JobState
from gestand.core.search.find import find
from gestand.core.search.index import rebuild
from gestand.core.search.models import SearchEntry
from gestand.people.actions.merging import merge_persons
from gestand.people.models import (
    Address,
    Attachment,
    Client,
    Correspondence,
    MailAddress,
    Membership,
    NotTheSame,
    Person,
)
from gestand.rights.erasure import OtherRequestsOpen, OthersInHousehold, StillWorksHere, who_goes
from gestand.rights.models import Request
from tests.cast import NOW, Cast, make_call, make_person
from tests.rights.steps import entered


def plan_for(person: Person) -> ErasurePlan:
    return plan_erasure(who_goes(person.id).subjects, at=NOW)


def erased(cast: Cast, person: Person) -> Any:
    plan = plan_for(person)
    return erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)


def test_a_person_goes_with_the_household_that_is_nobody_elses(cast: Cast) -> None:
    erased(cast, cast.eva)
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert not Client.objects.filter(id=cast.jansen.id).exists()
    assert not Correspondence.objects.filter(client_id=cast.jansen.id).exists()
    assert Person.objects.filter(id=cast.carla.id).exists()
    assert Correspondence.objects.filter(person=cast.carla).exists()


def test_what_a_household_shares_stays_for_the_other_adult(cast: Cast) -> None:
    other = make_person("Piet", "Jansen")
    Membership.objects.create(client=cast.jansen, person=other, role="adult")
    erased(cast, cast.eva)
    assert Client.objects.filter(id=cast.jansen.id).exists()
    assert Address.objects.filter(client=cast.jansen).exists()
    assert Membership.objects.get(client=cast.jansen).person_id == other.id
    assert not Correspondence.objects.filter(client=cast.jansen, text="Nieuwe laptop besproken.").exists()


def test_a_household_is_not_left_to_a_child(cast: Cast) -> None:
    child = make_person("Bo", "Jansen")
    Membership.objects.create(client=cast.jansen, person=child, role="child")
    with pytest.raises(OthersInHousehold):
        who_goes(cast.eva.id)


def test_who_works_here_is_not_erased(cast: Cast) -> None:
    MailAddress.objects.create(person=cast.eva, address=cast.anna.email, folded=cast.anna.email)
    with pytest.raises(StillWorksHere):
        who_goes(cast.eva.id)


def test_another_request_is_answered_first(cast: Cast) -> None:
    asked = entered(cast)
    with pytest.raises(OtherRequestsOpen):
        who_goes(cast.eva.id)
    assert who_goes(cast.eva.id, occasion=asked.id).person == cast.eva


def test_no_program_and_no_stand_in_erases(cast: Cast) -> None:
    plan = plan_for(cast.eva)
    for actor in (SHELL, SYSTEM):
        with pytest.raises(NeedsAName):
            erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=actor, at=NOW)
    from gestand.core.actors import NotAllowed

    with pytest.raises(NotAllowed):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.standin, at=NOW)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert journal.entries() == []


def test_the_log_names_who_said_yes(cast: Cast) -> None:
    done = erased(cast, cast.eva)
    line = AuditLine.objects.get(action="core.erasure.erase")
    assert (line.actor_kind, line.actor_id, line.subject_id) == ("account", cast.anna.id, cast.eva.id)
    assert line.facts["rows"] == done.rows > 0


def test_what_was_seen_is_what_is_erased(cast: Cast) -> None:
    plan = plan_for(cast.eva)
    make_call(cast.jansen, cast.eva, "Belde nog eens.")
    with pytest.raises(PlanHasChanged):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert journal.entries() == []


def test_erasing_nothing_is_no_success(cast: Cast) -> None:
    plan = plan_for(cast.eva)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    with pytest.raises(AlreadyErased):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)


def test_the_file_of_a_letter_goes_from_the_disk(cast: Cast) -> None:
    entry = Correspondence.objects.get(person=cast.eva)
    stored = store_file(b"brief", name="brief.txt", media_type="text/plain", at=NOW)
    Attachment.objects.create(correspondence=entry, file=stored)
    from gestand.core.files.store import draft_of

    assert draft_of(stored.id).exists() or place_of(stored.id).exists()
    erased(cast, cast.eva)
    assert not StoredFile.objects.filter(id=stored.id).exists()
    assert not place_of(stored.id).exists()
    assert not draft_of(stored.id).exists()


def test_nobody_is_found_any_more(cast: Cast) -> None:
    rebuild()
    assert find("Jansen", actor=cast.owner)
    erased(cast, cast.eva)
    assert not find("Jansen", actor=cast.owner)
    assert find("Carla", actor=cast.owner)


def test_what_leads_to_a_row_that_goes_goes_whoever_it_names(cast: Cast) -> None:
    rebuild()
    call = Correspondence.objects.get(person=cast.eva)
    SearchEntry.objects.filter(object_id=call.id).update(person_id=None, client_id=None)
    erased(cast, cast.eva)
    assert not SearchEntry.objects.filter(object_id=call.id).exists()


def test_what_hangs_on_it_and_is_about_others_is_told(cast: Cast) -> None:
    NotTheSame.objects.create(person=cast.carla, other_person=cast.eva, said_at=NOW)
    plan = plan_for(cast.eva)
    assert [line.label for line in plan.of_fate(Fate.GOES_ALONG)] == ["people.NotTheSame"]
    erased(cast, cast.eva)
    assert not NotTheSame.objects.exists()


def test_the_request_stays_and_the_plan_says_under_which_article(cast: Cast) -> None:
    asked = entered(cast, kind="erasure")
    Request.objects.filter(id=asked.id).update(state="answered", closed_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    (line,) = plan_for(cast.eva).of_fate(Fate.STAYS)
    assert (line.label, line.article, line.until) == ("rights.Request", "17(3)(e)", date(2029, 11, 1))
    erased(cast, cast.eva)
    asked.refresh_from_db()
    assert (asked.person_id, asked.name) == (None, "Eva Jansen")


def test_what_something_kept_points_to_stays_as_a_shell(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Address, "personal", replace(Address.personal, erase=keep_for("keep.invoices")))
    Client.objects.filter(id=cast.jansen.id).update(note="Sleutel onder de mat")
    plan = plan_for(cast.eva)
    assert [line.label for line in plan.of_fate(Fate.EMPTIED)] == ["people.Client"]
    assert next(line.article for line in plan.of_fate(Fate.STAYS)) == "17(3)(b)"
    erased(cast, cast.eva)
    shell = Client.objects.get(id=cast.jansen.id)
    assert (shell.name, shell.note) == ("–", "")
    assert Address.objects.get(client=cast.jansen).street == "Laan 2"


def test_fields_are_emptied_where_the_declaration_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = replace(Correspondence.personal, erase=empty("caller", "subject", "text"))
    monkeypatch.setattr(Correspondence, "personal", declared)
    other = make_person("Piet", "Jansen")
    Membership.objects.create(client=cast.jansen, person=other, role="adult")
    erased(cast, cast.eva)
    assert Correspondence.objects.get(client=cast.jansen).text == ""
    assert Correspondence.objects.get(client=cast.bakery).text != ""


def test_jobs_about_what_is_gone_are_forgotten(cast: Cast) -> None:
    about = {"person_id": {"uuid": str(cast.eva.id)}}
    at = {"enqueued_at": NOW, "run_after": NOW, "state": JobState.DONE}
    mine = Job.objects.create(name="x", arguments=about, **at)
    other = Job.objects.create(name="x", arguments={"person_id": {"uuid": str(cast.carla.id)}}, **at)
    erased(cast, cast.eva)
    assert list(Job.objects.filter(id__in=[mine.id, other.id])) == [other]


# The journal


def test_the_journal_is_on_the_disk_before_anything_goes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def look(*_given: object) -> None:
        seen.append(Person.objects.filter(id=cast.eva.id).exists())

    plain = journal.write_entry
    monkeypatch.setattr(journal, "write_entry", lambda entry: (plain(entry), look())[0])
    erased(cast, cast.eva)
    assert seen == [True]
    assert [entry.state for entry in journal.entries()] == ["done"]


def test_the_journal_holds_ids_and_no_words(cast: Cast, journal_folder: Path) -> None:
    erased(cast, cast.eva)
    written = (journal_folder / "erasures.jsonl").read_text().lower()
    assert str(cast.eva.id) in written
    for word in ("eva", "jansen", "laptop", "@", "laan"):
        assert word not in written


def test_a_full_disk_refuses_before_anything_goes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(journal.JournalNotWritable):
        erased(cast, cast.eva)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert journal.entries() == []


def test_a_disk_that_takes_half_a_line_refuses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, journal_folder: Path
) -> None:
    plain = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, written, place: plain(descriptor, written[:40], place))
    with pytest.raises(journal.JournalNotWritable):
        erased(cast, cast.eva)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert (journal_folder / "erasures.jsonl").read_bytes() == b""


def test_a_second_place_that_is_not_there_refuses(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GESTAND_JOURNAL_COPY", str(tmp_path / "stick"))
    with pytest.raises(journal.JournalNotWritable):
        erased(cast, cast.eva)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert journal.entries() == []
    (tmp_path / "stick").mkdir()
    erased(cast, cast.eva)
    first, second = ((folder / "erasures.jsonl").read_bytes() for folder in journal.journal_folders())
    assert first == second


def test_the_second_place_alone_is_enough_to_know(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("GESTAND_JOURNAL_COPY", str(tmp_path / "stick"))
    done = erased(cast, cast.eva)
    (journal.journal_folders()[0] / "erasures.jsonl").unlink()
    assert [entry.id for entry in journal.entries()] == [done.entry.id]


def test_half_a_line_at_the_end_is_no_erasure_and_does_not_spoil_the_next(cast: Cast, journal_folder: Path) -> None:
    (journal_folder / "erasures.jsonl").write_bytes(b'{"form":1,"event":"era')
    assert journal.entries() == []
    erased(cast, cast.eva)
    assert len(journal.entries()) == 1


def test_a_damaged_line_is_not_passed_over(cast: Cast, journal_folder: Path) -> None:
    erased(cast, cast.eva)
    path = journal_folder / "erasures.jsonl"
    path.write_text(path.read_text().replace(str(cast.eva.id), str(cast.carla.id)))
    with pytest.raises(journal.JournalDamaged):
        replay(by=SHELL, at=NOW)
    assert Person.objects.filter(id=cast.carla.id).exists()


def test_what_the_database_takes_back_is_void(cast: Cast) -> None:
    def falls_over(_entry: object) -> None:
        raise RuntimeError("no")

    plan = plan_for(cast.eva)
    with pytest.raises(RuntimeError):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW, also=falls_over)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert journal.entries() == []
    assert finish_open_erasures(at=NOW) == 0


# After a restore


def come_back(cast: Cast) -> None:
    """An older backup: Eva and her household as they were, with the same ids."""
    cast.jansen.save(force_insert=True)
    cast.eva.save(force_insert=True)
    Membership.objects.create(client=cast.jansen, person=cast.eva, role="adult")
    make_call(cast.jansen, cast.eva, "Nieuwe laptop besproken.")


def test_after_a_restore_she_goes_again_and_nobody_else(cast: Cast) -> None:
    erased(cast, cast.eva)
    come_back(cast)
    again = replay(by=SHELL, at=NOW)
    assert (again.entries, again.rows) == (1, 4)
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert not Correspondence.objects.filter(text="Nieuwe laptop besproken.").exists()
    assert Person.objects.filter(id=cast.carla.id).exists()
    assert replay(by=SHELL, at=NOW).rows == 0


def test_at_a_start_only_a_database_from_before_is_followed(cast: Cast, journal_folder: Path) -> None:
    erased(cast, cast.eva)
    assert replay_when_needed(by=SYSTEM, at=NOW) is None
    come_back(cast)
    allow_rewriting = "core.erasure.erase.of_a_later_day"
    with connection.cursor() as cursor:
        triggers.remove(connection)
        cursor.execute("UPDATE core_auditline SET action = %s WHERE action = 'core.erasure.erase'", [allow_rewriting])
        triggers.install(connection)
    again = replay_when_needed(by=SYSTEM, at=NOW)
    assert again is not None
    assert again.rows == 4
    assert replay_when_needed(by=SYSTEM, at=NOW) is None
    assert unjournaled_erasures() == 0
    (journal_folder / "erasures.jsonl").write_bytes(b"")  # the line is gone, and the log knows it from the replay alone
    assert unjournaled_erasures() == 1


def test_a_row_that_was_nobodys_in_the_backup_goes_too(cast: Cast) -> None:
    call = Correspondence.objects.get(person=cast.eva)
    erased(cast, cast.eva)
    make_call(cast.bakery, None, "was nog niet van Eva").delete()
    Correspondence.objects.bulk_create(
        [Correspondence(id=call.id, kind="call", text="los", at=NOW, created_at=NOW, changed_at=NOW)]
    )
    replay(by=SHELL, at=NOW)
    assert not Correspondence.objects.filter(id=call.id).exists()


def test_who_was_merged_into_her_does_not_come_back_from_before_the_merge(cast: Cast) -> None:
    twin = make_person("E.", "Jansen")
    kept = Person.objects.get(id=twin.id)
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=twin)
    erased(cast, Person.objects.get(id=cast.eva.id))
    kept.save(force_insert=True)
    replay(by=SHELL, at=NOW)
    assert not Person.objects.filter(id=kept.id).exists()


def test_an_erasure_that_was_cut_off_is_finished_from_the_journal(cast: Cast) -> None:
    from gestand.core.erasure.execute import entry_of

    journal.write_entry(entry_of(plan_for(cast.eva), by=cast.anna.id, at=NOW, occasion=None))
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert finish_open_erasures(at=NOW) == 1
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert AuditLine.objects.get(action="core.erasure.erase").actor_id == cast.anna.id
    assert [entry.state for entry in journal.entries()] == ["done"]
    assert finish_open_erasures(at=NOW) == 0
