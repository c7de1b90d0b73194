"""The start-up check of the clauses: each has a text and a proof, each text and proof has a clause."""

from __future__ import annotations

from typing import Any

from django.core import checks

from gestand.core.house import house
from gestand.statement.clauses.facts import is_a_fact
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.clauses.markup import NotInTheLanguage, placeholders
from gestand.statement.clauses.texts import LANGUAGES, all_ids, texts_in


def text_faults() -> list[str]:
    """What is wrong with the program's texts: missing, orphaned, unreadable, facts that there are not."""
    found = []
    wanted = set(all_ids())
    for language in LANGUAGES:
        texts = texts_in(language)
        found += [f"The clause {clause!r} has no text in {language!r}." for clause in wanted - texts.keys()]
        found += [f"The text {clause!r} in {language!r} belongs to no clause." for clause in texts.keys() - wanted]
        for clause, text in texts.items():
            try:
                names = placeholders(text.source)
            except NotInTheLanguage as fault:
                found.append(f"The text {clause!r} in {language!r} has a loose brace near {fault.near!r}.")
                continue
            found += [f"The text {clause!r} in {language!r} uses {{{name}}}." for name in names if not is_a_fact(name)]
    for clause in sorted(wanted):
        facts = [sorted(placeholders(texts_in(each)[clause].source)) for each in LANGUAGES if clause in texts_in(each)]
        if len(facts) == len(LANGUAGES) and facts[0] != facts[1]:
            found.append(f"The text {clause!r} has other facts in Dutch than in English.")
    return sorted(found)


def proof_faults() -> list[str]:
    """A clause without a proof, and a proof of no clause."""
    bound = {clause for proof in house.proofs.values() for clause in proof.clauses}
    return [
        *(f"The clause {clause!r} has no proof." for clause in CLAUSE_IDS if clause not in bound),
        *(
            f"The proof {proof.key!r} is bound to {clause!r}, which is no clause."
            for proof in house.proofs.values()
            for clause in proof.clauses
            if clause not in CLAUSE_IDS
        ),
        *(f"The proof {proof.key!r} is bound to no clause." for proof in house.proofs.values() if not proof.clauses),
    ]


@checks.register("gestand")
def clauses_are_whole(**_given: Any) -> list[checks.CheckMessage]:
    return [
        *(
            checks.Error(fault, hint="Write it in gestand/statement/clauses/texts/.", id="statement.E001")
            for fault in text_faults()
        ),
        *(
            checks.Error(
                fault,
                hint="Register a proof in the room that keeps the promise: house.add_proofs(...), or missing(...).",
                id="statement.E002",
            )
            for fault in proof_faults()
        ),
    ]
