"""What every reader gives: one contact as it stands in the file, not yet judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused


class NotAContactsFile(Refused):
    """The file as a whole cannot be read as contacts; the sentence says what it is and what to do."""

    code = "not_a_contacts_file"


class Limits:
    """Bounds that no honest contacts file meets."""

    FILE_BYTES = 64 * 1024 * 1024
    ROWS = 100_000
    COLUMNS = 300
    CELL_CHARACTERS = 20_000
    RECORD_LINES = 400
    UNZIPPED_BYTES = 400 * 1024 * 1024
    UNZIPPED_RATIO = 200
    ZIP_ENTRIES = 2_000


class FileFormat(models.TextChoices):
    OUTLOOK = "outlook", _("Outlook")
    GOOGLE = "google", _("Google Contacts")
    VCARD = "vcard", _("vCard")
    EXCEL = "excel", _("Excel")
    TABLE = "table", _("Table (CSV)")


class PlaceLabel(StrEnum):
    """Where a phone, mail or address belongs, as far as the file says it; other labels are kept as written."""

    HOME = "home"
    WORK = "work"
    MOBILE = "mobile"
    FAX = "fax"
    OTHER = "other"
    POST = "post"
    INVOICE = "invoice"
    MAIN = "main"


@dataclass(slots=True)
class ImportedPhone:
    number: str
    label: str = ""


@dataclass(slots=True)
class ImportedMail:
    address: str
    label: str = ""


@dataclass(slots=True)
class ImportedAddress:
    street: str = ""
    extra: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    label: str = ""
    whole: str = ""  # the address as one text, where the file has nothing better

    @property
    def is_empty(self) -> bool:
        return not (self.street or self.postal_code or self.city or self.whole or self.extra)


@dataclass(slots=True)
class ImportedContact:
    """One contact. ``row`` is the number that a spreadsheet shows beside it (a vCard's place in its file).

    ``hint`` is "business" or "household" when the file itself says so. ``unknown`` keeps what no field takes, by
    column. ``cells`` is the source row, for the file of refused rows.
    """

    row: int
    hint: str = ""
    organisation: str = ""
    full_name: str = ""
    salutation: str = ""
    initials: str = ""
    given_name: str = ""
    middle_name: str = ""
    name_prefix: str = ""
    family_name: str = ""
    job_title: str = ""
    phones: list[ImportedPhone] = field(default_factory=list)
    mails: list[ImportedMail] = field(default_factory=list)
    addresses: list[ImportedAddress] = field(default_factory=list)
    website: str = ""
    kvk_number: str = ""
    vat_id: str = ""
    note: str = ""
    started_on: str = ""
    categories: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that no contact can be made of. ``problem`` is a code of ``problems.SENTENCES``."""

    row: int
    problem: str
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileLayout:
    """All that is needed to read the file again: kept with the import, so that reading does not guess twice.

    ``columns`` says for each column which field it fills (a key of ``columns.FIELDS``, "" for none).
    """

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0  # the record before the first contact; 0: there is none
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognisedFile:
    """``certain`` is False when a person should look at the columns first."""

    layout: FileLayout
    header: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    certain: bool = True
