"""Refresh the browser files, fonts and icons that Gestand ships, and write their manifest.

Needs npm and fonttools (requirements/dev.txt). Run from the root of the checkout: `python tools/vendor_assets.py`. For
an icon more (or less) change ICON_NAMES and run it with `--icons`: the other files stay, and so does Tabler's version.
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
ICON_PACKAGE = "@tabler/icons"

#: Of Tabler's outline set, what a page uses and nothing else (tests/ui/test_vendored_files.py tells).
ICON_NAMES = """
    access-point adjustments-horizontal alert-circle alert-triangle archive arrow-back-up arrow-merge arrow-up
    battery-charging bolt box building building-store calendar camera car certificate check chevron-down chevron-left
    chevron-right chevron-up circle circle-check circle-dashed circle-x clock clock-exclamation clock-pause cloud code
    columns copy database device-cctv device-desktop device-laptop device-mobile device-tablet device-tv devices
    door-exit dots download external-link eye eye-check file file-import file-spreadsheet file-text file-type-csv
    file-type-pdf file-zip filter fingerprint git-merge hand-stop heart help-circle history home hourglass id id-badge-2
    info-circle key lifebuoy link list list-check list-details lock lock-open login logout mail mail-check
    mail-exclamation mail-off mail-opened mail-question mailbox map map-pin maximize messages minus moon network note
    notebook package paperclip pencil phone phone-incoming phone-outgoing phone-plus player-play plug plus printer
    progress qrcode question-mark receipt-euro refresh rosette-discount-check router search send server server-2
    settings share shield shield-check shield-lock shield-x signature sparkles star sun switch-3 switch-horizontal
    topology-star transfer trash upload user user-check user-circle user-plus user-question users wand wifi world
    world-www writing x zoom-in zoom-out
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


def take_icons(scratch: Path, wanted: str = "3") -> dict[str, object]:
    """Keep the drawing of each icon that is used: no size, no colour, stroke 1.6."""
    folder, version = fetch(ICON_PACKAGE, wanted, scratch)
    sources = {name: folder / "package" / "icons" / "outline" / f"{name}.svg" for name in sorted(set(ICON_NAMES))}
    absent = [name for name, source in sources.items() if not source.exists()]
    if absent:
        raise SystemExit(f"Tabler has no: {' '.join(absent)}. Look at https://tabler.io/icons; nothing was changed.")
    for old in ICONS.glob("*.svg"):
        old.unlink()
    files = []
    for name, source in sources.items():
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
    licence = ICONS / "LICENSE.txt"
    licence.write_bytes((folder / "package" / "LICENSE").read_bytes())
    return entry(ICON_PACKAGE, version, "MIT", [*files, licence])


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icons", action="store_true", help="only the icons, in the version that is shipped")
    only_icons = parser.parse_args().icons
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if only_icons:
            entries = json.loads(MANIFEST.read_text())["packages"]
            place = next(place for place, one in enumerate(entries) if one["package"] == ICON_PACKAGE)
            entries[place] = take_icons(scratch, entries[place]["version"])
        else:
            entries = [take(package, scratch) for package in PACKAGES]
            entries.append(take_icons(scratch))
            entries += sorted(take_static_fonts(scratch), key=lambda one: str(one["package"]))
    MANIFEST.write_text(json.dumps({"packages": entries}, indent=2) + "\n")
    print(f"{sum(len(one['files']) for one in entries)} files written, listed in {MANIFEST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
