"""Versions of the standard agreement: the program's own, and the owner's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.firm import Firm
from gestand.core.ids import new_id
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.sharing.models import AgreementText
from gestand.sharing.standard_text import facts_asked, facts_in, shipped_text

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_TITLE_LENGTH = 120
_TEXT_LENGTH = 6000


class ArticleEmpty(Refused):
    code = "article_empty"


class FactMissing(Refused):
    code = "fact_missing"


class FactUnknown(Refused):
    code = "fact_unknown"


class NothingChanged(Refused):
    code = "nothing_changed"


def text_in_use(*, at: datetime) -> AgreementText:
    """The version with the highest number; the program's own when there is none. Part of the caller's transaction."""
    newest = AgreementText.objects.order_by("-number").first()
    shipped = shipped_text()
    if newest is not None and (newest.shipped is None or newest.shipped >= shipped["version"]):
        return newest
    with transaction.atomic():
        list(Firm.objects.select_for_update().filter(id=1).values_list("id"))  # one at a time
        newest = AgreementText.objects.order_by("-number").first()
        if newest is not None and (newest.shipped is None or newest.shipped >= shipped["version"]):
            return newest
        return AgreementText.objects.create(
            id=new_id(),
            number=newest.number + 1 if newest else 1,
            articles=shipped["articles"],
            shipped=shipped["version"],
            made_at=at,
        )


def newest_articles() -> list[dict[str, Any]]:
    """The articles in use, without writing anything."""
    newest = AgreementText.objects.order_by("-number").first()
    articles: list[dict[str, Any]] = newest.articles if newest is not None else shipped_text()["articles"]
    return articles


def write_text(words: Mapping[str, str], *, note: str, by: Actor, at: datetime) -> AgreementText:
    """Make a new version: ``words`` by "article.language.title" and "article.language.text".

    What is made from now on has it; agreements that were made keep theirs. Refuses an empty article
    (``ArticleEmpty``), one that lost a fact (``FactMissing``) or asks an unknown one (``FactUnknown``), and a version
    that changes nothing (``NothingChanged``).
    """
    by.require_owner()
    with transaction.atomic():
        before = text_in_use(at=at)
        articles = [_article(article, words) for article in before.articles]
        if articles == before.articles:
            raise NothingChanged(_("Nothing is different from the version in use."))
        text = AgreementText.objects.create(
            id=new_id(), number=before.number + 1, articles=articles, note=" ".join(note.split())[:200], made_at=at
        )
        write_audit("sharing.agreement_text.make", by=by, at=at, facts={"number": text.number})
    return text


def field_name(key: str, language: str, part: str) -> str:
    return f"{key}.{language}.{part}"


def _article(article: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    made = {"key": article["key"], "clauses": article["clauses"]}
    for language in ("nl", "en"):
        title = " ".join(words.get(field_name(article["key"], language, "title"), "").split())[:_TITLE_LENGTH]
        given = words.get(field_name(article["key"], language, "text"), "")
        text = given.replace("\r\n", "\n").strip()[:_TEXT_LENGTH]
        where = field_name(article["key"], language, "text")
        if not title or not text:
            raise ArticleEmpty(_("An article needs a title and a text in both languages."), field=where)
        asked = facts_asked(article["key"], language)
        if missing := asked - facts_in(text):
            sentence = filled(_("Leave %(fact)s in the text: the program fills it in."), fact=f"{{{min(missing)}}}")
            raise FactMissing(sentence, field=where)
        if unknown := facts_in(text) - asked - {"firm", "client"}:
            sentence = filled(_("The program does not know what %(fact)s is."), fact=f"{{{min(unknown)}}}")
            raise FactUnknown(sentence, field=where)
        made[language] = {"title": title, "text": text}
    return made
