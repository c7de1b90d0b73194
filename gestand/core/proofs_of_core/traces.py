"""Clauses ``data.email``, ``data.phone``, ``data.ip``, ``data.browser``: these stay in the rooms where they belong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.declarations.categories import Category
from gestand.core.declarations.registry import declared_models
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind
from gestand.core.proofs_of_core.columns import (
    AGENT,
    IP,
    MAIL,
    PHONE,
    Seen,
    look_for,
    own_numbers,
)

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.proofs.proof import Evidence

#: Where an address of a machine may be declared.
_FOR_ADDRESSES = frozenset({Category.IP, Category.NETWORK})
_KEPT = _("None of the columns holds one; looked through: columns %(columns)s, tables %(tables)s.")
_BROKEN = ngettext_lazy(
    "In %(found)s place (%(words)s) it stands where nothing about a person may stand.",
    "In %(found)s places (%(words)s) it stands where nothing about a person may stand.",
    "found",
)
_MEND = _("Have these values removed, and show this to who made the program: something writes where it should not.")
_LIMITS = _(
    "It looks at fields that should hold nothing personal; not in free text, files, what firms print about "
    "themselves, or the log of a proxy."
)


def _answer(seen: Seen) -> Evidence:
    counts = {"tables": seen.tables, "columns": seen.columns, "found": seen.found}
    if seen.found:
        return broken(_BROKEN, counts, words=", ".join(seen.where), todo=_MEND)
    return kept(_KEPT, counts)


def mail_addresses_stay(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    return _answer(look_for(MAIL, spared=own_numbers()))


def phone_numbers_stay(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    return _answer(look_for(PHONE, spared=own_numbers()))


def ip_addresses_stay(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """No field is made for an address without being declared so; and no other field holds one."""
    undeclared = [
        f"{declared.label}.{field.name}"
        for declared in declared_models()
        for field in declared.model._meta.local_concrete_fields
        if isinstance(field, models.GenericIPAddressField)
        and not (declared.personal and declared.personal.categories.get(field.name) in _FOR_ADDRESSES)
    ]
    if undeclared:
        return broken(
            ngettext_lazy(
                "%(fields)s field is made for addresses and does not say so: %(words)s.",
                "%(fields)s fields are made for addresses and do not say so: %(words)s.",
                "fields",
            ),
            words=", ".join(undeclared),
            todo=_("Declare them under the category of IP addresses."),
            counts={"fields": len(undeclared)},
        )
    return _answer(look_for(IP, spared=own_numbers()))


def user_agents_stay(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    return _answer(look_for(AGENT))


def _proof(key: str, clause: str, what: str | Promise, check: object, limits: str | Promise = _LIMITS) -> Proof:
    return Proof(
        key=key,
        clauses=(clause,),
        kind=ProofKind.DATA,
        what=what,
        limits=limits,
        check=check,  # type: ignore[arg-type]  # each is a check
        time_limit_seconds=300,
    )


PROOFS = (
    _proof(
        "core.mail_addresses",
        "data.email",
        _("No mail address stands in a field that is declared to hold nothing personal: logs, jobs, audit log."),
        mail_addresses_stay,
    ),
    _proof(
        "core.phone_numbers",
        "data.phone",
        _("No telephone number stands in a field that is declared to hold nothing personal: logs, jobs, audit log."),
        phone_numbers_stay,
        _(
            "It knows numbers as Gestand writes them (+31…), in fields that are declared to hold nothing personal; not "
            "in free text or files."
        ),
    ),
    _proof(
        "core.ip_addresses",
        "data.ip",
        _("No IP address stands in the audit log, the log of sent mail, jobs, or any field not made for it."),
        ip_addresses_stay,
    ),
    _proof(
        "core.user_agents",
        "data.browser",
        _("What a browser tells about itself in full stands in no log, job or other field."),
        user_agents_stay,
    ),
)
