"""The supervisory authority, as letters and the statement name it (GDPR 13(2)(d), 15(1)(f), 77)."""

from __future__ import annotations

AUTHORITY_NAME = "Autoriteit Persoonsgegevens"
AUTHORITY_POST = "Postbus 93374, 2509 AJ Den Haag"
#: Short enough to type from a letter on paper.
AUTHORITY_SITE = {
    "nl": "https://www.autoriteitpersoonsgegevens.nl/",
    "en": "https://www.autoriteitpersoonsgegevens.nl/en",
}
#: Where a person complains (both pages seen in November 2026).
AUTHORITY_COMPLAINT = {
    "nl": "https://www.autoriteitpersoonsgegevens.nl/een-tip-of-klacht-indienen-bij-de-ap",
    "en": "https://www.autoriteitpersoonsgegevens.nl/en/submitting-a-tip-off-or-a-complaint-to-the-dutch-dpa",
}
