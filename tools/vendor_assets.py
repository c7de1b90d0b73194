"""Refresh the browser files, fonts and icons that Gestand ships, and write their manifest.

Needs npm and fonttools (requirements/dev.txt). Run from the root of the checkout: `python tools/vendor_assets.py`.
Nothing here is needed to run the program: what it fetches is committed, and a test compares it with the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "gestand" / "ui"
VENDOR = UI / "static" / "vendor"
FONTS = UI / "fonts"
ICONS = UI / "icons"
BROWSER_TESTS = ROOT / "tests" / "browser" / "vendor"
MANIFEST = VENDOR / "manifest.json"

# Tabler's outline set; add a name here, run the tool, and `{% icon "name" %}` knows it.
ICON_NAMES = """
    address-book adjustments-horizontal affiliate alarm alert-circle alert-triangle archive arrow-back-up arrow-down
    arrow-left arrow-merge arrow-narrow-right arrow-right arrow-up arrow-up-right arrows-sort at backspace ban bell
    bolt briefcase brush building building-community building-store bulb calendar calendar-due calendar-event
    calendar-off calendar-plus calendar-time camera car cash certificate certificate-2 chart-bar check checklist
    checks chevron-down chevron-left chevron-right chevron-up circle circle-check circle-dashed circle-off circle-x
    clipboard clipboard-check clipboard-list clock clock-check clock-exclamation clock-pause cloud cloud-off code
    columns command contract copy copy-check corner-down-left cpu credit-card database database-export
    database-import device-desktop device-floppy device-laptop device-mobile device-tablet devices door-exit dots
    dots-vertical download edit eraser exclamation-mark external-link eye eye-check eye-off face-id file file-alert
    file-arrow-right file-check file-code file-export file-import file-plus file-spreadsheet file-text file-type-csv
    file-type-pdf file-zip files filter fingerprint flag folder folder-open forms gavel gift git-merge globe
    grip-vertical hand-stop heart heart-handshake help help-circle history home hourglass hourglass-high id
    id-badge-2 inbox info-circle key keyboard language layout-grid layout-list lifebuoy link link-off list list-check
    list-details lock lock-check lock-open lock-x login logout mail mail-check mail-exclamation mail-forward
    mail-off mail-opened mail-plus mail-question mailbox map map-pin menu-2 message message-2 message-circle
    message-plus messages minus mood-happy moon network news note notebook notes number outbound package
    package-export paperclip password pencil phone phone-call phone-incoming phone-outgoing phone-plus photo pin
    plane player-pause player-play player-stop plug plus printer progress progress-check qrcode question-mark
    receipt receipt-euro receipt-tax refresh refresh-alert reload report rosette rosette-discount-check rotate route
    router rubber-stamp scale scan search search-off section select send send-2 server server-2 settings settings-2
    share shield shield-check shield-exclamation shield-half shield-lock shield-off shield-x signature sitemap
    sort-ascending sort-descending sparkles square square-check stack stack-2 star sticker sun sun-moon table
    table-export table-import tag tags timeline-event tool tools topology-star-3 transfer trash trash-x trending-up
    truck truck-delivery upload user user-check user-circle user-exclamation user-heart user-minus user-off user-pause
    user-plus user-question user-search user-shield user-square user-x users users-group users-plus versions wallet
    wand wifi world world-www writing x zoom-in
