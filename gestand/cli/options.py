"""Options that several commands have, each with the words that its help says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen; write nothing.")]
Yes = Annotated[
    bool, typer.Option("--yes", help="Write without asking. Needed with --json and where there is no terminal.")
]
ClientName = Annotated[
    str, typer.Option("--client", metavar="NAME", help="The client's name, or its id.", show_default=False)
]


def _file(words: str) -> Any:
    """A file that is there and can be read."""
    return typer.Argument(exists=True, dir_okay=False, readable=True, help=words, show_default=False)


ContactsFile = Annotated[Path, _file("CSV, vCard or Excel.")]
NetworkFile = Annotated[Path, _file("The file.")]
PackageFile = Annotated[Path, _file("A portable package.")]
