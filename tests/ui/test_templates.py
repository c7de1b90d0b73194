"""Rules that every template of every room keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from gestand.core.house import house
from gestand.ui import drawings
from gestand.ui.templatetags.ui import register

ROOT = Path(__file__).resolve().parents[2] / "gestand"
PAGES = sorted(path for path in ROOT.rglob("templates/**/*.html"))
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
#: A script without a source runs only when it is a block of data.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"|javascript:\S",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_template_runs_or_styles_inline(page: Path) -> None:
    text = page.read_text()
    if "/mail/" in page.as_posix():
        text = re.sub(r"<style\b|\sstyle=", "", text)
    assert not INLINE.findall(text)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_template_opens_with_what_it_takes(page: Path) -> None:
    opening = re.sub(r"\{%\s*(extends|load)[^%]*%\}|\s", "", page.read_text()[:400])
    assert opening.startswith(("{#", "{%comment%}")), "open with a comment that lists the variables"


def icon_names() -> set[tuple[str, str]]:
    found = set()
    for path in ROOT.rglob("*"):
        if path.suffix == ".html":
            pattern = r"\{% (?:icon|tile|timeline_item) \"([\w-]+)\"|icon_name=\"([\w-]+)\""
        elif path.suffix == ".py":
            pattern = r"\bicon=\"([\w-]+)\"|\"icon\": \"([\w-]+)\""
        else:
            continue
        found |= {("".join(match), path.name) for match in re.findall(pattern, path.read_text())}
    return found


def test_every_icon_that_is_named_is_there() -> None:
    absent = sorted(pair for pair in icon_names() if not (drawings.HERE / "icons" / f"{pair[0]}.svg").exists())
    assert not absent


def test_every_door_of_the_house_leads_somewhere_and_has_its_icon() -> None:
    doors = [*house.menu, *house.new_actions]
    assert [door.url for door in doors if not reverse(door.url)] == []
    icons = {door.icon for door in doors} | {source.icon for source in house.search_sources.values()}
    assert {name for name in icons if not (drawings.HERE / "icons" / f"{name}.svg").exists()} == set()


def test_every_drawing_that_is_named_is_there() -> None:
    named = {name for page in PAGES for name in re.findall(r'\{% (?:empty|drawing) "([\w-]+)"', page.read_text())}
    assert {name for name in named if not (drawings.HERE / "illustrations" / f"{name}.svg").exists()} == set()


def test_every_tag_is_explained_and_shown() -> None:
    explained = (ROOT / "ui" / "README.md").read_text()
    assert {name for name in register.tags if name != "help_of" and f"{{% {name}" not in explained} == set()
    assert {name for name in register.filters if f"|{name}" not in explained.replace("\\", "")} == set()
