"""Documentation under test: what can be typed, set or opened has its heading, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def headings(page: str) -> set[str]:
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    return {line.lstrip("#").strip().strip("`") for line in text.splitlines() if line.startswith("##")}


def commands() -> set[str]:
    """ "import contacts", "serve", …: every command of the command line."""
    import typer.main

    from gestand.cli import app

    found = set()

    def collect(group: object, prefix: str) -> None:
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            if hasattr(command, "commands"):
                collect(command, f"{prefix}{name} ")
            else:
                found.add(f"{prefix}{name}")

    collect(typer.main.get_command(app), "")
    return found


def test_every_command_has_its_heading() -> None:
    assert commands() <= headings("commands.md")


def test_every_environment_variable_has_its_heading() -> None:
    names = set()
    for source in (ROOT / "gestand").rglob("*.py"):
        names |= set(re.findall(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"", source.read_text(encoding="utf-8")))
    assert names - {"DJANGO_SETTINGS_MODULE"} <= headings("settings.md")


def test_every_make_target_is_told() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {target for target in targets if f"make {target}" not in told} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_project_names_no_registry_and_no_machine() -> None:
    hosts = re.compile("pythonhoste" + r"d\.|registry\.npm" + r"js|deb\.debia" + r"n|/wor" + "k/|/roo" + "t/")
    texts = [path for path in ROOT.glob("requirements/*") if path.is_file()] + PAGES + list(ROOT.glob("tools/*.py"))
    assert [path.name for path in texts if hosts.search(path.read_text(encoding="utf-8"))] == []
