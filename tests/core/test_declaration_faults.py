"""What is not declared does not start: each fault stops the program with a message that says what to add."""

# ruff: noqa: DJ008 - throw-away models

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection, models
from django.test.utils import isolate_apps
from django.urls import include, path

from gestand.core import checks
from gestand.core.audit import triggers
from gestand.core.declarations import (
    Category,
    Hat,
    HeldFor,
    NoPersonalData,
    Personal,
    Purpose,
    after,
    days,
    empty,
    keep_for,
    while_client,
    years,
)
from gestand.core.declarations.database import undeclared_tables
from gestand.core.declarations.faults import faults_of, undeclared
from gestand.core.files.models import StoredFile
from gestand.core.house import Access, MenuEntry, ScheduledJob, SubjectRoot, house
from gestand.people.models import Client, Person

pytestmark = pytest.mark.usefixtures("roots")


@pytest.fixture(autouse=True)
def _throw_away_models() -> Iterator[None]:
    with isolate_apps("gestand.core"):
        yield


def whole(**changes: Any) -> Personal:
    """A declaration without faults, for the model below."""
    return replace(
        Personal(
            subject=["person", "client"],
            categories={"person": Category.RELATION, "client": Category.RELATION, "words": Category.FREE_TEXT},
            impersonal=["id", "made_at", "file"],
            purposes=[Purpose.CONTACT],
            keep=while_client(then=years(3), clock="client__ended_on|person__relation_ended_on"),
        ),
        **changes,
    )


def faults(**changes: Any) -> list[tuple[str, str, str]]:
    class Remark(models.Model):
        person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
        client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="+")
        words = models.TextField()
        made_at = models.DateTimeField()
        file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "core"

    return [(fault.code, fault.what, fault.add) for fault in faults_of(Remark, whole(**changes), house.subject_roots)]


def test_a_whole_declaration_has_no_faults() -> None:
    assert faults() == []


NOBODY_SAID = (
    "core.Remark is forgotten by the job '%s': nobody said whether it spares whoever is under a hold or restricted "
    "(GDPR 17(3)(e), 18)."
)
SAY_WHOM = (
    "Have the job ask core.erasure.sparing, and register it with spares=True; or say why not: "
    'forgotten_from_all="because ..."'
)
WEAR_IT = 'Write both: hat=Hat.PROCESSOR_FOR_BUSINESS, held_for=HeldFor("correspondence__client", when="is_theirs")'

