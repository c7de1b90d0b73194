"""What can be done with an import: begin, choose columns, tick lines, confirm, undo, throw away.

``stage_file``, ``confirm_import`` and ``undo_import`` do all their work here and now (the command line, small files);
``begin_import``, ``order_writing`` and ``order_undoing`` leave it to a job (the pages).
"""

from gestand.network.imports.actions.beginning import (
    READ_JOB,
    ContactsElsewhere,
    WrongColumns,
    begin_import,
    choose_columns,
    keep_in_notes,
    read_file_of,
    samples_of,
    stage_file,
)
from gestand.network.imports.actions.steps import WrongMoment, at_step, discard_import, forget_now
from gestand.network.imports.actions.taking_back import UNDO_JOB, order_undoing, undo_import, undo_lines_of
from gestand.network.imports.actions.taking_over import (
    INDEX_JOB,
    WRITE_JOB,
    NothingTicked,
    confirm_import,
    order_writing,
    write_lines_of,
)
from gestand.network.imports.actions.ticking import ANSWERED, allowed_choices, tick_all, tick_lines

__all__ = [
    "ANSWERED",
    "INDEX_JOB",
    "READ_JOB",
    "UNDO_JOB",
    "WRITE_JOB",
    "ContactsElsewhere",
    "NothingTicked",
    "WrongColumns",
    "WrongMoment",
    "allowed_choices",
    "at_step",
    "begin_import",
    "choose_columns",
    "confirm_import",
    "discard_import",
    "forget_now",
    "keep_in_notes",
    "order_undoing",
    "order_writing",
    "read_file_of",
    "samples_of",
    "stage_file",
    "tick_all",
    "tick_lines",
    "undo_import",
    "undo_lines_of",
    "write_lines_of",
]
