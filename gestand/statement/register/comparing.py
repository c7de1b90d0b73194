"""What changed between two snapshots of the register, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.egress import RecipientKind, Safeguard
from gestand.core.egress.countries import country_name
from gestand.core.measures import MEASURES
from gestand.statement.register.facts import Facts
from gestand.statement.register.telling import (
    basis_words,
    category_words,
    in_own_words,
    purpose_words,
    term_words,
)


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    sentence: str


def changes(before: Facts, after: Facts) -> list[Change]:
    """In the order of the register: who, why, what, to whom, how it is kept safe, for whom."""
    return [
        *_controller(before["controller"], after["controller"]),
        *_purposes(before["purposes"], after["purposes"]),
        *_tables(before["tables"], after["tables"]),
        *_recipients(before["recipients"], after["recipients"]),
        *_measures(before["measures"], after["measures"]),
        *_served(before["served"], after["served"]),
    ]


def _controller(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    names = {
        "name": _("name"), "street": _("street"), "postal_code": _("postal code"), "city": _("town"),
        "country": _("country"), "phone": _("telephone"), "email": _("e-mail"), "website": _("website"),
        "kvk_number": _("chamber-of-commerce number"), "officer_name": _("name of the privacy contact"),
        "officer_email": _("e-mail of the privacy contact"),
        "officer_is_registered": _("whether the privacy contact is a registered officer"),
    }  # fmt: skip
    for field, words in names.items():
        old, new = before.get(field), after.get(field)
        if old != new:
            yield Change(
                ChangeKind.CHANGED,
                _("The firm's %(what)s: %(old)s became %(new)s.")
                % {"what": words, "old": _shown(old), "new": _shown(new)},
            )


def _purposes(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Iterator[Change]:
    yield from _added_and_gone(
        before,
        after,
        lambda key, _said: _("Purpose %(what)s came.") % {"what": purpose_words(key)},
        lambda key, _said: _("Purpose %(what)s went.") % {"what": purpose_words(key)},
    )
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            yield Change(
                ChangeKind.CHANGED,
                _("The legal basis of %(what)s: %(old)s became %(new)s.")
                % {
                    "what": purpose_words(key),
                    "old": _listed(basis_words(each) for each in before[key]),
                    "new": _listed(basis_words(each) for each in after[key]),
                },
            )


def _tables(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    yield from _added_and_gone(
        before,
        after,
        lambda _key, said: (
            _("%(what)s came: %(kinds)s, kept %(term)s.")
            % {
                "what": capfirst(in_own_words(said["name"])),
                "kinds": _listed(category_words(each).lower() for each in said["categories"]),
                "term": term_words(said["term"]),
            }
        ),
        lambda _key, said: _("%(what)s went.") % {"what": capfirst(in_own_words(said["name"]))},
    )
    for key in sorted(before.keys() & after.keys()):
        yield from _table(before[key], after[key])


def _table(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    name = in_own_words(after["name"])
    if before["term"] != after["term"]:
        old, new = term_words(before["term"]), term_words(after["term"])
        if old != new:
            yield Change(
                ChangeKind.CHANGED,
                _("How long %(what)s are kept: %(old)s became %(new)s.") % {"what": name, "old": old, "new": new},
            )
    for field, words, told in (
        ("categories", _("kinds of data"), category_words),
        ("purposes", _("purposes"), purpose_words),
        ("recipients", _("recipients"), str),
        ("subjects", _("people concerned"), str),
    ):
        came = [told(each) for each in after[field] if each not in before[field]]
        went = [told(each) for each in before[field] if each not in after[field]]
        pair = {"what": name, "field": words}
        if came:
            yield Change(ChangeKind.ADDED, _("%(what)s: %(field)s %(came)s came.") % (pair | {"came": _listed(came)}))
        if went:
            yield Change(ChangeKind.REMOVED, _("%(what)s: %(field)s %(went)s went.") % (pair | {"went": _listed(went)}))
    if before["hat"] != after["hat"]:
        yield Change(ChangeKind.CHANGED, _("%(what)s: the role of the firm changed.") % {"what": name})


def _recipients(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    yield from _added_and_gone(
        before,
        after,
        lambda _key, said: (
            _("Recipient %(name)s came (%(kind)s).")
            % {"name": in_own_words(said["name"]), "kind": RecipientKind(said["kind"]).label}
        ),
        lambda _key, said: _("Recipient %(name)s went.") % {"name": in_own_words(said["name"])},
    )
    for key in sorted(before.keys() & after.keys()):
        old, new = before[key], after[key]
        for field, words, told in (
            ("name", _("name"), in_own_words),
            ("kind", _("role"), lambda said: str(RecipientKind(said).label)),
            ("what", _("what it receives"), in_own_words),
            ("country", _("country"), lambda said: country_name(said) if said else ""),
            ("safeguard", _("safeguard"), lambda said: str(Safeguard(said).label) if said else ""),
            ("contact", _("contact for privacy"), str),
            ("purposes", _("purposes"), lambda said: _listed(purpose_words(each) for each in said)),
            ("categories", _("kinds of data"), lambda said: _listed(category_words(each) for each in said)),
            ("agreement", _("agreement"), _agreement),
        ):
            if old[field] != new[field]:
                yield Change(
                    ChangeKind.CHANGED,
                    _("%(name)s, %(what)s: %(old)s became %(new)s.")
                    % {
                        "name": in_own_words(new["name"]),
                        "what": words,
                        "old": _shown(told(old[field])),
                        "new": _shown(told(new[field])),
                    },
                )


def _measures(before: list[str], after: list[str]) -> Iterator[Change]:
    for key in after:
        if key not in before:
            yield Change(ChangeKind.ADDED, _("Measure came: %(what)s") % {"what": MEASURES.get(key, key)})
    for key in before:
        if key not in after:
            yield Change(ChangeKind.REMOVED, _("Measure went: %(what)s") % {"what": MEASURES.get(key, key)})


def _served(before: list[Mapping[str, str]], after: list[Mapping[str, str]]) -> Iterator[Change]:
    old, new = {each["client"] for each in before}, {each["client"] for each in after}
    if came := len(new - old):
        yield Change(
            ChangeKind.ADDED,
            ngettext(
                "%(n)d business client came for whom the firm is the processor.",
                "%(n)d business clients came for whom the firm is the processor.",
                came,
            )
            % {"n": came},
        )
    if went := len(old - new):
        yield Change(
            ChangeKind.REMOVED,
            ngettext(
                "%(n)d business client went for whom the firm was the processor.",
                "%(n)d business clients went for whom the firm was the processor.",
                went,
            )
            % {"n": went},
        )


def _added_and_gone(before: Mapping[str, Any], after: Mapping[str, Any], came: Any, went: Any) -> Iterator[Change]:
    for key in after:
        if key not in before:
            yield Change(ChangeKind.ADDED, came(key, after[key]))
    for key in before:
        if key not in after:
            yield Change(ChangeKind.REMOVED, went(key, before[key]))


def _agreement(said: Mapping[str, str] | None) -> str:
    if said is None:
        return ""
    return f"{said['signed_on']} – {said['until_on'] or '…'}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in (None, "") else _("nothing")
