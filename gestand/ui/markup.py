"""HTML with values in it, as Django's ``format_html`` makes it, in a third of its time.

A page asks for hundreds of pieces, and most values are plain texts, HTML that is marked as safe, numbers or words that
wait for their language: those are told apart by their type. Whatever else is asked of Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import cast

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def markup(form: str, *values: object) -> SafeString:
    """``form`` with each value in the place of a ``{}``, escaped unless it is marked as safe."""
    return SafeString(form.format(*map(_escaped, values)))


def markup_join(separator: str, form: str, lines: Iterable[Iterable[object]]) -> SafeString:
    """``form`` filled in once for each line, with ``separator`` (HTML of our own) between them."""
    return SafeString(separator.join([form.format(*map(_escaped, line)) for line in lines]))


def _escaped(value: object) -> str:
    kind = type(value)
    if kind is SafeString:
        return cast("SafeString", value)
    if kind is str:
        return escape(cast("str", value))
    if kind is int:
        return str(value)
    if isinstance(value, Promise):
        return _escaped(str(value))
    return conditional_escape(cast("str", value))
