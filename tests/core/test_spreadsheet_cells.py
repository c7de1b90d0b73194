"""Text in files for spreadsheets: never a formula, and the same text when it comes back."""

from __future__ import annotations

import pytest

from gestand.core.spreadsheet_cells import as_it_was, for_workbook, without_formula

RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1",
    "\t=1", "\ttext", "\rtext", "\ntext", "＝1", "＋1", "－1", "＠x",
]  # fmt: skip
STAYS = ["", "Jansen", "a=b", "'s-Hertogenbosch", "'t Hooft", "030 012 34 56", "info@zwart.example", "(+31)", " x"]


@pytest.mark.parametrize("text", RUNS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert without_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", STAYS)
def test_other_text_is_left_alone(text: str) -> None:
    assert without_formula(text) == text
    assert as_it_was(text) == text


@pytest.mark.parametrize("text", [*RUNS, *STAYS, "'=1", "''=1", "'-", "'"])
def test_what_goes_out_comes_back_as_it_was(text: str) -> None:
    assert as_it_was(without_formula(text)) == text


def test_a_workbook_gets_no_signs_that_xml_cannot_hold() -> None:
    assert for_workbook("a\x00b\x0bc\x1fd\ud800e\uffff\tf\n") == "abcde\tf\n"
