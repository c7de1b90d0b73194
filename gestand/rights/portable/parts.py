"""One row and one file of a package: what they may hold, and whether they are here already."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.files import store_file
from gestand.core.files.contents import CONTENT_CHECKS, ContentRefused
from gestand.core.files.models import StoredFile
from gestand.core.files.uploads import harmless_name
from gestand.core.house import RowRule
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.rights.portable.archive import DAMAGED, FILE_NAMES, Archive
from gestand.rights.portable.known import GivenFile
from gestand.rights.portable.refusals import PackageRefused
from gestand.rights.portable.tables import PortableColumn, PortableTable
from gestand.rights.portable.values import WrongValue, plain, read

Row = dict[str, Any]

_MOST_FILE_BYTES = 2 * 1024**3
_IN_MEMORY_BYTES = 1024 * 1024
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
OTHER_VERSION = gettext_lazy(
    "This package was made by another version of Gestand, with things in it that this one does not know. Bring the "
    "older of the two up to date, and make the package once more."
)
UNTRUE = gettext_lazy("This package contradicts itself, so nothing of it was taken in. Ask for it once more.")


def row_of(table: PortableTable, given: Any) -> Row:
    """The values of a row, by attribute. Refuses what the table cannot hold."""
    if not isinstance(given, dict):
        raise PackageRefused(DAMAGED)
    columns = {column.name: column for column in table.columns}
    if given.keys() - columns.keys():
        raise PackageRefused(OTHER_VERSION)
    row: Row = {}
    try:
        for name, column in columns.items():
            row[column.attribute] = read(column, given[name]) if name in given else _missing(column)
        if table.model.clean is not models.Model.clean:  # columns that follow from others may not contradict them
            instance_of(table, row).clean()
    except (WrongValue, ValidationError):
        raise PackageRefused(
            _("In %(table)s of this package stands something that does not belong there, so nothing was taken in.")
            % {"table": table.title}
        ) from None
    return row


def remark_about(table: PortableTable, row: Row, rules: Mapping[str, RowRule]) -> str:
    """What the forms of its room ask of this row: a remark, or nothing. Refuses (``PackageRefused``) as they do."""
    rule = rules.get(table.model._meta.label_lower)
    if rule is None:
        return ""
    try:
        return rule(instance_of(table, row))
    except Refused as refusal:
        raise PackageRefused(
            filled(
                _("In %(table)s of this package stands what cannot be kept here, so nothing was taken in: %(why)s"),
                table=table.title,
                why=str(refusal),
            )
        ) from None


def file_of(given: Any, archive: Archive) -> GivenFile:
    """What is said of a file. Refuses what cannot be, or is not in the ZIP."""
    match given:
        case {
            "path": str(path),
            "name": str(name),
            "media_type": str(media_type),
            "size_bytes": int(size),
            "sha256": str(sha256),
            "stored_at": str(stored_at),
            **rest,
        }:
            missing = rest.pop("missing", False) is True
        case _:
            raise PackageRefused(DAMAGED)
    try:
        moment = datetime.fromisoformat(stored_at)
    except ValueError:
        raise PackageRefused(DAMAGED) from None
    fits = (
        FILE_NAMES.fullmatch(path)
        and _MEDIA_TYPE.fullmatch(media_type)
        and _DIGEST.fullmatch(sha256)
        and 0 <= size <= _MOST_FILE_BYTES
        and not isinstance(given["size_bytes"], bool)
        and moment.tzinfo is not None
        and not rest
        and missing != archive.has(path)
    )
    if not fits:
        raise PackageRefused(DAMAGED)
    return GivenFile(path, harmless_name(name), media_type, size, sha256, moment, missing)


def take_file(given: GivenFile, archive: Archive, *, keep: bool) -> StoredFile | None:
    """Check a file, and keep it when it is being written. Refuses one that is not what is said of it."""
    wrong = filled(_("The file %(name)s in this package is damaged or not what it says it is."), name=given.name)
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES, dir=str(settings.GESTAND_HOME)) as spooled:
        content = cast("BinaryIO", spooled)
        digest, size = hashlib.sha256(), 0
        with archive.open(given.path) as packed:
            while piece := packed.read(256 * 1024):
                digest.update(piece)
                size += len(piece)
                content.write(piece)
        if size != given.size_bytes or digest.hexdigest() != given.sha256:
            raise PackageRefused(wrong)
        content.seek(0)
        try:
            CONTENT_CHECKS.get(given.media_type, _anything)(content)
        except ContentRefused:
            raise PackageRefused(wrong) from None
        if not keep:
            return None
        content.seek(0)
        return store_file(content, name=given.name, media_type=given.media_type, at=given.stored_at)


def _anything(_content: BinaryIO) -> None:
    """A kind of file that is only ever saved, never shown."""


def _missing(column: PortableColumn) -> Any:
    """What stands in a column that a package leaves out. Raises ``WrongValue`` when it cannot be without."""
    field = column.field
    if field.primary_key or not (field.null or (column.kind == "text" and field.blank)):
        raise WrongValue(f"{column.name} is missing")
    return None if field.null else ""


def instance_of(table: PortableTable, row: Row) -> models.Model:
    """The row as the table has it, still without its files."""
    values = {
        name: value for name, value in row.items() if name not in {each.attribute for each in file_columns(table)}
    }
    values |= {left.field.attname: left.instead for left in table.left_out}
    return table.model(**values)


def file_columns(table: PortableTable) -> tuple[PortableColumn, ...]:
    return tuple(column for column in table.columns if column.kind == "file")


def attribute_of(table: PortableTable, name: str) -> str:
    return next((column.attribute for column in table.columns if column.name == name), name)


def rows_here(table: PortableTable, ids: Sequence[UUID]) -> dict[UUID, tuple[Any, ...]]:
    attributes = [column.attribute for column in table.columns]
    rows = table.model._base_manager.filter(pk__in=ids).values_list("pk", *attributes)
    return {key: tuple(values) for key, *values in rows}


def is_the_same(table: PortableTable, row: Row, here: tuple[Any, ...]) -> bool:
    """Whether a row says what is here; that our notes and what belongs to others are left out is no difference."""
    for column, value in zip(table.columns, here, strict=True):
        given = row[column.attribute]
        if column.kind == "file" or (given in (None, "") and (column.is_reference or column.field.blank)):
            continue
        if plain(column.kind, given) != plain(column.kind, value):
            return False
    return True


def taken_elsewhere(table: PortableTable, rows: Sequence[Row]) -> set[UUID]:
    """Rows with a value that may stand here once alone, and does."""
    taken: set[UUID] = set()
    for column in table.columns:
        if not column.field.unique or column.field.primary_key or column.kind in ("file", "reference") or not rows:
            continue
        given = {row[column.attribute]: row["id"] for row in rows if row[column.attribute] is not None}
        if len(given) != sum(row[column.attribute] is not None for row in rows):
            raise PackageRefused(UNTRUE)
        there = table.model._base_manager.filter(**{f"{column.attribute}__in": list(given)})
        taken.update(given[value] for value in there.values_list(column.attribute, flat=True))
    return taken
