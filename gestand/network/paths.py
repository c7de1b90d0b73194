"""Addresses of pages, many at once: Django looks one up for longer than it takes to fill it in."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

_NOBODY = "00000000-0000-0000-0000-000000000000"


def thing_path(kind: str, thing_id: UUID) -> str:
    """The page of a thing."""
    return path_ending_in(thing_id, "network:thing", str(kind))


def path_ending_in(one: UUID, view: str, *before: str) -> str:
    """Of a view whose last part is an id."""
    return _pattern(view, *before, _NOBODY).replace(_NOBODY, str(one))


def client_path(view: str, client_id: UUID, part: str) -> str:
    """Of a page of a client whose last part is a word."""
    return _pattern(view, _NOBODY, "part").replace(_NOBODY, str(client_id)).replace("/part/", f"/{part}/")


@lru_cache(maxsize=128)
def _pattern(view: str, *args: str) -> str:
    return reverse(view, args=args)
