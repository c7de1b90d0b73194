"""The Dutch catalogues, without system gettext: ``update [ROOM]``, ``compile``, ``check``.

``update`` finds the strings in Python and templates of a room and merges them into its catalogue (new ones empty, gone ones
dropped); ``compile`` writes the binary catalogues that are newer than what is there; ``check`` lists every string
without a translation, every string that two rooms translate differently, and every catalogue that lags behind the code, and exits 1 when there is one.
"""

from __future__ import annotations

import ast
import os
import sys
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")

ROOT = Path(__file__).resolve().parent.parent / "gestand"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: Rooms that are single files belong to no folder: their strings go to the catalogue of core.
LOOSE = "core"


def rooms() -> list[Path]:
    return sorted(folder for folder in ROOT.iterdir() if (folder / "__init__.py").exists())


def found_in(room: Path) -> Catalog:
    """Every translatable string of a room."""
    from django.utils.translation.template import templatize

    catalogue = Catalog(locale="nl")
    sources = [
        path for path in room.rglob("*") if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
    ]
    if room.name == LOOSE:
        sources += list(ROOT.glob("*.py"))
    for source in sorted(sources):
        text = source.read_text(encoding="utf-8")
        if source.suffix != ".py":
            if "static" in source.parts or not ("trans" in text or "_(" in text):
                continue
            templatized = templatize(text, origin=str(source))
            text = "\n".join(line.strip() for line in templatized.splitlines())
        elif not ("_(" in text or "gettext" in text):
            continue
        else:
            for message in inside_f_strings(text):
                catalogue.add(message, None, [(str(source.relative_to(ROOT.parent)), None)])
        stream = BytesIO(text.encode("utf-8"))
        for _line, message, comments, context in extract(
            "python", stream, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            flags = {"python-format"} if "%(" in str(message) else set()
            catalogue.add(
                message,
                None,
                [(str(source.relative_to(ROOT.parent)), None)],
                flags,
                auto_comments=comments,
                context=context,
            )
    return catalogue


def inside_f_strings(text: str) -> set[str]:
    """What ``_("…")`` says inside an f-string, which the extractor passes over."""
    pieces = (
        piece for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr) for piece in ast.walk(node)
    )
    return {
        str(call.args[0].value)
        for call in pieces
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext"}
        and isinstance(call.args[0], ast.Constant)
    }


def path_of(room: Path) -> Path:
    return room / "locale" / "nl" / "LC_MESSAGES" / "django.po"


@cache
def merged(room: Path) -> Catalog:
    catalogue = found_in(room)
    if path_of(room).exists():
        with path_of(room).open("rb") as stream:
            old = read_po(stream, locale="nl")
        for message in catalogue:
            known = old.get(message.id, context=message.context)
            if message.id and known is not None and known.string:
                message.string = known.string
    return catalogue


def update(room: Path) -> None:
    catalogue = merged(room)
    if not len(catalogue):
        return
    path_of(room).parent.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    write_po(stream, catalogue, width=110, omit_header=False, sort_output=True, no_location=True)
    kept = [
        line
        for line in StringIO(stream.getvalue().decode("utf-8"))
        if not line.startswith(
            (
                '"POT-Creation',
                '"PO-Revision',
                '"Generated-By',
                '"Last-Translator',
                '"Language-Team',
                '"Report-',
                '"Project-Id',
                "# ",
            )
        )
        and line.strip() != "#"
        and line.strip() != "#, fuzzy"
    ]
    path_of(room).write_text("".join(kept), encoding="utf-8")


def compile_all() -> None:
    for room in rooms():
        source = path_of(room)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale="nl")
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(target)


def gaps() -> list[str]:
    """One sentence for each string that a Dutch reader would see in English."""
    lines = []
    for room in rooms():
        for message in merged(room):
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if message.id and not all(strings):
                lines.append(f"{room.name}: no Dutch for {message.id!r}")
    return lines


def conflicts() -> list[str]:
    """One sentence for each English that two rooms put into different Dutch: Django would show one of them in both."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for room in rooms():
        for message in merged(room):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[0]
                said.setdefault((english, message.context or ""), {})[room.name] = str(message.string)
    return [
        f"{english!r} is said differently: {dutch} (choose one, or give one of them a context)"
        for (english, _context), dutch in said.items()
        if len(set(dutch.values())) > 1
    ]


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["update"]:
            for room in rooms():
                update(room)
        case ["update", name]:
            update(ROOT / name)
        case ["check"]:
            found = gaps() + conflicts()
            print("\n".join(found) or "Every string has its Dutch.")
            return bool(found)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
