"""The round trip: invented people go out, everything here is emptied, they are taken in, and go out again.

Flown in a scratch database alone, by the tests and, once a day, by a proof.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gestand.core.actors import SHELL
from gestand.core.declarations.registry import ACCOUNT, CLIENT, PERSON, every_model
from gestand.core.mail_addresses import folded_mail_address
from gestand.people.models import MailAddress
from gestand.rights.canary.planting import MOMENT, Planted, planted
from gestand.rights.portable.scope import Scope, client_scope, person_scope
from gestand.rights.portable.tables import division
from gestand.rights.portable.taking import take_in
from gestand.rights.portable.write import write_portable

#: The log cannot be emptied.
_LOG = "gestand.core.audit."


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """``packages`` went there and back with ``rows`` in ``tables``; what is wrong stands in ``complaints``."""

    packages: int
    tables: int
    rows: int
    files: int
    complaints: tuple[str, ...]


def fly() -> RoundTrip:
    """Plant two people in this database (a scratch one!), and take each of their packages there and back."""
    complaints: list[str] = []
    tables: set[str] = set()
    rows = files = packages = 0
    with transaction.atomic():
        one, other = planted("a"), planted("b")
        _fold_addresses(one, other)
        keys = {root: UUID(str(one.roots[root].pk)) for root in (PERSON, CLIENT)}
        scopes = [person_scope(keys[PERSON]), client_scope(keys[CLIENT])]
        written = [_written(scope) for scope in scopes]
        for scope, package in zip(scopes, written, strict=True):
            complaints += _what_is_wrong(scope, package, one, other)
        for scope, package in zip(scopes, written, strict=True):
            _empty_everything()
            look = take_in(io.BytesIO(package), by=SHELL, at=MOMENT, row_rules={})
            rows, files, packages = rows + look.new, files + look.files, packages + 1
            tables.update(table.name for table in look.tables if table.new)
            again = _written(person_scope(scope.id) if scope.kind == PERSON else client_scope(scope.id))
            complaints += [f"{scope.kind.value}: {name} came back otherwise" for name in _different(package, again)]
        transaction.set_rollback(True)
    return RoundTrip(packages, len(tables), rows, files, tuple(complaints))


def _fold_addresses(*people: Planted) -> None:
    """What is compared of a mail address follows from it, and no package is taken in where the two contradict."""
    for mail in MailAddress.objects.all():
        MailAddress.objects.filter(id=mail.id).update(folded=folded_mail_address(mail.address))
    for each in people:
        each.given.pop((MailAddress._meta.label_lower, "folded"), None)


def _written(scope: Scope) -> bytes:
    out = io.BytesIO()
    write_portable(scope, to=out, language="nl")
    return out.getvalue()


def _what_is_wrong(scope: Scope, package: bytes, one: Planted, other: Planted) -> list[str]:
    """What of the one is missing or should have stayed, and what of the other is in it."""
    archive = zipfile.ZipFile(io.BytesIO(package))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    goes = {(table.name, column.name) for table in division("nl").tables for column in scope.columns_of(table)}
    found = []
    # By this address an account is known as the person's: it stands among the person's own.
    both = str(getattr(one.roots[ACCOUNT], "email"))  # noqa: B009 - a root is any model
    for place, token in one.given.items():
        if token in both:
            continue
        if (place in goes) is not (token in everything):
            found.append(f"{scope.kind.value}: {'.'.join(place)} {'is missing' if place in goes else 'went along'}")
    withheld = {**one.withheld, **other.withheld, **other.given}
    return found + [
        f"{scope.kind.value}: {'.'.join(place)} went along" for place, token in withheld.items() if token in everything
    ]


def _empty_everything() -> None:
    """As a Gestand that was never used; its log alone cannot be emptied. Keys are looked at when a transaction ends."""
    with connection.cursor() as cursor:
        for model in every_model():
            if model._meta.managed and not model.__module__.startswith(_LOG):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _different(first: bytes, second: bytes) -> list[str]:
    if first == second:
        return []
    old, new = (zipfile.ZipFile(io.BytesIO(each)) for each in (first, second))
    names = sorted({*old.namelist(), *new.namelist()})
    return [name for name in names if _entry(old, name) != _entry(new, name)] or ["the ZIP itself"]


def _entry(archive: zipfile.ZipFile, name: str) -> Any:
    return archive.read(name) if name in archive.NameToInfo else None
