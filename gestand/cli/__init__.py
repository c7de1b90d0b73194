"""The command line ``gestand``."""

from __future__ import annotations


def main() -> None:
    """The entry point of the program ``gestand``."""
    from gestand.cli.program import program

    program()
