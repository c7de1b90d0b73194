"""What can be wrong with a declaration: each fault says what, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from gestand.core.declarations.categories import Category
from gestand.core.declarations.paths import SELF, AnyModel, PathBroken, field_at, resolved
from gestand.core.declarations.personal import Hat, NoPersonalData, Personal
from gestand.core.declarations.purposes import Purpose
from gestand.core.files.models import StoredFile
from gestand.core.jobs.registry import registered_jobs
from gestand.core.law import NotInTheLaw, is_known, table_law

if TYPE_CHECKING:
    from gestand.core.declarations.terms import Term
    from gestand.core.house import SubjectRoot

_LAW_KEY = re.compile(r"[a-z]+\.[a-z_]+")
_ANY_DAY = date(2027, 1, 1)

EXAMPLE = (
    'personal: ClassVar = Personal(subject="client", categories={"name": Category.NAME}, impersonal=["id"], '
    'purposes=[Purpose.CONTACT], keep=while_client(then=years(3), clock="client__ended_on"))'
)


@dataclass(frozen=True, slots=True)
class Fault:
    """``code`` is the check's id; ``add`` is what makes it right, with an example."""

    code: str
    what: str
    add: str


def is_ours(model: type[AnyModel]) -> bool:
    return model.__module__.partition(".")[0] in {"gestand", "tests"}


def undeclared(model: type[AnyModel]) -> Fault:
    label = model._meta.label
    if is_ours(model) and not model._meta.auto_created:
        return Fault(
            "core.E001",
            f"{label} does not say whose data it holds.",
            f"Add to the class, beside its fields: {EXAMPLE} -- or, when it holds nothing about anybody: "
            'personal: ClassVar = NoPersonalData("because ...")',
        )
    return Fault(
        "core.E002",
        f"{label} is a table that Gestand did not make, and no room says what is in it.",
        f'Add to the room.py that uses it: house.declare_table("{label}", Personal(subject="user", ...)) -- or: '
        f'house.declare_table("{label}", NoPersonalData("because ..."))',
    )


def faults_of(
    model: type[AnyModel], declaration: Personal | NoPersonalData, roots: Mapping[str, SubjectRoot]
) -> Iterator[Fault]:
    """Everything that is wrong with one declaration."""
    if isinstance(declaration, NoPersonalData):
        if not declaration.because.strip():
            yield Fault(
                "core.E003",
                f"{model._meta.label} says that it holds no personal data, and not why.",
                'Give the reason: NoPersonalData("it counts jobs and names nobody")',
            )
        return
    yield from _field_faults(model, declaration)
    yield from _subject_faults(model, declaration, roots)
    yield from _term_faults(model, declaration)
    yield from _purpose_faults(model, declaration)
    yield from _held_faults(model, declaration, roots)


def _field_faults(model: type[AnyModel], declaration: Personal) -> Iterator[Fault]:
    label = model._meta.label
    fields = [field.name for field in model._meta.concrete_fields]
    named = [*declaration.categories, *declaration.impersonal]
    for name in fields:
        if name not in named:
            yield Fault(
                "core.E004",
                f"{label}.{name} is in neither list: nobody said whether it is about a person.",
                f'Add it to categories ("{name}": Category.NAME) or to impersonal ("{name}").',
            )
        elif name in declaration.categories and name in declaration.impersonal:
            yield Fault(
                "core.E005",
                f"{label}.{name} is in both lists: it cannot be about a person and about nobody.",
                f'Take "{name}" out of categories or out of impersonal.',
            )
    for name in dict.fromkeys(named):
        if name not in fields:
            yield Fault(
                "core.E006",
                f"{label} declares {name!r}, and has no such field.",
                f"Take it out, or write the name of a field: {', '.join(fields)}.",
            )
    for name, category in declaration.categories.items():
        if not isinstance(category, Category):
            yield Fault(
                "core.E007",
                f"{label}.{name} has the category {category!r}, which is not in the closed list.",
                f'Write one of Category, for example: "{name}": Category.{Category.NAME.name}',
            )
    yield from _extra_faults(model, declaration, fields)


def _extra_faults(model: type[AnyModel], declaration: Personal, fields: list[str]) -> Iterator[Fault]:
    label = model._meta.label
    for name, reason in declaration.withhold.items():
        if name not in fields or not str(reason).strip():
            yield Fault(
                "core.E008",
                f"{label} withholds {name!r}, which is no field of it or has no reason (GDPR 15(4)).",
                'Name a field and tell why: withhold={"written_by": "it concerns the member of the team who wrote it"}',
            )
    for name in declaration.files:
        field = model._meta.get_field(name) if name in fields else None
        if not isinstance(field, models.ForeignKey) or field.remote_field.model is not StoredFile:
            yield Fault(
                "core.E009",
                f"{label} names {name!r} in files, which does not point to a stored file.",
                'Name a field that points to core.StoredFile: files=["file"], '
                "with file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)",
            )
    yield from _pointing_faults(model, declaration, fields)
    for name in declaration.erase.fields:
        if name not in declaration.categories:
            yield Fault(
                "core.E010",
                f"{label} empties {name!r} at an erasure, which is no personal field of it.",
                'Name fields of categories: erase=empty("note")',
            )


def _pointing_faults(model: type[AnyModel], declaration: Personal, fields: list[str]) -> Iterator[Fault]:
    labels = {each._meta.label for each in apps.get_models()}
    for name, targets in declaration.points_to.items():
        field = model._meta.get_field(name) if name in fields else None
        if not isinstance(field, models.UUIDField) or not targets or not labels.issuperset(targets):
            yield Fault(
                "core.E009",
                f"{model._meta.label} says that {name!r} points to rows of tables, and it is no id or one is no table.",
                'Name a UUIDField and the labels of tables: points_to={"thing_id": ["network.Site", "network.Device"]}',
            )


