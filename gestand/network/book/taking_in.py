"""A book that comes back: network.json, or the ZIP with its photos, for a client of whom nothing is written down yet.

All of it is written or nothing, by the rules of the forms. Ids are kept, so that history and dependencies hold; what
has such an id here already is refused. Whoever used a device is found among the client's people, by id or by name.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gestand.core.audit import write_audit
from gestand.core.files import store_file
from gestand.core.files.contents import ContentRefused, check_picture
from gestand.core.files.models import StoredFile
from gestand.core.files.uploads import harmless_name
from gestand.core.files.zips import ZIP_FAULTS
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex_things_of
from gestand.network.book.contents import TABLES, Table, is_documented
from gestand.network.book.fields import ADDRESS_FIELDS, AnyField, WrongValue, fields_of, read, read_id, target_of
from gestand.network.book.machine import FORMAT, FORMAT_VERSION
from gestand.network.checks import checked
from gestand.network.kernels.photos import MEDIA_TYPE, drawn_anew, is_bare
from gestand.network.models import AddressUse, Device, DevicePhoto, DeviceUser, LicenceSeat
from gestand.network.row_rules import documentation_rule, row_rule
from gestand.people.actions.contact_points import add_address
from gestand.people.actions.rights import require_client
from gestand.people.models import Address, Client, Membership, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.drafts import AddressFields

Progress = Callable[[int, int, str], None]

LARGEST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
_LARGEST_PHOTO_BYTES = 25_000_000
_NO_BOOK: tuple[type[Exception], ...] = (*ZIP_FAULTS, StopIteration)
_NO_PHOTO: tuple[type[Exception], ...] = (*ZIP_FAULTS, KeyError)
NOT_OURS = gettext_lazy(
    "This is no network book of Gestand: give network.json, or the ZIP that it came in. Nothing was written down."
)
OTHER_VERSION = gettext_lazy(
    "This network book was made by another version of Gestand, with things in it that this one does not know. Bring "
    "the older of the two up to date, and make the book once more."
)


class BookRefused(Refused):
    code = "book_refused"


class AlreadyDocumented(Refused):
    code = "already_documented"


@dataclass(slots=True)
class TakenIn:
    """``counts`` by table; ``remarks``: what was left out, in words."""

    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def titles(self) -> list[tuple[str, int]]:
        return titled(self.counts)

    def as_plain(self) -> dict[str, Any]:
        return {"rows": sum(self.counts.values()), "tables": self.counts, "remarks": self.remarks}


def titled(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The tables that hold something, in the reader's language, with how many rows."""
    by_name = {table.name: table for table in TABLES}
    return [
        (str(capfirst(str(by_name[name].model._meta.verbose_name_plural))), count)
        for name, count in counts.items()
        if count and name in by_name
    ]


def already_documented(client: Client) -> AlreadyDocumented:
    return AlreadyDocumented(
        _("Something of the network of %(client)s is written down already. A book is taken in whole, or not.")
        % {"client": client.name}
    )


