"""HTML with values in it: what is not marked as safe never becomes HTML."""

from __future__ import annotations

import pytest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from gestand.ui.markup import markup, markup_join


class OwnHtml:
    def __html__(self) -> str:
        return "<em>own</em>"


class OddText(str):
    """A text of a kind of its own."""

    __slots__ = ()


VALUES = [
    "<script>alert('x' & \"y\")</script>",
    OddText("<b>"),
    mark_safe("<b>bold</b>"),
    gettext_lazy("<i>lazy</i>"),
    OwnHtml(),
    None,
    3,
    "",
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_escaped_as_django_does_it(value: object) -> None:
    assert markup('<p title="{}">{}</p>', value, value) == format_html('<p title="{}">{}</p>', value, value)


def test_lines_are_joined_as_django_does_it() -> None:
    lines = [(value, "<hr>") for value in VALUES]
    assert markup_join("\n", "<li>{}{}</li>", lines) == format_html_join("\n", "<li>{}{}</li>", lines)


def test_what_is_made_is_not_escaped_again() -> None:
    assert markup("<p>{}</p>", markup("<b>{}</b>", "a & b")) == "<p><b>a &amp; b</b></p>"
