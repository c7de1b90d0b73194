"""A database that is still empty: all tables at once, as they are today, instead of by every step that led to them.

Replaying the migrations takes over four seconds, most of it spent on states in between that no row has ever seen.
What they end in is the same, and a test compares the two table by table.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import FieldError
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation, OperationCategory

#: What changes tables alone: its outcome stands in the models as they are after the last migration.
_ABOUT_TABLES = {
    OperationCategory.ADDITION,
    OperationCategory.REMOVAL,
    OperationCategory.ALTERATION,
}


def make_at_once() -> bool:
    """Make every table and tell Django that every migration was applied; False when that is not possible here.

    Possible in a database without a table. The rooms' own steps that are no tables (triggers, the search index) are
    taken in their order; those of libraries convert rows, and there are none.
    """
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan: list[Migration] = [step for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    steps = list(_steps(plan))
    if not all(isinstance(step, RunPython | RunSQL) for _label, step in steps):
        return False
    try:
        _make(executor, plan, steps)
    except (FieldError, LookupError):
        # A step asks for what a later one took away. Nothing was written, and the long way knows what it means.
        return False
    return True


def _make(executor: MigrationExecutor, plan: list[Migration], steps: list[tuple[str, Operation]]) -> None:
    """All in one transaction."""
    state, recorder = executor.loader.project_state(), executor.recorder
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for label, step in steps:
            step.database_forwards(label, editor, state, state)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create([recorder.Migration(app=step.app_label, name=step.name) for step in plan])


def _steps(plan: list[Migration]) -> Iterator[tuple[str, Operation]]:
    """What is more than tables, with the room that takes the step."""
    for migration in plan:
        ours = type(migration).__module__.startswith("gestand.")
        for operation in migration.operations:
            if operation.category not in _ABOUT_TABLES and (ours or not isinstance(operation, RunPython)):
                yield migration.app_label, operation