def take_in_book(
    stream: BinaryIO,
    *,
    client: Client,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> TakenIn:
    """Write down for ``client`` what the book holds.

    Refuses (``AlreadyDocumented``) a client of whom something is written down, (``BookRefused``) what is no book, was
    changed by hand into what cannot be, or has ids that are in use here, (``NotDocumented``) what no form takes.
    """
    require_client(by, client)
    require_usable(clients=[client.id])
    content, photos = _opened(stream)
    with transaction.atomic():
        Client.objects.select_for_update().get(id=client.id)
        if is_documented(client.id):
            raise already_documented(client)
        taking = _Taking(content, photos, client=client, by=by, at=at, progress=progress or _silent)
        taking.write()
        documentation_rule([client.id])
        write_audit(
            "network.book.take_in",
            by=by,
            at=at,
            subject=("client", client.id),
            client_id=client.id,
            facts={"rows": sum(taking.told.counts.values())},
        )
        reindex_things_of(client.id)
        if dry_run:
            transaction.set_rollback(True)
    return taking.told


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody asked how far it is."""


# What was given -------------------------------------------------------------------------------------------------------


def _opened(stream: BinaryIO) -> tuple[dict[str, Any], Callable[[str], bytes | None]]:
    """The content of network.json, and a way to the photos beside it."""
    head = stream.read(4)
    stream.seek(0)
    if head == b"PK\x03\x04":
        return _from_zip(stream)
    text = stream.read(LARGEST_BYTES + 1)
    return _parsed(text), lambda _path: None


def _from_zip(stream: BinaryIO) -> tuple[dict[str, Any], Callable[[str], bytes | None]]:
    try:
        archive = zipfile.ZipFile(stream)
        name = next(each for each in archive.namelist() if each.rpartition("/")[2] == "network.json")
        folder = name.removesuffix("network.json")
        text = _member(archive, name, LARGEST_BYTES)
    except _NO_BOOK:
        raise BookRefused(NOT_OURS) from None

    def photo(path: str) -> bytes | None:
        try:
            return _member(archive, f"{folder}{path}", _LARGEST_PHOTO_BYTES)
        except _NO_PHOTO:
            return None

    return _parsed(text), photo


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as packed:
        content = packed.read(most + 1)
    if len(content) > most:
        raise ValueError("far too large")
    return content


def _parsed(text: bytes) -> dict[str, Any]:
    if len(text) > LARGEST_BYTES:
        raise BookRefused(_("This file is far too large for the network of one client. Nothing was written down."))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BookRefused(NOT_OURS) from None
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("format"), dict)
        or found["format"].get("name") != FORMAT
    ):
        raise BookRefused(NOT_OURS)
    if found["format"].get("version") != FORMAT_VERSION:
        raise BookRefused(OTHER_VERSION)
    tables, persons = found.get("tables"), found.get("persons")
    if not isinstance(tables, dict) or not isinstance(persons, list):
        raise BookRefused(NOT_OURS)
    if tables.keys() - {table.name for table in TABLES}:
        raise BookRefused(OTHER_VERSION)
    if sum(len(rows) if isinstance(rows, list) else 0 for rows in tables.values()) > MOST_ROWS:
        raise BookRefused(_("This file holds more than the network of one client. Nothing was written down."))
    return found


# The writing ----------------------------------------------------------------------------------------------------------


class _Taking:
    def __init__(
        self,
        content: dict[str, Any],
        photos: Callable[[str], bytes | None],
        *,
        client: Client,
        by: Actor,
        at: datetime,
        progress: Progress,
    ) -> None:
        self.tables: dict[str, Any] = content["tables"]
        self.photos = photos
        self.client, self.by, self.at, self.progress = client, by, at, progress
        self.told = TakenIn()
        self.ids: dict[type[models.Model], set[UUID]] = {}
        self.persons = self._persons(content["persons"])
        self.strangers = self.lost_photos = 0
        self.later: list[tuple[models.Model, str, UUID]] = []

    def write(self) -> None:
        for table in TABLES:
            self.ids[table.model] = self._ids(table)
        self._refuse_ids_in_use()
        for place, table in enumerate(TABLES):
            self.progress(place, len(TABLES), str(capfirst(str(table.model._meta.verbose_name_plural))))
            try:
                self.told.counts[table.name] = sum(self._written(table, given) for given in self._rows(table))
            except (DatabaseError, ObjectDoesNotExist, OverflowError):  # what no rule of ours foresaw
                raise _wrong(table) from None
        for row, name, key in self.later:
            setattr(row, name, key)
            row.save(update_fields=[name])
        if self.strangers:
            words = ngettext(
                "%(n)d line about somebody who does not belong to this client was left out.",
                "%(n)d lines about people who do not belong to this client were left out.",
                self.strangers,
            )
            self.told.remarks.append(words % {"n": self.strangers})
        if self.lost_photos:
            words = ngettext(
                "%(n)d photo is not in this file, or damaged.",
                "%(n)d photos are not in this file, or damaged.",
                self.lost_photos,
            )
            self.told.remarks.append(words % {"n": self.lost_photos})

    def _rows(self, table: Table) -> Iterator[dict[str, Any]]:
        given = self.tables.get(table.name, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise BookRefused(NOT_OURS)
        yield from given

    def _ids(self, table: Table) -> set[UUID]:
        try:
            found = [read_id(each.get("id")) for each in self._rows(table)]
        except WrongValue:
            raise _wrong(table) from None
        if len(found) != len(set(found)):
            raise _wrong(table)
        return set(found)

    def _refuse_ids_in_use(self) -> None:
        for model, ids in self.ids.items():
            if ids and model._base_manager.filter(pk__in=list(ids)[:900]).exists():
                raise BookRefused(
                    _("What stands in this book is written down here already, of this client or of another one.")
                )

    def _written(self, table: Table, given: dict[str, Any]) -> int:
        """1 when the row was written, 0 when it is left out."""
        fields = {field.name: field for field in fields_of(table.model)}
        if given.keys() - fields.keys():
            raise BookRefused(OTHER_VERSION)
        if any(_is_required(each) for name, each in fields.items() if name not in given):
            raise _wrong(table)
        row = table.model()
        try:
            for name, each in fields.items():
                if name in given:
                    self._set(row, each, given[name])
        except WrongValue:
            raise _wrong(table) from None
        if "client" in {each.name for each in table.model._meta.concrete_fields}:
            row.client = self.client  # type: ignore[attr-defined]
        if isinstance(row, DeviceUser) and row.person_id is None:
            self.strangers += 1
            return 0
        if isinstance(row, LicenceSeat) and row.person_id is None and row.device_id is None:
            self.strangers += 1
            return 0
        if isinstance(row, DevicePhoto):
            return self._photo(row, given.get("file"))
        self._check(row)
        row.save(force_insert=True)
        return 1

    def _check(self, row: Any) -> None:
        """As the forms do; what has no form of its own by the rule for rows from elsewhere."""
        if isinstance(row, Device) and Device.objects.filter(short_id=row.short_id).exists():
            row.short_id = Device._meta.get_field("short_id").get_default()
        if hasattr(row, "changed_at") or isinstance(row, AddressUse):
            checked(row, bsn_confirmed=True)
        elif remark := row_rule(row):
            self.told.remarks.append(remark)

    def _set(self, row: models.Model, each: AnyField, given: Any) -> None:
        target = target_of(each)
        if target is None:
            setattr(row, each.name, read(each, given))
        elif target is Address:
            row.address = self._address(given)  # type: ignore[attr-defined]
        elif target is StoredFile:
            pass  # read where the photo is drawn anew
        elif given is None:
            if not each.null:
                raise WrongValue(each.name)
        elif target is Person:
            setattr(row, each.attname, self.persons.get(read_id(given)))
        else:
            key = read_id(given)
            if key not in self.ids[target]:
                raise WrongValue(each.name)
            if _points_ahead(row, target):
                self.later.append((row, each.attname, key))
            else:
                setattr(row, each.attname, key)

    def _address(self, given: Any) -> Address | None:
        if given is None:
            return None
        if not isinstance(given, Mapping) or not all(isinstance(given.get(name, ""), str) for name in ADDRESS_FIELDS):
            raise WrongValue("address")
        fields = {name: given.get(name, "") for name in ADDRESS_FIELDS}
        known = Address.objects.filter(client=self.client, street=fields["street"], postal_code=fields["postal_code"])
        found = known.filter(city=fields["city"]).order_by("id").first()
        if found is not None:
            return found
        return add_address(by=self.by, at=self.at, owner=self.client, **cast("AddressFields", fields))

    def _persons(self, given: list[Any]) -> dict[UUID, UUID]:
        """Who somebody in the book is here: by id, else by name among this client's people when one alone has it."""
        members = Membership.objects.filter(client=self.client).select_related("person")
        people = {member.person_id: member.person for member in members}
        by_name: dict[str, list[UUID]] = {}
        for person in people.values():
            by_name.setdefault(person.full_name.casefold(), []).append(person.id)
        found: dict[UUID, UUID] = {}
        for each in given:
            try:
                key, name = read_id(each["id"]), str(each["name"]).casefold()
            except (WrongValue, KeyError, TypeError):
                raise BookRefused(NOT_OURS) from None
            same = by_name.get(name, [])
            if key in people:
                found[key] = key
            elif len(same) == 1:
                found[key] = same[0]
        return found

    def _photo(self, row: DevicePhoto, path: Any) -> int:
        content = self.photos(path) if isinstance(path, str) else None
        if content is None:
            self.lost_photos += 1
            return 0
        try:
            check_picture(io.BytesIO(content))
            drawn = drawn_anew(io.BytesIO(content))
        except (ContentRefused, Refused):
            self.lost_photos += 1
            return 0
        name = harmless_name(f"{Device.objects.get(pk=row.device_id).name}.jpg")
        # Drawing a photo again takes something of it each time: what is bare already stays what it is.
        photo = content if is_bare(io.BytesIO(content)) else drawn.photo
        row.file = store_file(photo, name=name, media_type=MEDIA_TYPE, at=row.taken_at)
        row.thumbnail = store_file(drawn.thumbnail, name=name, media_type=MEDIA_TYPE, at=row.taken_at)
        row.width_px, row.height_px = drawn.width_px, drawn.height_px
        row_rule(row)
        row.save(force_insert=True)
        return 1


def _is_required(each: AnyField) -> bool:
    """Every row has it, and nothing stands in its place."""
    return not (each.null or each.blank or each.has_default())


def _points_ahead(row: models.Model, target: type[models.Model]) -> bool:
    order = [table.model for table in TABLES]
    return order.index(target) > order.index(type(row))


def _wrong(table: Table) -> BookRefused:
    return BookRefused(
        _("In %(table)s of this book stands something that does not belong there, so nothing was written down.")
        % {"table": str(table.model._meta.verbose_name_plural)}
    )
