"""What is not declared does not start: system checks that every command runs, and the database's own check.

Ids: E001-E015 declarations (see ``declarations.faults``), W016 a stale declaration, E020-W022 the access table, E023
doors, E030 the law table, E031 scheduled jobs, E040-E042 the live database (``check --database default``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from gestand.core.audit import triggers
from gestand.core.declarations.database import undeclared_tables
from gestand.core.declarations.faults import Fault, faults_of, undeclared
from gestand.core.declarations.registry import every_model, own_declaration
from gestand.core.house import ClientTab, MenuEntry, NewAction, house
from gestand.core.jobs.registry import registered_jobs
from gestand.core.law import faults as faults_of_law

DECLARATIONS = "declarations"
#: An entry too many lets nobody in and hides nothing: told, and no reason to stand still.
STALE = frozenset({"core.W016", "core.W022"})


def _errors(faults: Iterable[Fault], about: object) -> list[CheckMessage]:
    return [
        (Warning if fault.code in STALE else Error)(fault.what, hint=fault.add, obj=about, id=fault.code)
        for fault in faults
    ]


@register(DECLARATIONS)
def check_declarations(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every model and every field says whose data it holds, why and how long."""
    apps = None if app_configs is None else {config.label for config in app_configs}
    found: list[CheckMessage] = []
    models = every_model()
    for model in models:
        if apps is not None and model._meta.app_label not in apps:
            continue
        declaration = own_declaration(model) or house.tables.get(model._meta.label_lower)
        if declaration is None:
            found += _errors([undeclared(model)], model)
        else:
            found += _errors(faults_of(model, declaration, house.subject_roots), model)
    if apps is None:
        found += _errors(_stale_declarations({model._meta.label_lower for model in models}), None)
    return found


def _stale_declarations(labels: set[str]) -> Iterator[Fault]:
    for label in house.tables:
        if label not in labels:
            yield Fault(
                "core.W016",
                f"A room declares the table {label!r}, and there is no such model.",
                f'Take house.declare_table("{label}", ...) out of its room.py, or correct the label.',
            )


@register(DECLARATIONS)
def check_access(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every address is in the access table, or is said to be closed; and the table names no address that is gone."""
    if app_configs is not None:
        return []
    names, nameless = set(), []
    for name, route in addresses(get_resolver()):
        if name:
            names.add(name)
        else:
            nameless.append(route)
    return _errors(_access_faults(names, nameless), None)


def _access_faults(names: set[str], nameless: list[str]) -> Iterator[Fault]:
    for route in nameless:
        yield Fault(
            "core.E020",
            f"The address {route!r} has no name, so nobody can be let in.",
            'Give it one: path("...", view, name="clients")',
        )
    for name in sorted(names - house.access.keys() - house.closed_urls.keys()):
        yield Fault(
            "core.E021",
            f"The address {name!r} is not in the access table, so it answers 404 to everybody.",
            f'Add to its room.py: house.add_access(Access.TEAM, ["{name}"]) -- or, when nobody should come there: '
            f'house.close_urls("because ...", ["{name}"])',
        )
    for name in sorted((house.access.keys() | house.closed_urls.keys()) - names):
        yield Fault(
            "core.W022",
            f"The access table names {name!r}, and there is no such address.",
            "Take it out of the room.py that has it, or correct the name.",
        )
    for name in sorted(house.access.keys() & house.closed_urls.keys()):
        yield Fault(
            "core.W022",
            f"The address {name!r} is both open and closed.",
            "Take it out of house.add_access or out of house.close_urls.",
        )


@register(DECLARATIONS)
def check_doors(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Whatever the rooms put in the menu, the "+ New" list, the settings or the client's tabs has an address."""
    names = {name for name, _route in addresses(get_resolver())}
    doors: list[MenuEntry | NewAction | ClientTab] = [
        *house.menu,
        *house.new_actions,
        *house.client_tabs,
    ]
    return [
        Error(
            f"The door {str(door.label)!r} leads to {door.url!r}, and there is no such address.",
            hint="Add it to the room's urls.py, or take the door out of its room.py.",
            id="core.E023",
        )
        for door in doors
        if door.url not in names
    ]


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = (), route: str = "") -> Iterator[tuple[str, str]]:
    """(view name, route) of every address; an empty name for an address without one."""
    for part in resolver.url_patterns:
        whole = f"{route}{part.pattern}"
        if isinstance(part, URLResolver):
            inside = (*namespaces, part.namespace) if part.namespace else namespaces
            yield from addresses(part, inside, whole)
        elif isinstance(part, URLPattern):
            yield (":".join((*namespaces, part.name)) if part.name else "", whole)


@register(DECLARATIONS)
def check_law(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """The law table has one number for each key on each day, today included."""
    return [
        Error(f"The law table: {fault}.", hint="Correct the days in gestand/core/law.py.", id="core.E030")
        for fault in faults_of_law(on=timezone.localdate())
    ]


@register(DECLARATIONS)
def check_scheduled_jobs(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Whatever is on the timetable is a job that exists."""
    return [
        Error(
            f"The timetable has the job {scheduled.job!r}, which no room registered.",
            hint=f'Write @job("{scheduled.job}", label=_("...")) over its function and import its module in room.py.',
            id="core.E031",
        )
        for scheduled in house.scheduled_jobs
        if scheduled.job not in registered_jobs
    ]


@register(Tags.database)
def check_database(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    databases: Sequence[str] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """The live database holds nothing that nobody declared, and the audit log's triggers stand."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                continue  # migrate comes first, and runs this check before it has done its work
            found += [
                Error(table.what, hint=table.add, id="core.E041" if table.column else "core.E040")
                for table in undeclared_tables(connection)
            ]
            found += [
                Error(
                    f"The database no longer refuses changes to the audit log: {name} is gone or changed.",
                    hint="Run: gestand audit verify. Put the trigger back with gestand.core.audit.triggers.install "
                    "in a migration when a migration took it away.",
                    id="core.E042",
                )
                for name in triggers.missing(connection)
            ]
        except DatabaseError:
            continue  # no connection: the command that needs one says so itself
    return found