GOLDEN: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "a field in neither list",
        {"categories": {"person": Category.RELATION, "client": Category.RELATION}},
        "core.E004",
        "core.Remark.words is in neither list: nobody said whether it is about a person.",
        'Add it to categories ("words": Category.NAME) or to impersonal ("words").',
    ),
    (
        "a field in both lists",
        {"impersonal": ["id", "made_at", "file", "words"]},
        "core.E005",
        "core.Remark.words is in both lists: it cannot be about a person and about nobody.",
        'Take "words" out of categories or out of impersonal.',
    ),
    (
        "a field that does not exist",
        {"impersonal": ["id", "made_at", "file", "wrods"]},
        "core.E006",
        "core.Remark declares 'wrods', and has no such field.",
        "Take it out, or write the name of a field: id, person, client, words, made_at, file.",
    ),
    (
        "a category that is not in the list",
        {"categories": {"person": Category.RELATION, "client": Category.RELATION, "words": "secrets"}},
        "core.E007",
        "core.Remark.words has the category 'secrets', which is not in the closed list.",
        'Write one of Category, for example: "words": Category.NAME',
    ),
    (
        "an unknown field that is withheld",
        {"withhold": {"author": "it concerns somebody else"}},
        "core.E008",
        "core.Remark withholds 'author', which is no field of it or has no reason (GDPR 15(4)).",
        'Name a field and tell why: withhold={"written_by": "it concerns the member of the team who wrote it"}',
    ),
    (
        "a field that is withheld without a reason",
        {"withhold": {"words": " "}},
        "core.E008",
        "core.Remark withholds 'words', which is no field of it or has no reason (GDPR 15(4)).",
        'Name a field and tell why: withhold={"written_by": "it concerns the member of the team who wrote it"}',
    ),
    (
        "an unknown field in files",
        {"files": ["scan"]},
        "core.E009",
        "core.Remark names 'scan' in files, which does not point to a stored file.",
        (
            'Name a field that points to core.StoredFile: files=["file"], '
            "with file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)"
        ),
    ),
    (
        "a field in files that is no file",
        {"files": ["words"]},
        "core.E009",
        "core.Remark names 'words' in files, which does not point to a stored file.",
        (
            'Name a field that points to core.StoredFile: files=["file"], '
            "with file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)"
        ),
    ),
    (
        "a field to empty that is not personal",
        {"erase": empty("made_at")},
        "core.E010",
        "core.Remark empties 'made_at' at an erasure, which is no personal field of it.",
        'Name fields of categories: erase=empty("note")',
    ),
    (
        "no subject",
        {"subject": []},
        "core.E011",
        "core.Remark names no subject: its rows would be about nobody.",
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a subject path through a field that does not exist",
        {"subject": "persona"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: core.Remark has no field 'persona' (in 'persona'); "
            "it has client, file, id, made_at, person, words."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a subject path that ends at no subject",
        {"subject": "file"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'file' ends at core.StoredFile, which is no subject "
            "root; registered are account, client, person."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a subject path that ends at a text",
        {"subject": "words"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'words' ends at a TextField, which is no subject "
            "root; registered are account, client, person."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a subject path through something that is no key",
        {"subject": "words__person"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'words' in 'words__person' is no foreign key of "
            "core.Remark."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a subject path that goes back up a relation",
        {"subject": "client__memberships"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'memberships' in 'client__memberships' is a relation "
            "that points back to people.Client, not a column."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "self for what is no subject root",
        {"subject": "self"},
        "core.E011",
        "The subject path of core.Remark leads to no subject: 'self' is for a subject root, and core.Remark is none.",
        (
            'Write a path of foreign keys to a person, client or account: subject=["person", "client"]. '
            "Only a subject root itself says 'self'."
        ),
    ),
    (
        "a column of ids that is none",
        {"subject": "words:person"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'words' in 'words:person' must be a column of ids "
            "(UUIDField)."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a column of ids of an unknown root",
        {"subject": "words:neighbour"},
        "core.E011",
        (
            "The subject path of core.Remark leads to no subject: 'neighbour' in 'words:neighbour' is no subject root; "
            "registered are account, client, person."
        ),
        'Write a path of foreign keys to a person, client or account: subject=["person", "client"]',
    ),
    (
        "a term that ends at a text",
        {"keep": after("words", years(1), why="keep.client")},
        "core.E012",
        "The term of core.Remark ends at no date: 'words' is a TextField.",
        'Name a date or a moment: keep=after("closed_at", years(3), why="keep.request_dossier")',
    ),
    (
        "a term whose second alternative ends at no date",
        {"keep": while_client(then=years(3), clock="client__ended_on|person__short_id")},
        "core.E012",
        "The term of core.Remark ends at no date: 'person__short_id' is a CharField.",
        'Name a date or a moment: keep=after("closed_at", years(3), why="keep.request_dossier")',
    ),
    (
        "a term that leads nowhere",
        {"keep": after("closed_at", years(1), why="keep.client")},
        "core.E012",
        (
            "The term of core.Remark ends at no date: core.Remark has no field 'closed_at' (in 'closed_at'); "
            "it has client, file, id, made_at, person, words."
        ),
        'Name a date or a moment: keep=after("closed_at", years(3), why="keep.request_dossier")',
    ),
    (
        "a term that stands on no law",
        {"keep": after("made_at", years(1), why="keep.remark")},
        "core.E013",
        "The term of core.Remark stands on 'keep.remark', which is not in the law table.",
        (
            'Add it to gestand/core/law.py: LawNumber("keep.remark", 3, Unit.YEARS, "GDPR 5(1)(e)", _("..."), '
            "date(2018, 5, 25))"
        ),
    ),
    (
        "a term without a reason",
        {"keep": after("made_at", years(1), why="")},
        "core.E013",
        "The term of core.Remark has no reason.",
        'Name a date or a moment: keep=after("closed_at", years(3), why="keep.request_dossier")',
    ),
    (
        "an exception from erasure that stands on no law",
        {"erase": keep_for("keep.remark")},
        "core.E013",
        "core.Remark is kept at an erasure for 'keep.remark', which is not in the law table.",
        'Name a row of gestand/core/law.py: erase=keep_for("keep.invoices")',
    ),
    (
        "a term that is longer than the law's",
        {"keep": after("made_at", days(31), why="keep.package")},
        "core.E014",
        "The term of core.Remark is longer than 'keep.package' in the law table.",
        "Make the term shorter, or give it a reason of its own in gestand/core/law.py.",
    ),
    (
        "no purpose",
        {"purposes": []},
        "core.E015",
        "core.Remark has no purpose: what has none may not be held (GDPR 5(1)(b)).",
        "Write one or more of Purpose: purposes=[Purpose.CONTACT]",
    ),
    (
        "a purpose that is not in the list",
        {"purposes": ["curiosity"]},
        "core.E015",
        "core.Remark has the purpose 'curiosity', which is not in the closed list.",
        "Write one or more of Purpose: purposes=[Purpose.CONTACT]",
    ),
    (
        "a job that forgets, of which nobody said whom it spares",
        {"forgotten_by": "core.prune_jobs"},
        "core.E019",
        NOBODY_SAID % "core.prune_jobs",
        SAY_WHOM,
    ),
    (
        "a job that spares, and a reason why not",
        {"forgotten_by": "core.prune_outbox", "forgotten_from_all": "because"},
        "core.E019",
        NOBODY_SAID % "core.prune_outbox",
        SAY_WHOM,
    ),
    (
        "the processor's hat, and for nobody",
        {"hat": Hat.PROCESSOR_FOR_BUSINESS},
        "core.E018",
        "core.Remark does not say both that rows are held as processor and for which client (GDPR 28(3)(g)).",
        WEAR_IT,
    ),
    (
        "held for somebody who is no client",
        {"hat": Hat.PROCESSOR_FOR_BUSINESS, "held_for": HeldFor("person")},
        "core.E018",
        "For whom rows of core.Remark are held cannot be read: 'person' ends at no client.",
        WEAR_IT,
    ),
    (
        "held when something that is no yes or no",
        {"hat": Hat.PROCESSOR_FOR_BUSINESS, "held_for": HeldFor("client", when="words")},
        "core.E018",
        "For whom rows of core.Remark are held cannot be read: 'words' is no field that is true or false.",
        WEAR_IT,
    ),
]


@pytest.mark.parametrize(
    ("changes", "code", "what", "add"), [row[1:] for row in GOLDEN], ids=[row[0] for row in GOLDEN]
)
def test_each_fault_has_its_message(changes: dict[str, Any], code: str, what: str, add: str) -> None:
    assert faults(**changes) == [(code, what, add)]


def test_a_term_as_long_as_the_laws_is_allowed() -> None:
    assert faults(keep=after("made_at", days(30), why="keep.package")) == []


def test_a_column_of_ids_may_name_its_root(roots: dict[str, SubjectRoot]) -> None:
    class Letter(models.Model):
        person_id = models.UUIDField(null=True)
        gone_on = models.DateField()

        class Meta:
            app_label = "core"

    declaration = Personal(
        subject="person_id:person",
        categories={"person_id": Category.RELATION},
        impersonal=["id", "gone_on"],
        purposes=[Purpose.CONTACT],
        keep=after("gone_on", days(0), why="keep.client"),
    )
    assert list(faults_of(Letter, declaration, roots)) == []


def test_a_model_that_declares_nothing_is_told_what_to_add() -> None:
    class Silent(models.Model):
        class Meta:
            app_label = "core"

    fault = undeclared(Silent)
    assert (fault.code, fault.what) == ("core.E001", "core.Silent does not say whose data it holds.")
    assert "personal: ClassVar = Personal(" in fault.add
    assert 'NoPersonalData("because ...")' in fault.add


def test_a_table_of_somebody_else_is_told_what_to_add() -> None:
    class Foreign(models.Model):
        __module__ = "somebody.models"

        class Meta:
            app_label = "core"

    fault = undeclared(Foreign)
    assert (fault.code, fault.what) == (
        "core.E002",
        "core.Foreign is a table that Gestand did not make, and no room says what is in it.",
    )
    assert 'house.declare_table("core.Foreign", ' in fault.add


def test_no_personal_data_needs_its_reason(roots: dict[str, SubjectRoot]) -> None:
    class Counter(models.Model):
        class Meta:
            app_label = "core"

    (fault,) = faults_of(Counter, NoPersonalData("  "), roots)
    assert fault.what == "core.Counter says that it holds no personal data, and not why."


# The checks themselves ----------------------------------------------------------------------------------------------


def ids(found: list[Any]) -> set[str]:
    return {message.id for message in found}


def test_the_house_as_it_stands_declares_everything() -> None:
    assert [message for message in checks.check_declarations(None) if isinstance(message, Error)] == []
    assert checks.check_law(None) == []
    assert checks.check_scheduled_jobs(None) == []


def test_an_undeclared_model_stops_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(models.Model):
        class Meta:
            app_label = "core"

    monkeypatch.setattr(checks, "every_model", lambda: [Client, Silent])
    with pytest.raises(SystemCheckError, match=r"core\.Silent does not say whose data it holds"):
        call_command("check")


def test_a_third_party_table_that_no_room_declares_stops_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(house.tables, "contenttypes.contenttype")
    assert ids(checks.check_declarations(None)) == {"core.E002"}


def test_a_declaration_of_a_table_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(house.tables, "old.thing", NoPersonalData("gone"))
    assert ids(checks.check_declarations(None)) == {"core.W016"}


def view(request: object) -> None:
    """Never called."""


class Urls:
    urlpatterns: ClassVar = [
        path("open/", view, name="open"),
        path("inside/", include(([path("deep/", view, name="deep")], "room"))),
        path("nameless/", view),
    ]


def test_an_address_outside_the_access_table_is_found(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = Urls
    monkeypatch.setattr(house, "access", {"open": Access.PUBLIC, "gone": Access.TEAM})
    monkeypatch.setattr(house, "closed_urls", {})
    told = {(message.id, message.msg) for message in checks.check_access(None)}
    assert told == {
        ("core.E020", "The address 'nameless/' has no name, so nobody can be let in."),
        ("core.E021", "The address 'room:deep' is not in the access table, so it answers 404 to everybody."),
        ("core.W022", "The access table names 'gone', and there is no such address."),
    }
    monkeypatch.setattr(house, "closed_urls", {"room:deep": "on purpose", "open": "by mistake"})
    assert ids(checks.check_access(None)) == {"core.E020", "core.W022"}


def test_a_door_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "menu", [MenuEntry("Garden", "garden:roses", "sun", 1, "garden")])
    monkeypatch.setattr(house, "new_actions", [])
    monkeypatch.setattr(house, "client_tabs", [])
    (found,) = checks.check_doors(None)
    assert found.msg == "The door 'Garden' leads to 'garden:roses', and there is no such address."


def test_a_scheduled_job_that_nobody_wrote_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "scheduled_jobs", [ScheduledJob("core.dream", every=None)])  # type: ignore[arg-type]
    assert ids(checks.check_scheduled_jobs(None)) == {"core.E031"}


# The live database --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_as_it_stands_is_declared() -> None:
    assert undeclared_tables() == []
    assert checks.check_database(None, databases=["default"]) == []


@pytest.mark.django_db
def test_a_table_made_by_hand_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE holiday_list (name text)")
    (found,) = undeclared_tables()
    assert found.what == "The table holiday_list is in the database and nobody declared it."
    assert 'house.declare_plumbing("holiday_list", "because ...")' in found.add
    with pytest.raises((SystemCheckError, CommandError), match="holiday_list"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_a_view_is_found_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW names AS SELECT name FROM people_client")
    assert [found.table for found in undeclared_tables()] == ["names"]


@pytest.mark.django_db
def test_a_column_made_by_hand_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_client ADD COLUMN nickname text")
    (found,) = undeclared_tables()
    assert found.what == "The column people_client.nickname is in the database and in no model."


@pytest.mark.django_db
def test_plumbing_is_declared_by_name_or_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE words_data (word text)")
    monkeypatch.setitem(house.plumbing_tables, "words_*", "made by the search index")
    assert undeclared_tables() == []


@pytest.mark.django_db
def test_a_missing_trigger_is_found_by_the_check() -> None:
    triggers.remove(connection)
    assert ids(checks.check_database(None, databases=["default"])) == {"core.E042"}


@pytest.mark.django_db
def test_a_database_that_is_behind_is_not_judged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE holiday_list (name text)")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'rights'")
    assert checks.check_database(None, databases=["default"]) == []
