"""What the owner does with a clause: own words, and back to the program's."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.authority import AUTHORITY_NAME
from gestand.core.egress.recipients import all_recipients
from gestand.core.firm import current_firm
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.statement.clauses.facts import receives_personal_data
from gestand.statement.clauses.markup import NotInTheLanguage, placeholders, read
from gestand.statement.clauses.plain_language import remarks
from gestand.statement.clauses.texts import text_of
from gestand.statement.clauses.typed_facts import typed_facts
from gestand.statement.models.versions import ClauseWording
from gestand.statement.versions.facts_in_words import fact_in_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LONGEST = 6000


class WordingRefused(Refused):
    """``reasons`` are all of them, each a sentence; the first one is the refusal's own."""

    code = "wording_refused"

    def __init__(self, reasons: list[str | Promise]) -> None:
        super().__init__(reasons[0], field="source")
        self.reasons = reasons


def reword_clause(*, clause: str, language: str, source: str, by: Actor, at: datetime) -> ClauseWording | None:
    """Keep the owner's words for a clause; words equal to the program's take the owner's away (None).

    Refuses (``WordingRefused``) a text that lost a fact or got one, a fact typed by hand, a sentence that is too long,
    and a never or always that does not say in the same sentence for what it holds.
    """
    by.require_owner()
    tidy = "\n".join(line.rstrip() for line in source.replace("\r\n", "\n").strip().split("\n"))
    if tidy == text_of(clause, language).source:
        reset_clause(clause=clause, language=language, by=by, at=at)
        return None
    reasons = reasons_against(clause=clause, language=language, source=tidy)
    if reasons:
        raise WordingRefused(reasons)
    with transaction.atomic():
        wording, _is_new = ClauseWording.objects.update_or_create(
            clause=clause, language=language, defaults={"source": tidy, "changed_at": at}
        )
        write_audit("statement.clause.reword", by=by, at=at, facts={"clause": clause, "language": language})
    return wording


def reset_clause(*, clause: str, language: str, by: Actor, at: datetime) -> None:
    """Back to the program's words."""
    by.require_owner()
    with transaction.atomic():
        gone, _each = ClauseWording.objects.filter(clause=clause, language=language).delete()
        if gone:
            write_audit("statement.clause.reset", by=by, at=at, facts={"clause": clause, "language": language})


def reasons_against(*, clause: str, language: str, source: str) -> list[str | Promise]:
    """Why these words cannot stand, each in one sentence; [] when they can."""
    if not source.strip():
        return [_("A clause needs words. Go back to the program's words if yours are gone.")]
    if len(source) > LONGEST:
        return [filled(_("This is too long: at most %(number)s characters."), number=LONGEST)]
    try:
        read(source)
    except NotInTheLanguage as fault:
        return [filled(_("A brace stands alone near “%(near)s”. Braces are for facts only."), near=fault.near)]
    wanted, there = Counter(placeholders(text_of(clause, language).source)), Counter(placeholders(source))
    reasons: list[str | Promise] = [
        filled(_("This fact has to stay in: {%(name)s}, %(words)s."), name=name, words=fact_in_words(name))
        for name in wanted
        if not there[name]
    ]
    reasons += [
        filled(_("This fact does not belong to this clause: {%(name)s}."), name=name)
        for name in there
        if not wanted[name]
    ]
    reasons += [typed.why for typed in typed_facts(source, names=registered_names())]
    for remark in remarks(source, language):
        if remark.refuses:
            reasons.append(filled("%(why)s “%(words)s”", why=remark.what, words=remark.sentence))
    return reasons


def registered_names() -> list[str]:
    """Names that only a fact may state: the firm's, the officer's, the authority's, those of recipients."""
    firm = current_firm()
    own = [firm.name, firm.officer_name] if firm else []
    recipients = [str(each.name) for each in all_recipients() if receives_personal_data(each)]
    return [name for name in [*own, AUTHORITY_NAME, *recipients] if name]
