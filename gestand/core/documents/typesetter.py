"""Runs typst in a process of its own, so that its memory goes back when the PDF is done and a time limit can stop it.

Started as a plain script by ``render.py``: reads one JSON order from standard input, writes the PDF (or the
picture) to standard output.
It imports nothing of the program.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime


def main() -> int:
    import typst

    order = json.load(sys.stdin.buffer)
    pixels = order.get("pixels_an_inch")
    as_what = {"format": "png", "ppi": pixels} if pixels else {"pdf_standards": ["a-2b"]}
    try:
        made = typst.compile(
            order["template"],
            root=order["root"],
            font_paths=order["font_paths"],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(order["content"])},
            timestamp=datetime.fromisoformat(order["at"]),
            **as_what,
        )
    except typst.TypstError as failure:
        sys.stderr.write(str(failure))
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
