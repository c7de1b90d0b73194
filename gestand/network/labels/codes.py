"""What a label leads to: the device's short address on this Gestand, and the QR code that says it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation

from gestand.core.firm import current_firm
from gestand.core.ids import is_short_id
from gestand.core.public_address import public_address

#: White around the code, in squares: readers need four (ISO/IEC 18004).
QUIET_SQUARES = 4


def spelled(short_id: str) -> str:
    """A short id as a person reads it out: "K7M2-PQX"."""
    return f"{short_id[:4]}-{short_id[4:]}"


def read_short_id(typed: str) -> str:
    """The short id that somebody typed or scanned, dash or not, capitals or not; "" when it is none."""
    bare = typed.strip().upper().replace("-", "").replace(" ", "")
    return bare if is_short_id(bare) else ""


def label_address(short_id: str, *, base: str | None = None) -> str:
    """What stands in the code, "HTTPS://GESTAND.FIRM.EXAMPLE/D/K7M2PQX".

    In capitals, because a QR code packs them twice as close (its alphanumeric mode) and so has larger squares; scheme
    and host are the same in capitals (RFC 3986, 3.1 and 3.2.2), and our own address answers to both. ``base`` is the
    address of this Gestand when it is known already.
    """
    base = public_address(current_firm()) if base is None else base
    with translation.override("nl"):  # the address without a language in it, which is the shortest
        path = reverse("label:device", args=[short_id])
    address = f"{base.rstrip('/')}{path}"
    return address.upper() if not urlsplit(base).path.strip("/") else address


def code_of(address: str) -> list[list[bool]]:
    """The squares of the QR code, row by row, without the white around it. Level M, or better if that is free."""
    import segno

    made = segno.make(address, error="m", micro=False, boost_error=True)
    return [[bool(dark) for dark in row] for row in made.matrix]


def drawn(squares: list[list[bool]]) -> str:
    """The code as SVG with the white around it: one path, each run of dark squares of a row in one piece."""
    side = len(squares) + 2 * QUIET_SQUARES
    runs = []
    for y, row in enumerate(squares):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start + QUIET_SQUARES} {y + QUIET_SQUARES}h{x - start}v1h-{x - start}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{"".join(runs)}"/></svg>'
    )
