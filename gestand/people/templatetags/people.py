"""Words of this room for templates."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.declarations import Term
from gestand.people import terms
from gestand.ui import drawings, formats
from gestand.ui.addresses import address_maker
from gestand.ui.templatetags.ui import clock_tag, date_tag, when

if TYPE_CHECKING:
    from gestand.people.models import Attachment
    from gestand.people.queries.timeline import TimelineItem

register = template.Library()


@register.filter
def terms_words(kept: Iterable[Term]) -> list[str]:
    """How long something is kept, as the client would read it; terms that read the same stand there once."""
    return list(dict.fromkeys(terms.term_words(term) for term in kept))


@register.simple_tag
def timeline_line(item: TimelineItem) -> SafeString:
    """One line of a timeline, made in Python: a client's page shows up to 25, each with a dozen ifs."""
    title = escape(item.title)
    if item.entry:
        title = f'<a href="{address_maker("people:entry")(item.id)}">{title}</a>'
    body = f'<p class="timeline-body strong">{escape(item.subject)}</p>' if item.subject else ""
    if item.text:
        body += f'<div class="timeline-body">{linebreaksbr(item.text)}</div>'
    if item.attachments:
        body += f'<p class="cluster">{"".join([_attachment(each) for each in item.attachments])}</p>'
    at = date_tag(item.at) if item.is_day else when(item.at)
    if not item.is_day and timezone.localdate(item.at) == timezone.localdate():
        at = clock_tag(item.at)  # it stands under "Today"
    return SafeString(
        f'<li class="timeline-item"><span class="timeline-dot {escape(item.tone)}">{drawings.icon(item.icon)}</span>'
        f'<div><p class="timeline-title">{title} {at}{_minutes(item)}</p>'
        f'{body}</div><div class="timeline-side">{_pencil(item)}</div></li>'
    )


def _minutes(item: TimelineItem) -> str:
    if not item.minutes:
        return ""
    words = ngettext("%(n)s min", "%(n)s min", item.minutes) % {"n": item.minutes}
    return f' <span class="timeline-meta">· {escape(words)}</span>'


def _attachment(attachment: Attachment) -> str:
    stored, address = attachment.file, address_maker("people:attachment")(attachment.id)
    words = f"{escape(stored.name)} · {escape(formats.size_words(stored.size_bytes))}"
    if attachment.is_held_for_client:
        words += " · " + escape(_("the client's own"))
    return f'<a class="badge" href="{address}">{drawings.icon("paperclip")}{words}</a>'


def _pencil(item: TimelineItem) -> str:
    if not item.may_change:
        return ""
    picture = drawings.icon("pencil", title=_("Correct this entry"))
    return f'<a class="button quiet small icon-only" href="{address_maker("people:entry-edit")(item.id)}">{picture}</a>'
