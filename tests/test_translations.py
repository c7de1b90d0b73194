"""Dutch and English are complete: a string without its Dutch stops the suite."""

from __future__ import annotations

from tools import catalogue


def test_every_string_has_its_dutch() -> None:
    assert catalogue.gaps() == []


def test_one_english_is_one_dutch() -> None:
    assert catalogue.conflicts() == []


def test_a_string_inside_an_f_string_is_found() -> None:
    assert catalogue.inside_f_strings("""name = f'{_("clients")}-{day:%Y}-{gettext("part")} {other("x")}'""") == {
        "clients", "part",
    }  # fmt: skip
