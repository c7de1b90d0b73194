"""Specimen documents, drawn here: invented people, machine-readable lines of ICAO Doc 9303 with right check digits.

Each of the four things that nobody may read has a colour pattern of its own that occurs nowhere else in the picture, so
that a test can look for a trace of it in what was sent.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache, reduce

from PIL import Image, ImageChops, ImageDraw, ImageFont

from gestand.rights.identity_copy.guides import GUIDES

#: Colours that nothing else in a specimen has: of the photo, the number, the lines for machines, the service number.
PHOTO, NUMBER, LINES, SERVICE = (255, 0, 255), (0, 200, 0), (0, 0, 255), (255, 140, 0)
SECRET_COLOURS = (PHOTO, NUMBER, LINES, SERVICE)
_VALUES = {**{str(number): number for number in range(10)}, "<": 0}
_VALUES |= {chr(ord("A") + place): 10 + place for place in range(26)}


def check_digit(text: str) -> str:
    """ICAO Doc 9303 part 3, 4.9: weights 7, 3, 1, modulo 10."""
    return str(sum(_VALUES[letter] * (7, 3, 1)[place % 3] for place, letter in enumerate(text)) % 10)


def passport_lines() -> tuple[str, str]:
    """TD3: two lines of 44, as on a specimen of an invented Willeke."""
    number, born, until, own = "SPECI2014", "650310", "240309", "<" * 14
    first = "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE".ljust(44, "<")
    checked = number + check_digit(number), born + check_digit(born), until + check_digit(until), own + "0"
    second = f"{checked[0]}NLD{checked[1]}F{checked[2]}{checked[3]}"
    return first, second + check_digit("".join(checked))


def card_lines() -> tuple[str, str, str]:
    """TD1: three lines of 30."""
    number, born, until = "SPECI2014", "650310", "240309"
    first = f"I<NLD{number}{check_digit(number)}".ljust(30, "<")
    second = f"{born}{check_digit(born)}F{until}{check_digit(until)}NLD" + "<" * 11
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first, second + check_digit(whole), "DE<BRUIJN<<WILLEKE<LISELOTTE".ljust(30, "<")


@dataclass
class Specimen:
    """A picture of one side of a document; ``secrets`` are the areas that must go, in parts of the whole document."""

    guide: str
    picture: Image.Image
    secrets: list[tuple[float, float, float, float]] = field(default_factory=list)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def draw_document(guide_key: str, *, width: int = 1200, margin: int = 40) -> Specimen:
    """The document on a grey table, straight."""
    guide = next(each for each in GUIDES if each.key == guide_key)
    height = round(width / guide.ratio)
    paper = Image.new("RGB", (width, height), (214, 226, 232))
    pen = ImageDraw.Draw(paper)
    pen.text(
        (0.36 * width, 0.24 * height),
        "DE BRUIJN\nWILLEKE LISELOTTE\n10 MAA/MAR 1965",
        fill=(20, 20, 20),
        font=_font(26),
    )
    colours = {"photo": PHOTO, "number": NUMBER, "mrz": LINES, "bsn": SERVICE}
    secrets = []
    for cover in guide.covers:
        # A real document's part lies a little inside the box of the guide.
        x, y, w, h = cover.x + 0.015, cover.y + 0.02, cover.width - 0.03, cover.height - 0.04
        area = (x * width, y * height, (x + w) * width, (y + h) * height)
        _fill(pen, area, colours[cover.hides.value], cover.hides.value, guide_key)
        secrets.append((x, y, w, h))
    table = Image.new("RGB", (width + 2 * margin, height + 2 * margin), (150, 150, 150))
    table.paste(paper, (margin, margin))
    return Specimen(guide_key, table, secrets)


def _fill(
    pen: ImageDraw.ImageDraw,
    area: tuple[float, float, float, float],
    colour: tuple[int, int, int],
    what: str,
    guide: str,
) -> None:
    left, top, right, bottom = area
    if what == "mrz":
        lines = card_lines() if guide == "card_back" else passport_lines()
        step = (bottom - top) / len(lines)
        for place, line in enumerate(lines):
            pen.text((left, top + place * step), line, fill=colour, font=_font(round((right - left) / 30)))
        pen.rectangle((left, bottom - 6, right, bottom), fill=colour)
    elif what in ("number", "bsn"):
        pen.rectangle(area, outline=colour, width=4)
        pen.text((left + 8, top + 6), "SPECI2014" if what == "number" else "999999990", fill=colour, font=_font(24))
    else:  # a chess board, so that a blurred or shifted trace would be seen as well
        size = 12
        for y in range(int(top), int(bottom), size):
            for x in range(int(left), int(right), size):
                if (x // size + y // size) % 2:
                    pen.rectangle((x, y, min(x + size - 1, right), min(y + size - 1, bottom)), fill=colour)


def turned(specimen: Specimen, degrees: float) -> Image.Image:
    """As somebody holds a camera askew: against the clock, on the same grey table."""
    return specimen.picture.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=(150, 150, 150))


def as_jpeg(picture: Image.Image, *, exif: bytes = b"") -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0, **({"exif": exif} if exif else {}))
    return out.getvalue()


def as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def traces_of(colour: tuple[int, int, int], picture: Image.Image) -> int:
    """How many pixels have this colour's own mixture: also faded by an edge, a JPEG or the watermark over it."""
    bands = picture.convert("RGB").split()
    strong = [bands[place] for place in range(3) if colour[place] > 100]
    weak = [bands[place] for place in range(3) if colour[place] <= 100]
    differ = ImageChops.subtract(reduce(ImageChops.darker, strong), reduce(ImageChops.lighter, weak))
    return sum(differ.histogram()[91:])


def blackened(specimen: Specimen) -> Image.Image:
    """What an honest visitor's page sends, without the page."""
    picture = specimen.picture.copy()
    pen = ImageDraw.Draw(picture)
    margin, width, height = 40, picture.width - 80, picture.height - 80
    for x, y, w, h in specimen.secrets:
        pen.rectangle(
            (
                margin + x * width - 9,
                margin + y * height - 9,
                margin + (x + w) * width + 9,
                margin + (y + h) * height + 9,
            ),
            fill="black",
        )
    return picture
