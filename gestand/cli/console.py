"""Saying things on the console: plain sentences, machine-readable lines, and how to stop."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

import typer


def say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def say_json(facts: Mapping[str, object] | Sequence[object]) -> None:
    """For programs: one JSON document on standard output."""
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def stop(*lines: str, code: int = 1) -> NoReturn:
    """Say on standard error what is wrong and what to do, and end."""
    for line in lines:
        print(line, file=sys.stderr)
    raise typer.Exit(code)
