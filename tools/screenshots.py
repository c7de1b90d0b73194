"""Pictures of every page, to be looked at: ``python tools/screenshots.py [--only NAME] [--readme]``.

Starts the demo's server over a home of its own, signs the owner in, and writes ``screenshots/NAME-WIDTH-THEME-LANGUAGE.png``. ``--readme`` makes the
few that the README shows, and no other.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.server import ROOT, run_inside, serving
from gestand.core.home import mark_as_demo

PORT = 8921
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
WIDTHS = {1440: 1000, 390: 844}
README = {
    "today": ("today", 1440, "light"),
    "client": ("client", 1440, "light"),
    "today-phone-dark": ("today", 390, "dark"),
    "import": ("import-preview", 1440, "light"),
    "request": ("request", 1440, "light"),
    "network": ("network-client", 1440, "light"),
    "network-picture": ("network-picture", 1440, "light"),
    "promises": ("promises", 1440, "light"),
    "statement": ("public-statement", 1440, "light"),
}


#: A page that asks the server again and again (a job's progress) is never quiet; then it is as it is.
QUIET_MILLISECONDS = 3_000


def shoot(
    chromium: Chromium, pages: dict[str, str], session: str, folder: Path, *, language: str, for_readme: bool = False
) -> list[str]:
    """Every page in both widths and themes (or what the README shows); returns what the browser complained about."""
    complaints: list[str] = []
    for width, height in WIDTHS.items():
        for theme in ("light", "dark"):
            here = {
                name: path for name, path in pages.items() if not for_readme or (name, width, theme) in README.values()
            }
            if not here:
                continue
            print(f"  {language}, {width} wide, {theme}: {len(here)} pages …", flush=True)
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,
                locale=language,
                reduced_motion="reduce",
            )
            url = f"http://localhost:{PORT}"
            context.add_cookies([{"name": "gestand_session", "value": session, "url": url}])
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            for name, path in here.items():
                _one(page, url + path, folder / f"{name}-{width}-{theme}-{language}.png", complaints)
            context.close()
    return complaints


def _one(page: Page, url: str, target: Path, complaints: list[str]) -> None:
    answer = page.goto(url)
    with suppress(PlaywrightTimeout):
        page.wait_for_load_state("networkidle", timeout=QUIET_MILLISECONDS)
    if answer is None or (answer.status >= 400 and not url.endswith("/nergens/")):
        complaints.append(f"{url} answered {answer.status if answer else 'nothing'}")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        complaints.append(f"{target.name}: {overflow} px too wide")
    for last_try in (False, True):
        try:
            page.screenshot(path=str(target), full_page=True, animations="disabled")
            break
        except PlaywrightTimeout:  # Chromium now and then does not hand over a frame on a busy machine
            if last_try:
                complaints.append(f"{target.name}: no picture")


def for_readme(source: Path, target: Path) -> None:
    """One screenful in 192 colours: under 60 kB and nobody sees the difference."""
    with Image.open(source) as whole:
        screenful = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, 1000)))
    few = screenful.quantize(192, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--language", choices=["nl", "en"], default=None)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--keep", type=Path, default=None, help="use (and keep) this home")
    choice = parser.parse_args()
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gestand-pictures-") as temporary:
        home = choice.keep or Path(temporary) / "home"
        facts_file = home / "facts.json"
        if not facts_file.exists():
            facts = run_inside(home, "bench.make_home", "200", "0", "0").splitlines()[-1]
            facts_file.write_text(facts)
            mark_as_demo(home, port=PORT)
        if choice.readme:
            run_inside(home, "gestand.cli", "prove", "--json")  # else the pictures show a board that is being filled
        session = json.loads(facts_file.read_text())["session"]
        complaints = []
        languages = ["nl"] if choice.readme else [choice.language] if choice.language else ["nl", "en"]
        for language in languages:
            pages = json.loads(run_inside(home, "tools.demo_pages", language).splitlines()[-1])
            pages = {name: path for name, path in pages.items() if choice.only in name}
            with serving(home, PORT, settings="gestand.settings"), sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                complaints += shoot(chromium, pages, session, folder, language=language, for_readme=choice.readme)
                chromium.close()
    for line in sorted(set(complaints)):
        print(line)
    if choice.readme:
        for target, (name, width, theme) in README.items():
            picture = folder / f"{name}-{width}-{theme}-nl.png"
            for_readme(picture, ROOT / "docs" / "pictures" / f"{target}.png")
    return bool(complaints)


if __name__ == "__main__":
    raise SystemExit(main())
