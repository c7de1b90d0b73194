"""Clauses ``statement`` and ``right.complaint``: what is published is what is so, and tells where one can complain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.authority import AUTHORITY_COMPLAINT
from gestand.core.proofs import Button, Proof, ProofKind
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.statement.versions.contents import clauses_of, content_of_today, digest_of, facts_that_differ
from gestand.statement.versions.facts_in_words import facts_in_words
from gestand.statement.versions.queries import current_version

if TYPE_CHECKING:
    from gestand.core.proofs import Evidence

_STATEMENT = Button(_("Look at the statement"), "statement:overview")
#: Facts that the clauses identity, officer and share.processor have checks of their own for.
_OF_OTHER_CLAUSES = ("firm.", "officer.", "contact.", "processors")
_NOTHING = _("No privacy statement is published yet.")
_PUBLISH = _("Read the draft, and publish it.")


def statement_is_true(*, at: datetime) -> Evidence:
    """Every fact in the published statement is the fact of today, and its content is the one that was published."""
    version = current_version()
    if version is None:
        return unproven(_NOTHING, todo=_PUBLISH, button=_STATEMENT)
    if digest_of(version.content) != version.digest:
        return broken(
            _("The published statement was changed after its publication."),
            todo=_("Publish a new version, and find out who changed the one before."),
            button=_STATEMENT,
        )
    today = content_of_today(at=at)
    stale = [name for name in facts_that_differ(version.content, today) if not name.startswith(_OF_OTHER_CLAUSES)]
    counts = {"version": version.number or 0, "facts": len(today["facts"]), "stale": len(stale)}
    if stale:
        return broken(
            ngettext_lazy(
                "Of the facts in the published statement (%(facts)s), %(stale)s is no longer so: %(words)s.",
                "Of the facts in the published statement (%(facts)s), %(stale)s are no longer so: %(words)s.",
                "stale",
            ),
            words=_named(stale[:12]),
            todo=_("Publish a new version; clients are told of a change before it takes effect."),
            button=_STATEMENT,
            counts=counts,
        )
    return kept(_("All %(facts)s facts in version %(version)s of the statement are the facts of today."), counts=counts)


def _named(facts: Sequence[str]) -> str:
    """What the owner calls them, in the language of who reads it (so it is written down only then)."""
    return lazy(lambda: ", ".join(facts_in_words(facts)), str)()


def statement_tells_the_authority(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """The published clause holds the authority's address in each language."""
    version = current_version()
    if version is None:
        return unproven(_NOTHING, todo=_PUBLISH, button=_STATEMENT)
    languages = list(version.content["documents"])
    without = [language for language in languages if not _holds_the_way(version.content, language)]
    if without:
        return broken(
            _("The published statement does not tell in each language where one can complain (%(words)s)."),
            words=", ".join(without),
            todo=_("Put the authority's address back into the clause, and publish it."),
            button=_STATEMENT,
            counts={"languages": len(languages), "without": len(without)},
        )
    return kept(
        _("The published statement tells in %(languages)s languages where one can complain."), counts={"languages": 2}
    )


def _holds_the_way(content: Mapping[str, Any], language: str) -> bool:
    clause = clauses_of(content, language).get("right.complaint")
    return clause is not None and any(
        part.get("href") == AUTHORITY_COMPLAINT[language]
        for block in clause["blocks"]
        for parts in (block["items"] if block["kind"] == "list" else [block["parts"]])
        for part in parts
    )


PROOFS = (
    Proof(
        key="statement.facts",
        clauses=("statement",),
        kind=ProofKind.DATA,
        what=_("Every fact in the published statement is compared with the facts of today."),
        limits=_("It compares the facts, not the words around them, which the owner may choose."),
        check=statement_is_true,
        every=timedelta(hours=1),
    ),
    Proof(
        key="statement.authority",
        clauses=("right.complaint",),
        kind=ProofKind.DATA,
        what=_("The published statement holds the address of the authority in each language."),
        limits=_("It does not visit the authority's site."),
        check=statement_tells_the_authority,
    ),
)
