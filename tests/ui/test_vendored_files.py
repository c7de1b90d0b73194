"""What is shipped is what the manifest says, byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "gestand" / "ui"
MANIFEST = json.loads((UI / "static" / "vendor" / "manifest.json").read_text())
FILES = {path: digest for package in MANIFEST["packages"] for path, digest in package["files"].items()}


def test_every_vendored_file_is_what_the_manifest_says() -> None:
    found = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in FILES}
    assert found == FILES


@pytest.mark.parametrize("folder", ["static/vendor", "fonts", "icons"])
def test_nothing_lies_there_that_the_manifest_does_not_name(folder: str) -> None:
    lying = {
        path.relative_to(ROOT).as_posix()
        for path in (UI / folder).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert lying <= FILES.keys()


def named_in_the_code() -> set[str]:
    """Every word between quotes in templates and programs; the migrations name fields, not icons."""
    pages = [*UI.parent.rglob("*.html"), *(path for path in UI.parent.rglob("*.py") if "migrations" not in path.parts)]
    return {word for path in pages for word in re.findall(r"(?<=[\"'])[a-z0-9-]+(?=[\"'])", path.read_text())}


def test_no_icon_is_shipped_that_no_page_names() -> None:
    assert {path.stem for path in (UI / "icons").glob("*.svg")} - named_in_the_code() == set()


def test_every_package_brings_its_licence() -> None:
    for package in MANIFEST["packages"]:
        assert package["licence"], package["package"]
        assert any("LICENSE" in path for path in package["files"]), package["package"]


@pytest.mark.parametrize(
    "face", ["Inter-Regular", "Inter-SemiBold", "Inter-Italic", "SourceSerif4-Regular", "SourceSerif4-SemiBold"]
)
def test_a_printed_face_has_the_letters_of_dutch_and_its_neighbours(face: str) -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    letters = fonts.TTFont(UI / "fonts" / f"{face}.ttf").getBestCmap()
    assert not [letter for letter in "Aaëïéèçłšžğı€–…“”0123456789" if ord(letter) not in letters]