""".split()


@dataclass(frozen=True)
class Package:
    """One package on the registry and the files that are taken from it."""

    name: str
    wanted: str
    licence: str
    takes: dict[str, Path]
    version: str = ""
    files: list[Path] = field(default_factory=list)


def variable_font(package: str, family: str) -> Package:
    folder = VENDOR / family
    takes = {
        f"package/files/{family}-{subset}-wght-normal.woff2": folder / f"{family}-{subset}-wght.woff2"
        for subset in ("latin", "latin-ext")
    }
    return Package(package, "5", "OFL-1.1", {**takes, "package/LICENSE": folder / "LICENSE.txt"})


PACKAGES = [
    variable_font("@fontsource-variable/inter", "inter"),
    variable_font("@fontsource-variable/source-serif-4", "source-serif-4"),
    Package(
        "htmx.org",
        "2",
        "0BSD",
        {
            "package/dist/htmx.min.js": VENDOR / "htmx" / "htmx.min.js",
            "package/LICENSE": VENDOR / "htmx" / "LICENSE.txt",
        },
    ),
    Package(
        "axe-core",
        "4",
        "MPL-2.0",
        {"package/axe.min.js": BROWSER_TESTS / "axe.min.js", "package/LICENSE": BROWSER_TESTS / "LICENSE-axe-core.txt"},
    ),
]

#: 1 January 2026, in the seconds since 1904 that fonts count in.
FIXED_MOMENT = 3850070400

# typst reads neither woff2 nor variable fonts, so these become plain TrueType.
STATIC_FONTS = {
    "Inter-Regular": ("@fontsource/inter", "inter", "400-normal"),
    "Inter-Italic": ("@fontsource/inter", "inter", "400-italic"),
    "Inter-SemiBold": ("@fontsource/inter", "inter", "600-normal"),
    "SourceSerif4-Regular": ("@fontsource/source-serif-4", "source-serif-4", "400-normal"),
    "SourceSerif4-Italic": ("@fontsource/source-serif-4", "source-serif-4", "400-italic"),
    "SourceSerif4-SemiBold": ("@fontsource/source-serif-4", "source-serif-4", "600-normal"),
}


def fetch(name: str, wanted: str, into: Path) -> tuple[Path, str]:
    """Download and unpack one package; return its folder and exact version."""
    packed = subprocess.run(
        ["npm", "pack", "--json", "--silent", f"{name}@{wanted}"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(packed.stdout)
    told = told[0] if isinstance(told, list) else next(iter(told.values()))
    folder = into / re.sub(r"\W+", "-", name)
    with tarfile.open(into / told["filename"]) as archive:
        archive.extractall(folder, filter="data")
    return folder, told["version"]


def take(package: Package, scratch: Path) -> dict[str, object]:
    folder, version = fetch(package.name, package.wanted, scratch)
    for inside, target in package.takes.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((folder / inside).read_bytes())
    return entry(package.name, version, package.licence, list(package.takes.values()))


def entry(name: str, version: str, licence: str, files: list[Path]) -> dict[str, object]:
    hashes = {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
    }
    return {"package": name, "version": version, "licence": licence, "files": hashes}


def take_icons(scratch: Path) -> dict[str, object]:
    """Keep the drawing of each icon that is used: no size, no colour, stroke 1.6."""
    folder, version = fetch("@tabler/icons", "3", scratch)
    for old in ICONS.glob("*.svg"):
        old.unlink()
    absent = []
    files = []
    for name in sorted(set(ICON_NAMES)):
        source = folder / "package" / "icons" / "outline" / f"{name}.svg"
        if not source.exists():
            absent.append(name)
            continue
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.DOTALL)
        if drawing is None:
            raise SystemExit(f"{source.name} is no drawing")
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", drawing[1])
        inner = re.sub(r"\s+/>", "/>", re.sub(r">\s+<", "><", inner.strip()))
        target = ICONS / f"{name}.svg"
        target.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{inner}</svg>\n'
        )
        files.append(target)
    if absent:
        print("Tabler has no:", " ".join(absent))
    licence = ICONS / "LICENSE.txt"
    licence.write_bytes((folder / "package" / "LICENSE").read_bytes())
    return entry("@tabler/icons", version, "MIT", [*files, licence])


def take_static_fonts(scratch: Path) -> list[dict[str, object]]:
    """Join the latin and latin-ext halves of each face into one TrueType file."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    FONTS.mkdir(exist_ok=True)
    entries = []
    for package, family in {(package, family) for package, family, _ in STATIC_FONTS.values()}:
        folder, version = fetch(package, "5", scratch)
        files = []
        for face, (_, face_family, style) in STATIC_FONTS.items():
            if face_family != family:
                continue
            halves = []
            for subset in ("latin", "latin-ext"):
                font = TTFont(folder / "package" / "files" / f"{family}-{subset}-{style}.woff2")
                font.flavor = None
                half = scratch / f"{face}-{subset}.ttf"
                font.save(half)
                halves.append(str(half))
            merged = Merger().merge(halves)
            name_face(merged, face)
            target = FONTS / f"{face}.ttf"
            merged.save(target)
            files.append(target)
        licence = FONTS / f"LICENSE-{family}.txt"
        licence.write_bytes((folder / "package" / "LICENSE").read_bytes())
        entries.append(entry(package, version, "OFL-1.1", [*files, licence]))
    return entries


def name_face(font: TTFont, face: str) -> None:
    """Give the face the family and style names by which typst finds it."""
    family = "Inter" if face.startswith("Inter") else "Source Serif 4"
    style = {"Regular": "Regular", "Italic": "Italic", "SemiBold": "SemiBold"}[face.split("-")[1]]
    names = font["name"]
    names.names = []
    weight = 600 if style == "SemiBold" else 400
    legacy_family = family if style != "SemiBold" else f"{family} SemiBold"
    legacy_style = "Italic" if style == "Italic" else "Regular"
    for name_id, text in {
        1: legacy_family,
        2: legacy_style,
        4: f"{family} {style}",
        6: face,
        16: family,
        17: style,
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    # A fixed moment keeps the file the same on every refresh.
    font["head"].created = font["head"].modified = FIXED_MOMENT
    font.recalcTimestamp = False


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        entries = [take(package, scratch) for package in PACKAGES]
        entries.append(take_icons(scratch))
        entries += sorted(take_static_fonts(scratch), key=lambda one: str(one["package"]))
    MANIFEST.write_text(json.dumps({"packages": entries}, indent=2) + "\n")
    print(f"{sum(len(one['files']) for one in entries)} files written, listed in {MANIFEST.relative_to(ROOT)}")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
