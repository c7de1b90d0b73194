"""Finding every form with which a visitor who is not signed in can leave something behind, by walking the addresses.

A form counts when the code of a public page can reach it: the view, and the functions of its own module that it calls.
Such a form is built on ``AgeQuestion``, or says in ``asks_no_age`` why not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from gestand.core.house import Access, house
from gestand.people.minors.forms import AgeQuestion

_OURS = "gestand."


@dataclass(frozen=True, slots=True)
class PublicForm:
    """A form, and the first public page that reaches it."""

    form: type[forms.BaseForm]
    view_name: str

    @property
    def asks_the_age(self) -> bool:
        return issubclass(self.form, AgeQuestion)

    @property
    def asks_no_age(self) -> str:
        return str(getattr(self.form, "asks_no_age", ""))


def public_forms() -> list[PublicForm]:
    """Every form of every public page, once, by name."""
    found: dict[type[forms.BaseForm], PublicForm] = {}
    for name, view in _views(get_resolver()):
        if house.access.get(name) is Access.PUBLIC:
            for form in _forms_of(view):
                found.setdefault(form, PublicForm(form, name))
    return sorted(found.values(), key=lambda each: (each.form.__module__, each.form.__qualname__))


def faults() -> list[PublicForm]:
    """Forms that neither ask the age nor say why they need not."""
    return [each for each in public_forms() if not each.asks_the_age and not each.asks_no_age]


def _views(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _views(part, (*namespaces, part.namespace) if part.namespace else namespaces)
        elif isinstance(part, URLPattern) and part.name:
            yield ":".join((*namespaces, part.name)), part.callback


def _forms_of(view: Callable[..., Any]) -> Iterator[type[forms.BaseForm]]:
    by_class = getattr(view, "view_class", None)
    if by_class is not None:  # a library's page (signing in), or a class of ours
        form = getattr(by_class, "form_class", None)
        if inspect.isclass(form) and form.__module__.startswith(_OURS):
            yield form
        return
    function = inspect.unwrap(view)
    if isinstance(function, FunctionType) and function.__module__.startswith(_OURS):
        yield from _reached(function, set())


def _reached(function: FunctionType, seen: set[FunctionType]) -> Iterator[type[forms.BaseForm]]:
    seen.add(function)
    for name in _names(function.__code__):
        there = function.__globals__.get(name)
        if inspect.isclass(there) and issubclass(there, forms.BaseForm):
            yield there
        elif callable(there):
            inner = inspect.unwrap(there)
            if isinstance(inner, FunctionType) and inner.__module__ == function.__module__ and inner not in seen:
                yield from _reached(inner, seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
