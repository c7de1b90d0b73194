"""What this room can prove: addresses stay in it, it serves maintenance alone, and clients get what is written down."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Category, Purpose
from gestand.core.declarations.registry import declared_models
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.core.proofs_of_core.columns import IP, Columns, ip_addresses_in, suspects
from gestand.core.redaction import RedactingFormatter
from gestand.network.actions.lists import is_looked_up
from gestand.network.ends import RULES
from gestand.network.queries.handing import handing
from gestand.network.things import THINGS

if TYPE_CHECKING:
    from gestand.core.declarations import Personal
    from gestand.core.proofs.proof import Evidence

_ROOM = "network"
#: Columns of these categories are for something else than addresses; what a person writes freely is not looked through,
#: nor what stands in accounts (the proof of sessions looks there).
_FOR_SOMETHING_ELSE = frozenset(
    {
        Category.NAME,
        Category.ADDRESS,
        Category.PHONE,
        Category.EMAIL,
        Category.BROWSER,
        Category.RELATION,
        Category.CONSENT,
        Category.BUSINESS_NUMBER,
    }
)
#: What documentation holds; how somebody of the team likes a list is not about a client.
_DOCUMENTED = frozenset({Category.NETWORK, Category.IP})
#: Sealed, encrypted, or public.
_NOT_READ = frozenset({"files", "backups", "keys", "static", "registries"})
_MOST_BYTES, _MOST_OF_A_FILE = 64 * 1024 * 1024, 8 * 1024 * 1024
_PROBE = "203.0.113.77"


# data.ip --------------------------------------------------------------------------------------------------------------


def addresses_stay_in_the_documentation(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Columns for something else in other rooms, files of the data folder that can be read, and lines of the log."""
    columns = list(_columns_elsewhere())
    where = [each.model._meta.label for each in columns if any(ip_addresses_in(text) for text in suspects(each, IP))]
    files, unread, hits = _look_in_files(Path(settings.GESTAND_HOME))
    counts = {
        "columns": sum(len(each.names) for each in columns),
        "tables": len(columns),
        "fields": _fields_for_addresses(),
        "files": files,
        "unread": unread,
        "found": len(where) + hits + (not _log_is_masked()),
    }
    if where or hits:
        return broken(
            ngettext_lazy(
                "In %(found)s place outside the network documentation (%(words)s) an IP address stands.",
                "In %(found)s places outside the network documentation (%(words)s) an IP address stands.",
                "found",
            ),
            counts,
            words=", ".join([*where, *(["files of the data folder"] if hits else [])]),
            todo=_("Look what writes it there, and take it away."),
        )
    if not _log_is_masked():
        return broken(
            _("Lines of the log are written without the formatter that masks addresses."),
            counts,
            todo=_("Show this to who made the program: the settings of the log were changed."),
        )
    return kept(
        _(
            "IP addresses stand in %(fields)s fields of the network documentation, and in none of %(columns)s columns "
            "of %(tables)s other tables, none of %(files)s files and no line of the log."
        ),
        counts,
    )


def _columns_elsewhere() -> Iterator[Columns]:
    for declared in declared_models():
        said = declared.personal
        # What is made again is a copy, such as the list of hits of the search.
        if said is None or said.made_again or declared.model._meta.app_label == _ROOM:
            continue
        names = tuple(
            field.name
            for field in declared.model._meta.local_concrete_fields
            if said.categories.get(field.name) in _FOR_SOMETHING_ELSE and _can_hold_one(field)
        )
        if names:
            yield Columns(declared.model, names)


def _can_hold_one(field: Any) -> bool:
    if not isinstance(field, models.CharField | models.TextField | models.JSONField) or field.choices:
        return False
    return field.max_length is None or field.max_length >= IP.shortest


def _fields_for_addresses() -> int:
    """Columns that are declared to hold addresses: all of them in this room."""
    return sum(
        category == Category.IP
        for declared in declared_models()
        if declared.personal is not None and declared.model._meta.app_label == _ROOM
        for category in declared.personal.categories.values()
    )


def _look_in_files(home: Path) -> tuple[int, int, int]:
    """How many files were read, how many were not any more because it would take too long, and in how many one stands.

    The newest first: a log that went wrong today is seen, however many old files lie there.
    """
    found = sorted(_readable(home), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    read = hits = size = 0
    for path in found:
        if size >= _MOST_BYTES:
            break
        content = _end_of(path)
        read, size = read + 1, size + len(content)
        hits += bool(ip_addresses_in(content.decode("latin-1")))
    return read, len(found) - read, hits


def _readable(home: Path) -> Iterator[Path]:
    for path in home.iterdir() if home.is_dir() else ():
        if path.is_dir() and path.name not in _NOT_READ:
            yield from (each for each in path.rglob("*") if each.is_file() and not each.is_symlink())
        elif path.is_file() and not path.name.startswith("gestand.db"):
            yield path


def _end_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _MOST_OF_A_FILE))
        return stream.read(_MOST_OF_A_FILE)


