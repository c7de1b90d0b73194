"""Where the text of each law can be read that the table of numbers names: everybody can look a number up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawText:
    """A law as a source names it (``short``), its full name, and the address of its official text of today."""

    short: str
    name: str
    address: str


_DUTCH = "https://wetten.overheid.nl"
_EUROPEAN = "https://eur-lex.europa.eu/eli"

LAW_TEXTS: tuple[LawText, ...] = (
    LawText("UAVG", "Uitvoeringswet Algemene verordening gegevensbescherming", f"{_DUTCH}/BWBR0040940"),
    LawText("GDPR", "Regulation (EU) 2016/679", f"{_EUROPEAN}/reg/2016/679/oj"),
    LawText("AWR", "Algemene wet inzake rijksbelastingen", f"{_DUTCH}/BWBR0002320"),
    LawText("Wet OB", "Wet op de omzetbelasting 1968", f"{_DUTCH}/BWBR0002629"),
    LawText("BW 3", "Burgerlijk Wetboek Boek 3", f"{_DUTCH}/BWBR0005291"),
    LawText("Dir. 2006/112/EC", "Directive 2006/112/EC", f"{_EUROPEAN}/dir/2006/112/oj"),
)


def texts_of(source: str) -> tuple[LawText, ...]:
    """The laws that a source names, in the table's order; none for a promise or a choice of the firm."""
    return tuple(text for text in LAW_TEXTS if f" {text.short}" in f" {source}".replace("(GDPR", " GDPR"))
