"""Saying things on the console: plain sentences, machine-readable lines, how far it is, and how to stop."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer


def say(*lines: str) -> None:
    for line in lines:
        print(line)


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its word: "1 row", "1,234 rows"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listed(parts: Sequence[str]) -> str:
    """As in a sentence: "clients, persons and calls"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def named(name: object) -> str:
    """A name on a terminal: nothing in it may move the cursor or pretend to be a line of ours."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(name))


def say_json(facts: Mapping[str, Any] | Sequence[Any]) -> None:
    """For programs: one JSON document on standard output."""
    print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def stop(*lines: str, code: int = 1) -> NoReturn:
    """Say on standard error what is wrong and what to do, and end."""
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(code)


def each_of(*steps: Callable[[], Any]) -> list[Any]:
    """What each step gives. All of them are done, so that all that is wrong is said in one answer; then it ends if one
    of them did.
    """
    given: list[Any] = []
    code = 0
    for step in steps:
        try:
            given.append(step())
        except SystemExit as end:
            code = code or int(end.code or 1)
    if code:
        raise SystemExit(code)
    return given


def why_not_written(question: str, *, yes: bool, as_json: bool) -> str:
    """Nothing ("") when it may be written, by --yes or by somebody at a terminal who was asked; else a sentence."""
    if yes:
        return ""
    if as_json or not sys.stdin.isatty():
        return "Nothing was written: this needs a yes. Add --yes to write, or --dry-run to only look."
    return "" if typer.confirm(question) else "Nothing was written."


@contextmanager
def counting(words: str, *, shown: bool = True) -> Iterator[Callable[..., None]]:
    """A progress bar on standard error while a terminal looks at it; gives ``progress(done, total, words)``."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not (shown and console.is_terminal)) as bar:
        task = bar.add_task(words, total=None)

        def progress(done: int, total: int, words: object = "") -> None:
            bar.update(task, completed=done, total=total or None, description=str(words or bar.tasks[0].description))

        yield progress
