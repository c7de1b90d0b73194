"""The usual widgets, drawn in Python, look as Django's templates draw them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gestand.ui.forms import ChoiceChips, DateInput, DateTimeInput, MultipleChips, Renderer, Switch

NASTY = "\"><script>alert('1')</script>&amp;"
CHOICES = [
    ("", _("Every kind")),
    ("a", NASTY),
    (1, _("Client")),
    ("Group <b>", [("x", "In it"), ("y", SafeString("<i>y</i>"))]),
]
WIDGETS: list[forms.Widget] = [
    forms.TextInput({"class": "short", "placeholder": _("Client"), "maxlength": 80}),
    forms.NumberInput({"min": 0, "step": 1}),
    forms.EmailInput(),
    forms.URLInput(),
    forms.HiddenInput(),
    forms.PasswordInput(),
    forms.CheckboxInput(),
    forms.Textarea({"rows": 3}),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.TimeInput(),
    DateInput(),
    DateTimeInput(),
    Switch(),
]
VALUES: list[Any] = [None, "", NASTY, "a", 1, ["a", "x"], True, False, SafeString("<b>safe</b>"), date(2026, 11, 23)]


@pytest.mark.parametrize("attributes", [{}, {"id": "id_x", "required": True, "disabled": False, "title": NASTY}])
@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_drawn_widget_is_what_the_template_gives(
    widget: forms.Widget, value: Any, attributes: dict[str, Any]
) -> None:
    drawn = widget.render("name<", value, attributes, renderer=Renderer())
    assert closed_up(drawn) == closed_up(widget.render("name<", value, attributes, renderer=DjangoTemplates()))


def closed_up(markup: str) -> str:
    """Without the line ends between the options of a list."""
    return re.sub(r"</option>\s+", "</option>", markup)


@pytest.mark.parametrize("kind", [ChoiceChips, MultipleChips])
def test_chips_are_labelled_boxes_and_what_they_say_is_escaped(kind: type[forms.Widget]) -> None:
    drawn = kind(choices=[("a", NASTY), ("b", "B")]).render("kind", ["a"], {"id": "id_kind"})  # type: ignore[call-arg]
    box = "radio" if kind is ChoiceChips else "checkbox"
    assert drawn.startswith('<div class="choice-chips" id="id_kind"><label class="chip" for="id_kind_0">')
    assert f'<input type="{box}" name="kind" value="a" id="id_kind_0" checked>' in drawn
    assert f'<input type="{box}" name="kind" value="b" id="id_kind_1">B</label></div>' in drawn
    assert "<script>" not in drawn


def test_a_chip_may_have_an_icon() -> None:
    drawn = ChoiceChips(choices=[("call", "Call")], icons={"call": "phone"}).render("kind", "call")
    assert '<svg class="icon"' in drawn
    assert drawn.endswith("</svg>Call</label></div>")


def test_a_form_with_a_moment_keeps_it() -> None:
    assert 'value="2026-11-23T09:12"' in DateTimeInput().render("at", datetime(2026, 11, 23, 9, 12))  # noqa: DTZ001 - as forms give it


@pytest.mark.parametrize(
    ("language", "is_required", "words"),
    [("nl", False, "Niet ingevuld"), ("en", False, "Not filled in"), ("nl", True, "Kies"), ("en", True, "Choose")],
)
def test_a_list_says_in_words_that_nothing_is_chosen(language: str, is_required: bool, words: str) -> None:
    for nothing in (*BLANK_CHOICE_DASH, ("", "–")):
        widget = forms.Select(choices=[nothing, ("a", "A")])
        widget.is_required = is_required
        with translation.override(language):
            drawn = widget.render("place", "", renderer=Renderer())
        assert f'<option value="" selected>{words}</option>' in drawn
