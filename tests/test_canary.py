"""The canary: a unique token in every personal field of every table, for two people.

A's package holds all of A's and none of B's.

No table is named here: rows are built from the models' own fields, so a room that does not exist yet is walked too.
"""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pypdf
import pytest
from django.db import models

from gestand.core.declarations import Personal
from gestand.core.declarations.registry import declared_models, personal_models, rows_about
from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.core.ids import new_id
from gestand.people.models import MailAddress, Membership, Person
from gestand.rights.package import prepared
from gestand.rights.package.build import write_package
from gestand.rights.package.tables import personal_tables
from gestand.rights.subjects import subjects_of
from gestand.team.models import Account
from tests.cast import NOW, Cast

AnyField = models.Field[Any, Any]
#: Kinds of fields whose value can be a token of its own.
_WORDS = (models.CharField, models.TextField)


@dataclass
class Planted:
    """The tokens of one person: by table and field; those that the declaration withholds apart."""

    letter: str
    roots: dict[str, models.Model] = field(default_factory=dict)
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    withheld: dict[tuple[str, str], str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@dataclass
class Gardener:
    """Builds a row of any model for a person, with a token in each personal field that can hold one."""

    planted: Planted
    counter: itertools.count[int]
    made: dict[tuple[type[models.Model], str], models.Model] = field(default_factory=dict)

    def token(self) -> str:
        """Short enough for most columns, and of letters that nothing changes: "knra0042"."""
        return f"knr{self.planted.letter}{next(self.counter):04d}"

    def plant(self, model: type[models.Model], declaration: Personal, *, about: str) -> models.Model:
        """One row about the root named ``about``."""
        values: dict[str, Any] = {}
        for each in model._meta.concrete_fields:
            if not isinstance(each, models.AutoField):
                values[each.attname] = self.value(model, each, declaration, about=about)
        row = model(**{name: value for name, value in values.items() if value is not ...})
        model._base_manager.bulk_create([row])
        self.made.setdefault((model, about), row)
        return row

    def value(self, model: type[models.Model], each: AnyField, declaration: Personal, *, about: str) -> Any:
        if isinstance(each, models.ForeignKey):
            return self.reference(each, declaration, model, about=about)
        if each.primary_key and isinstance(each, models.UUIDField):
            return new_id()
        roots = {
            path.partition("__")[0].partition(":")[0]: path.rpartition(":")[2] for path in declaration.subject_paths
        }
        if isinstance(each, models.UUIDField):
            return (
                self.root_id(roots[each.name]) if roots.get(each.name) == about else (None if each.null else new_id())
            )
        if isinstance(each, _WORDS) and self.can_hold_a_token(each, declaration):
            return self.plant_token(model, each, declaration)
        return plain_value(each, next(self.counter))

    def can_hold_a_token(self, each: AnyField, declaration: Personal) -> bool:
        long_enough = each.max_length is None or each.max_length >= 8
        return each.name in declaration.categories and not each.choices and long_enough

    def plant_token(self, model: type[models.Model], each: AnyField, declaration: Personal) -> str:
        token = self.token()
        place = (model._meta.label_lower, each.name)
        (self.planted.withheld if each.name in declaration.withhold else self.planted.given)[place] = token
        if isinstance(each, models.EmailField):
            return f"{token}@tuin.example"
        if isinstance(each, models.URLField):
            return f"https://{token}.example/"
        return token

    def root_id(self, root: str) -> UUID:
        return UUID(str(self.planted.roots[root].pk))

    def reference(self, each: AnyField, declaration: Personal, model: type[models.Model], *, about: str) -> Any:
        target: type[models.Model] = each.remote_field.model
        if target is StoredFile:
            return self.file(model, each, declaration)
        for root in house.subject_roots.values():
            if root.model is target:
                return self.root_id(root.name) if root.name == about or not each.null else None
        return self.row_of(target, about=about).pk

    def file(self, model: type[models.Model], each: AnyField, declaration: Personal) -> UUID:
        token = self.token()
        stored = store_file(f"inhoud {token}".encode(), name=f"{token}.txt", media_type="text/plain", at=NOW)
        if each.name in declaration.files:
            self.planted.files.append(token)
        elif each.name in declaration.withhold:
            self.planted.withheld[model._meta.label_lower, each.name] = token
        return stored.pk

    def row_of(self, target: type[models.Model], *, about: str) -> models.Model:
        if (target, about) not in self.made:
            for declared in declared_models():
                if declared.model is target:
                    declaration = declared.personal or Personal(
                        subject="self",
                        categories={},
                        impersonal=[],
                        purposes=[],
                        keep=None,  # type: ignore[arg-type]
                    )
                    self.plant(target, declaration, about=about)
        return self.made[target, about]


def plain_value(each: AnyField, number: int) -> Any:
    """Something valid of the field's kind, without a token."""
    if each.has_default():
        return ...
    if each.choices:
        return next(iter(dict(each.flatchoices)))
    if each.null:
        return None
    by_kind: list[tuple[type[AnyField], Any]] = [
        (models.BooleanField, False),
        (models.DateTimeField, NOW + timedelta(minutes=number)),
        (models.DateField, date(2026, 1, 1) + timedelta(days=number)),
        (models.TimeField, time(9, 0)),
        (models.DurationField, timedelta(minutes=number)),
        (models.DecimalField, Decimal("1.00")),
        (models.BinaryField, b"x"),
        (models.JSONField, {}),
        (models.GenericIPAddressField, "192.0.2.1"),
        (models.IntegerField, number),
        (models.FloatField, 1.0),
        (models.EmailField, f"plain{number}@tuin.example"),
        (models.URLField, "https://tuin.example/"),
        (models.CharField, f"p{number}"[: each.max_length or 8]),
        (models.TextField, "plain"),
    ]
    for kind, value in by_kind:
        if isinstance(each, kind):
            return value
    raise AssertionError(f"no plain value for {each}: teach the canary this kind of field")


def planted(letter: str) -> Planted:
    """A person with a household, an account and a row in every table; every row about them holds tokens."""
    what = Planted(letter)
    gardener = Gardener(what, itertools.count(ord(letter) % 32 * 1000))
    every = personal_models()
    for declared in every:  # the roots first: everything else points to them
        for path in declared.subjects:
            if not path.hops and declared.personal is not None:
                what.roots[path.root] = gardener.plant(declared.model, declared.personal, about=path.root)
    for declared in every:
        for root in sorted(declared.subject_roots):
            if declared.personal is not None and (declared.model, root) not in gardener.made:
                gardener.plant(declared.model, declared.personal, about=root)
    account = what.roots["account"]
    assert isinstance(account, Account)
    MailAddress.objects.create(person_id=what.roots["person"].pk, address=account.email, folded=account.email)
    return what


@dataclass
class Unpacked:
    """A package in the forms in which a person gets it."""

    index: str
    data: str
    sheets: str
    paper: str
    everything: bytes
    withheld: set[tuple[str, str]]


def unpacked(person_id: Any) -> Unpacked:
    out = io.BytesIO()
    write_package(person_id, language="nl", at=datetime.now(UTC), to=out)
    archive = zipfile.ZipFile(out)
    names = archive.namelist()
    parts = {name: archive.read(name) for name in names}
    data = json.loads(parts["data.json"])
    pages = pypdf.PdfReader(io.BytesIO(parts["overzicht.pdf"])).pages
    return Unpacked(
        index=parts["index.html"].decode(),
        data=parts["data.json"].decode(),
        sheets="".join(parts[name].decode() for name in names if name.startswith("csv/")),
        paper="".join("".join(page.extract_text() for page in pages).split()),
        everything=b"".join(parts.values()) + "".join(names).encode(),
        withheld={(table["name"], each["field"]) for table in data["tables"] for each in table["withheld"]},
    )


def complaints(package: Unpacked, mine: Planted, other: Planted) -> list[str]:
    """What is missing of mine, what of mine should have been left out, what of the other is in it."""
    forms = {"index.html": package.index, "data.json": package.data, "csv": package.sheets, "pdf": package.paper}
    found = [
        f"{form} lacks {table}.{name}"
        for (table, name), token in mine.given.items()
        for form, text in forms.items()
        if token not in text
    ]
    everything = package.everything + package.paper.encode()
    found += [f"withheld {place} is in it" for place, token in mine.withheld.items() if token.encode() in everything]
    found += [f"withheld {place} is not named" for place in mine.withheld if place not in package.withheld]
    found += [f"the file {token} is missing" for token in mine.files if f"inhoud {token}".encode() not in everything]
    foreign = {**other.given, **other.withheld}
    return found + [
        f"{place} of somebody else is in it" for place, token in foreign.items() if token.encode() in everything
    ]


@pytest.fixture(autouse=True)
def _declarations_are_read_anew() -> Iterator[None]:
    """The package keeps what it has read from the declarations; these tests change them."""
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()
    yield
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()


@pytest.fixture
def two(db: None) -> tuple[Planted, Planted]:
    return planted("a"), planted("b")


def test_every_personal_table_was_planted(two: tuple[Planted, Planted]) -> None:
    tables = {table for table, _field in {**two[0].given, **two[0].withheld}}
    with_words = {
        declared.model._meta.label_lower
        for declared in personal_models()
        if declared.personal is not None
        and any(
            isinstance(each, _WORDS) and Gardener(two[0], itertools.count()).can_hold_a_token(each, declared.personal)
            for each in declared.model._meta.concrete_fields
        )
    }
    assert tables >= with_words
    assert len(tables) > 15


def test_a_package_holds_everything_of_its_person_and_nothing_of_another(two: tuple[Planted, Planted]) -> None:
    mine, other = two
    assert complaints(unpacked(mine.roots["person"].pk), mine, other) == []
    assert complaints(unpacked(other.roots["person"].pk), other, mine) == []


def test_the_canary_sees_a_table_that_leads_to_nobody(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about",
        lambda model, **subjects: model._base_manager.none() if model is Membership else rows_about(model, **subjects),
    )
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found
    assert all("people.membership" in complaint for complaint in found)


def test_the_canary_sees_a_field_that_is_given_though_it_is_withheld(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(Account, "personal", replace(Account.personal, withhold={}))
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found == [
        "withheld ('team.account', 'password') is in it",
        "withheld ('team.account', 'password') is not named",
    ]


def test_the_canary_sees_rows_of_somebody_else(two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about", lambda model, **_subjects: model._base_manager.all()
    )
    assert any(
        "of somebody else" in complaint for complaint in complaints(unpacked(mine.roots["person"].pk), mine, other)
    )


def test_what_others_of_the_household_have_is_counted_and_left_out(cast: Cast) -> None:
    partner = Person.objects.create(given_name="Partner", sort_name="partner", created_at=NOW, changed_at=NOW)
    Membership.objects.create(client=cast.jansen, person=partner, role="adult", job_title="knrpartner")
    package = unpacked(cast.eva.pk)
    assert "knrpartner" not in package.everything.decode("utf-8", "replace")
    tables = {table["name"]: table for table in json.loads(package.data)["tables"]}
    assert tables["people.membership"]["rows_about_others"] == 1


def test_an_account_is_the_persons_only_when_nobody_else_has_its_address(cast: Cast) -> None:
    MailAddress.objects.create(person=cast.eva, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == {cast.anna.pk}
    MailAddress.objects.create(person=cast.carla, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == frozenset()
