"""The command line ``gestand``. Importing this package costs nothing: the serving processes live in it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gestand.cli.program import app

__all__ = ["app", "main"]


def main() -> None:
    """The entry point of the program ``gestand``."""
    from gestand.cli.program import app

    try:
        app()
    except Exception as fault:
        from gestand.cli.loading import stop_without_tables

        stop_without_tables(fault)
        raise


def __getattr__(name: str) -> Any:
    if name == "app":
        from gestand.cli.program import app

        return app
    raise AttributeError(name)