def _subject_faults(model: type[AnyModel], declaration: Personal, roots: Mapping[str, SubjectRoot]) -> Iterator[Fault]:
    label = model._meta.label
    example = 'Write a path of foreign keys to a person, client or account: subject=["person", "client"]'
    if not declaration.subject_paths:
        yield Fault("core.E011", f"{label} names no subject: its rows would be about nobody.", example)
    for path in declaration.subject_paths:
        try:
            resolved(model, path, roots)
        except PathBroken as broken:
            yield Fault(
                "core.E011",
                f"The subject path of {label} leads to no subject: {broken}.",
                example if path != SELF else f"{example}. Only a subject root itself says 'self'.",
            )


def _term_faults(model: type[AnyModel], declaration: Personal) -> Iterator[Fault]:
    label = model._meta.label
    for term in (*declaration.terms, *dict.fromkeys(declaration.keep_fields.values())):
        yield from _faults_of_term(model, term)
    for name in declaration.keep_fields:
        if name not in declaration.categories:
            yield Fault(
                "core.E010",
                f"{label} gives {name!r} a term of its own, which is no personal field of it.",
                'Name fields of categories: keep_fields={"text": after("closed_at", days(90), why="keep.outbox")}',
            )
    for name in filter(None, (declaration.forgotten_by, declaration.loose_forgotten_by)):
        if name not in registered_jobs:
            yield Fault(
                "core.E017",
                f"{label} is forgotten by the job {name!r}, which no room registered.",
                "Name a registered job, or leave it out: then the nightly sweep proposes these rows.",
            )
    known = registered_jobs.get(declaration.forgotten_by)
    if known is not None and known.spares == bool(declaration.forgotten_from_all.strip()):
        yield Fault(
            "core.E019",
            f"{label} is forgotten by the job {known.name!r}: nobody said whether it spares whoever is under a hold or "
            "restricted (GDPR 17(3)(e), 18).",
            "Have the job ask core.erasure.sparing, and register it with spares=True; or say why not: "
            'forgotten_from_all="because ..."',
        )
    duty = declaration.erase.duty
    if duty and not is_known(duty):
        yield Fault(
            "core.E013",
            f"{label} is kept at an erasure for {duty!r}, which is not in the law table.",
            'Name a row of gestand/core/law.py: erase=keep_for("keep.invoices")',
        )


def _faults_of_term(model: type[AnyModel], term: Term) -> Iterator[Fault]:
    label = model._meta.label
    example = 'Name a date or a moment: keep=after("closed_at", years(3), why="keep.request_dossier")'
    for clock in term.clocks:
        try:
            end: models.Field[Any, Any] = field_at(model, clock)
        except PathBroken as broken:
            yield Fault("core.E012", f"The term of {label} ends at no date: {broken}.", example)
            continue
        if not isinstance(end, models.DateField):
            kind = type(end).__name__
            yield Fault("core.E012", f"The term of {label} ends at no date: {clock!r} is a {kind}.", example)
    if _LAW_KEY.fullmatch(term.why) and not is_known(term.why):
        yield Fault(
            "core.E013",
            f"The term of {label} stands on {term.why!r}, which is not in the law table.",
            f'Add it to gestand/core/law.py: LawNumber("{term.why}", 3, Unit.YEARS, "GDPR 5(1)(e)", _("..."), '
            "date(2018, 5, 25))",
        )
    elif not term.why.strip():
        yield Fault("core.E013", f"The term of {label} has no reason.", example)
    elif _is_longer_than_the_law(term):
        yield Fault(
            "core.E014",
            f"The term of {label} is longer than {term.why!r} in the law table.",
            "Make the term shorter, or give it a reason of its own in gestand/core/law.py.",
        )


def _is_longer_than_the_law(term: Term) -> bool:
    try:
        allowed = table_law(term.why, _ANY_DAY).length
    except NotInTheLaw:
        return False
    return term.declared.added_to(_ANY_DAY) > allowed.added_to(_ANY_DAY)


def _purpose_faults(model: type[AnyModel], declaration: Personal) -> Iterator[Fault]:
    label = model._meta.label
    example = "Write one or more of Purpose: purposes=[Purpose.CONTACT]"
    if not declaration.purposes:
        yield Fault("core.E015", f"{label} has no purpose: what has none may not be held (GDPR 5(1)(b)).", example)
    for purpose in declaration.purposes:
        if not isinstance(purpose, Purpose):
            yield Fault("core.E015", f"{label} has the purpose {purpose!r}, which is not in the closed list.", example)


def _held_faults(model: type[AnyModel], declaration: Personal, roots: Mapping[str, SubjectRoot]) -> Iterator[Fault]:
    label, held = model._meta.label, declaration.held_for
    example = 'Write both: hat=Hat.PROCESSOR_FOR_BUSINESS, held_for=HeldFor("correspondence__client", when="is_theirs")'
    if (declaration.hat is Hat.CONTROLLER) != (held is None):
        yield Fault(
            "core.E018",
            f"{label} does not say both that rows are held as processor and for which client (GDPR 28(3)(g)).",
            example,
        )
    if held is None:
        return
    broken = ""
    try:
        if resolved(model, held.client, roots).root != "client":
            broken = f"{held.client!r} ends at no client"
        elif held.when and not isinstance(field_at(model, held.when), models.BooleanField):
            broken = f"{held.when!r} is no field that is true or false"
        for path in held.told:
            field_at(model, path)
    except PathBroken as fault:
        broken = str(fault)
    if broken:
        yield Fault("core.E018", f"For whom rows of {label} are held cannot be read: {broken}.", example)