def _log_is_masked() -> bool:
    """Whether every handler writes through the formatter that masks, and whether that one does."""
    masking = f"{RedactingFormatter.__module__}.{RedactingFormatter.__qualname__}"
    said: dict[str, Any] = settings.LOGGING
    formatters, handlers = said["formatters"], said["handlers"].values()
    if any(formatters[handler["formatter"]].get("()") != masking for handler in handlers):
        return False
    line = logging.LogRecord("gestand", logging.INFO, __file__, 0, f"asked by {_PROBE}", None, None)
    return _PROBE not in RedactingFormatter().format(line)


# purpose.maintenance --------------------------------------------------------------------------------------------------


def documentation_is_for_maintenance(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each table of the room names this one purpose, nothing of it left for another, and what ends is watched."""
    tables = [
        declared.personal
        for declared in declared_models()
        if declared.personal
        and declared.model._meta.app_label == _ROOM
        and _DOCUMENTED & _categories(declared.personal)
    ]
    passed = AuditLine.objects.filter(action="core.egress.pass", subject_kind__startswith="network_").order_by()
    counts = {
        "tables": len(tables),
        "other": sum(set(said.purposes) != {Purpose.MAINTENANCE} for said in tables),
        "passed": passed.count(),
        "passed_other": passed.exclude(facts__purpose__in=[Purpose.MAINTENANCE.value, Purpose.RIGHTS.value]).count(),
        "kinds": len(RULES),
        "watched": _watched(),
    }
    if counts["other"] or counts["passed_other"]:
        return broken(
            _(
                "%(other)s of %(tables)s tables of the network documentation name another purpose than maintenance, "
                "and %(passed_other)s of %(passed)s times something of it went out for another one."
            ),
            counts,
            todo=_("Look in the audit log who sent it, and to whom."),
            button=Button(_("Look at the audit log"), "core:audit"),
        )
    if not is_looked_up():
        return unproven(
            _("The devices were not looked up yet in the list that says how long systems get security updates."),
            counts,
            todo=_("It happens by itself within a day, as long as the worker runs."),
        )
    return kept(
        _(
            "All %(tables)s tables of the network documentation serve maintenance alone, and %(watched)s things are "
            "watched until they end (%(kinds)s kinds: warranty, licence, domain, certificate, contract, security "
            "updates, backup)."
        ),
        counts,
    )


def _categories(said: Personal) -> frozenset[Category]:
    return frozenset(said.categories.values())


def _watched() -> int:
    tables = [(THINGS[rule.thing.value].model._default_manager, rule.day) for rule in RULES.values()]  # noqa: SLF001 - Django's documented API
    return sum(rows.filter(**{f"{day}__isnull": False}).order_by().count() for rows, day in tables)


# secure.documented ----------------------------------------------------------------------------------------------------


def documentation_is_handed_over(*, at: datetime) -> Evidence:
    """Each client got its documentation within a year, or declined it; from three months after it was begun."""
    seen = handing(at=at)
    counts = {
        "documented": seen.documented,
        "given": seen.given,
        "declined": seen.declined,
        "young": seen.young,
        "lacking": len(seen.lacking),
        "without": seen.without,
    }
    page = Button(_("Hand over"), "network:hand-overs")
    if not seen.documented:
        return unproven(
            _("Of no client a network is written down yet."), counts, todo=_("Write down the first device of a client.")
        )
    if seen.lacking:
        return broken(
            _(
                "%(lacking)s of %(documented)s clients whose network is written down did not get their documentation "
                "within the last year."
            ),
            counts,
            todo=_("Make their network book and hand it over, or write down that they do not want it."),
            button=page,
        )
    return kept(
        _(
            "Of %(documented)s clients the network is written down: %(given)s got it within a year, %(declined)s do "
            "not want it, %(young)s were begun within three months. Of %(without)s others nothing is written down."
        ),
        counts,
    )


PROOFS = (
    Proof(
        key="network.addresses",
        clauses=("data.ip",),
        kind=ProofKind.DATA,
        what=_("No IP address stands outside the network documentation: in columns, files or log."),
        limits=_("It does not look in notes, letters, sealed files, backups and the search index."),
        check=addresses_stay_in_the_documentation,
        time_limit_seconds=300,
    ),
    Proof(
        key="network.maintenance",
        clauses=("purpose.maintenance",),
        kind=ProofKind.DATA,
        what=_("The network documentation serves maintenance alone, and what ends at clients is watched."),
        limits=_("It does not see the visits themselves."),
        check=documentation_is_for_maintenance,
    ),
    Proof(
        key="network.handed_over",
        clauses=("secure.documented",),
        kind=ProofKind.DATA,
        what=_("Each client whose network is written down got its documentation within a year, or does not want it."),
        limits=_("It knows what was fetched or written down here."),
        check=documentation_is_handed_over,
    ),
)
