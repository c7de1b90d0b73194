"""What the template tags write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from gestand.ui.drawings import NoSuchDrawing
from gestand.ui.forms import ChoiceChips, FileDrop


@pytest.fixture(autouse=True)
def _dutch() -> object:
    with translation.override("nl"):
        yield


def written(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("tone", "word"),
    [
        ("kept", "Bewezen"),
        ("attested", "Verklaard"),
        ("stale", "Nog niet bewezen"),
        ("warn", "Let op"),
        ("broken", "Verbroken"),
    ],
)
def test_a_state_has_a_colour_an_icon_and_a_word(tone: str, word: str) -> None:
    badge = written("{% state tone %}", tone=tone)
    assert f'class="badge {tone}"' in badge
    assert "<svg" in badge
    assert word in badge


def test_an_icon_is_silent_unless_it_has_a_title() -> None:
    assert 'aria-hidden="true"' in written('{% icon "phone" %}')
    assert 'aria-label="Bellen"' in written('{% icon "phone" title="Bellen" %}')


def test_an_icon_that_is_not_there_is_a_builders_mistake() -> None:
    with pytest.raises(NoSuchDrawing):
        written('{% icon "unicorn" %}')


def test_what_people_typed_is_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    page = written(
        "{% badge w %}{% panel title=w %}{{ w }}{% endpanel %}{% diff w w2 %}{% avatar w %}{% copy w %}{% phone w %}"
        '{% timeline_item "note" title=w meta=w url=w %}{{ w }}{% endtimeline_item %}'
        '{% notice "warn" title=w %}{{ w }}{% endnotice %}'
        "{% button w url=w %}{% fieldset title=w %}{% endfieldset %}{% progress 1 2 w %}"
        '{% state "kept" w %}{% icon "x" title=w %}',
        w=evil,
        w2=evil + "2",
    )
    assert "<script" not in page


def test_a_moment_shows_the_exact_one_on_hover() -> None:
    at = datetime(2025, 3, 7, 8, 12, tzinfo=UTC)
    assert written("{% when at %}", at=at) == (
        '<time datetime="2025-03-07T09:12+01:00" title="vr 7 mrt 2025 09:12">vr 7 mrt 2025</time>'
    )


def test_nothing_is_written_for_nothing() -> None:
    assert written("{% when x %}{% date x %}{% datetime x %}{% money x %}{% phone x %}{% until x %}", x=None) == ""


def test_a_telephone_number_can_be_tapped() -> None:
    assert 'href="tel:+31301234567">030 123 45 67</a>' in written('{% phone "+31301234567" %}')


@pytest.mark.parametrize(
    ("left", "tone", "sentence"),
    [
        (24, "", "nog 24 dagen"),
        (9, "warn", "nog 9 dagen"),
        (1, "broken", "nog 1 dag"),
        (-2, "broken", "2 dagen te laat"),
    ],
)
def test_the_ring_says_its_days_aloud(left: int, tone: str, sentence: str) -> None:
    ring = written("{% ring left 28 %}", left=left)
    assert f'class="ring {tone}"' in ring
    assert f'aria-label="{sentence}"' in ring


def test_pages_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/clients?q=jan&page=3")
    pages = written("{% pagination page %}", page=Paginator(range(500), 50).get_page(3), request=request)
    assert 'href="?q=jan&amp;page=4"' in pages
    assert 'aria-current="page">3<' in pages
    assert "101 tot en met 150 van 500" in pages


def test_one_page_needs_no_pages() -> None:
    request = RequestFactory().get("/")
    assert "<nav" not in written("{% pagination page %}", page=Paginator(range(5), 50).get_page(1), request=request)


def test_old_and_new_are_told_apart_without_colour() -> None:
    assert written('{% diff "oud" "nieuw" %}') == (
        '<span class="diff"><del><span class="visually-hidden">was </span>oud</del>'
        '<ins><span class="visually-hidden">wordt </span>nieuw</ins></span>'
    )


def test_a_page_that_no_room_offers_has_no_link() -> None:
    assert written('{% page_link "nowhere:at-all" %}') == ""


class Invented(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op de gevel.")
    email = forms.EmailField(label="Mail", required=False)
    kind = forms.ChoiceField(
        label="Soort", choices=[("a", "Huis"), ("b", "Bedrijf")], widget=ChoiceChips(icons={"a": "home"})
    )
    file = forms.FileField(label="Bestand", widget=FileDrop(hint="CSV"), required=False)
    agreed = forms.BooleanField(label="Akkoord", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_marks_what_is_optional_and_nothing_else() -> None:
    page = str(Invented())
    assert page.count("(optioneel)") == 2
    assert page.count("Akkoord") == 1
    assert '<label for="id_name">Naam</label>' in page.replace("\n", "")


def test_help_and_error_are_tied_to_their_field() -> None:
    page = str(Invented({"email": "carla@"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert page.count('aria-invalid="true"') >= 2


def test_the_summary_links_to_each_wrong_field() -> None:
    page = str(Invented({"email": "carla@"}))
    assert 'role="alert"' in page
    assert 'href="#id_name"' in page
    assert 'href="#id_email"' in page


def test_the_summary_does_not_name_a_field_that_nobody_sees() -> None:
    class Hurried(forms.Form):
        started = forms.CharField(widget=forms.HiddenInput)

    form = Hurried({"started": "nu"})
    form.add_error("started", "Dat ging wel heel snel.")
    page = written("{% error_summary form %}", form=form)
    assert "<li>Dat ging wel heel snel.</li>" in page
    assert "Started" not in page


def test_a_good_form_has_no_summary() -> None:
    assert "error-summary" not in str(Invented())


def test_choices_as_pills_are_radio_buttons_with_their_icon() -> None:
    page = str(Invented())
    assert page.count('type="radio"') == 2
    assert page.count('class="chip"') == 2
    assert "<legend>Soort" in page


def test_a_field_may_be_named_better_than_its_form_does() -> None:
    page = written('{% field form.name label="Uw naam" help="-" %}', form=Invented())
    assert "Uw naam" in page
    assert "gevel" not in page
