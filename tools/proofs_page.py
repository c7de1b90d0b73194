"""docs/reference/proofs.md, from the register of proofs and their sabotage tests: ``write``, or ``check`` (exits 1 when it lags)."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "proofs.md"
TESTS = ROOT / "tests" / "statement" / "sabotage"

HEAD = """# Proofs

Every clause of the privacy statement is bound to at least one check of the running system (`gestand prove`). A clause
shows the worst of its proofs' newest answers. Several clauses behind one proof are a *declared group*: they turn red
together, because they share the check.

Each check that can fail has been made to fail: a test breaks exactly that promise, asks every proof, and sees that this
one turns red and no other. What the tests break stands in the table at the end. This page is made by `tools/proofs_page.py` from
the program and its tests.

A proof of the kind *attested* asks for what a person saw and signed for, with a term. Of the kind *missing* it says
what has to be built before anything can be proven; its clause is never shown as kept.
"""

EVERY = {"0:05": "5 minutes", "1:00": "hour", "6:00": "6 hours", "24:00": "day"}


def rows() -> Iterator[str]:
    from gestand.core.house import house
    from gestand.statement.clauses.ids import SECTIONS

    told: set[str] = set()
    for section in SECTIONS:
        yield f"\n## {section.number} {section.title}\n"
        for clause in section.clauses:
            yield f"\n### `{clause}`\n\n"
            for proof in house.proofs.values():
                if clause not in proof.clauses:
                    continue
                others = ", ".join(f"`{other}`" for other in proof.clauses if other != clause)
                group = f" Group with {others}." if others else ""
                yield f"- **{proof.key}** ({proof.kind.value}, every {every(proof.every)}).{group}\n"
                if proof.key in told:
                    yield "  See above.\n"
                    continue
                told.add(proof.key)
                if proof.kind.value != "missing":
                    yield f"  - Checked: {proof.what}\n"
                    yield f"  - Not seen: {proof.limits}\n"
                else:
                    yield f"  - Missing: {proof.limits}\n"


def table() -> Iterator[str]:
    """Each sabotage, and which clauses it turns red."""
    from gestand.core.house import house
    from tests.statement.sabotage.breaking import SABOTAGES

    yield "\n## What the tests break\n\n| What is broken | Proof | Clauses that turn red |\n| --- | --- | --- |\n"
    for sabotage in SABOTAGES:
        clauses = ", ".join(f"`{clause}`" for clause in house.proofs[sabotage.proof].clauses)
        yield f"| {sabotage.done[0].upper()}{sabotage.done[1:]} | {sabotage.proof} | {clauses} |\n"


def every(interval: object) -> str:
    seconds = int(interval.total_seconds())  # type: ignore[attr-defined]
    return EVERY.get(f"{seconds // 3600}:{seconds % 3600 // 60:02d}", f"{seconds // 3600} hours")


def page() -> str:
    """The whole page, in English."""
    sys.path.insert(0, str(ROOT))
    home = tempfile.mkdtemp(prefix="gestand-page-")
    os.environ |= {"GESTAND_HOME": home, "DJANGO_SETTINGS_MODULE": "gestand.settings"}
    try:
        import django

        django.setup()
        from django.utils import translation

        for module in sorted(TESTS.glob("test_*.py")):
            importlib.import_module(f"tests.statement.sabotage.{module.stem}")
        with translation.override("en"):
            return HEAD + "".join(rows()) + "".join(table())
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(
        "docs/reference/proofs.md lags behind the program. Run: .venv/bin/python tools/proofs_page.py write",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
