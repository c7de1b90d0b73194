"""The letter after an erasure: by table and field what went, what stays, under which article, until when (GDPR 12, 17).

Made from the journal's entry, so that it can be written after a crash too, when the rows are gone already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gestand.core.deadlines import gone_from_backups_on
from gestand.core.erasure.plan import article_of, field_words, personal_field_names
from gestand.core.firm import current_firm
from gestand.core.journal import entry_for
from gestand.core.law import law
from gestand.core.search.models import SearchEntry
from gestand.rights import letters
from gestand.rights.models import Occasion, Request, RequestKind
from gestand.rights.package.words import recipient_words
from gestand.rights.replies import words_for
from gestand.ui import formats

if TYPE_CHECKING:
    from gestand.core.journal import Entry

#: Sources of the law table that are laws, and no choices of the firm.
_LAWS = ("AWR", "BW", "Wet", "Dir.", "GDPR")
#: Copies of other tables, which need no line of their own.
_COPIES = frozenset({SearchEntry._meta.label})


def erasure_letter(
    request: Request,
    entry: Entry,
    *,
    name: str,
    told: Sequence[str] = (),
    shares: bool = False,
    by_mail: bool = True,
) -> letters.Letter:
    """In the language of the request, by the ``name`` that was on file.

    ``told``: keys of recipients; ``shares``: a household stays for its others.
    """
    with translation.override(request.language):
        subject = (
            _("Answer to your request %(number)s") % {"number": request.number}
            if request.number
            else _("Answer to your request")
        )
        return letters.Letter(
            subject,
            (
                pgettext("to a client", "Dear %(name)s,") % {"name": name} if name else _("Good day,"),
                what_was_done(entry, told=told, shares=shares, by_mail=by_mail),
                letters.complaint(request.language),
                letters.signature(current_firm()),
            ),
        )


def what_was_done(entry: Entry, *, told: Sequence[str] = (), shares: bool = False, by_mail: bool = True) -> str:
    """The letter without greeting and signature, in the active language."""
    day = timezone.localdate(entry.at)
    written = [
        _(
            "You asked us to erase your data. We did so on %(day)s, and looked in every table afterwards whether it is "
            "really gone."
        )
        % {"day": formats.long_day_words(day, year=True)},
        _lines(_("This is gone:"), _tables(entry.counts)),
    ]
    if entry.files:
        written.append(_("The files that belonged to it are destroyed too."))
    if entry.emptied_counts:
        lines = [
            f"{title}: {', '.join(_words_of(label, _emptied_of(entry, label)))}"
            for label, title in _titles(entry.emptied_counts)
        ]
        written.append(
            _lines(_("Of this the words are gone; the empty row stays, because something below needs it:"), lines)
        )
    if entry.kept:
        written.append(
            _lines(
                _("This stays, because we must be able to show it or the law asks it. We use it for nothing else:"),
                [_kept_line(entry, label, title, on=day) for label, title in _titles(entry.kept)],
            )
        )
    if entry.held:
        until = max(date.fromisoformat(last) for _rows, last in entry.held.values())
        written.append(
            _lines(
                _(
                    "This stays until %(day)s at the latest, because it is needed for a legal claim (GDPR article "
                    "17(3)(e)). We use it for nothing else:"
                )
                % {"day": formats.long_day_words(until, year=True)},
                _tables(entry.held),
            )
        )
    if by_mail:
        written.append(
            _("This mail itself: %(outbox)s %(log)s")
            % {"outbox": law("keep.outbox", day).sentence, "log": law("keep.mail_log", day).sentence}
        )
    if shares:
        written.append(_("What you shared with others of your household stays for them; you are not in it any more."))
    if told:
        names = ", ".join(recipient_words(told))
        written.append(
            _("These have received data about you from us, and we ask them to erase it too: %(names)s.")
            % {"names": names}
        )
    written.append(
        _(
            "Copies in our encrypted backups are used for nothing else, and the last one is gone on %(day)s at the "
            "latest. If we have to put one back before that day, your data is erased again before anything is used."
        )
        % {"day": formats.long_day_words(gone_from_backups_on(day), year=True)}
    )
    return "\n\n".join(written)


def _lines(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)])


def _tables(counts: Iterable[str]) -> list[str]:
    """By table the fields that say something: "Telephone numbers: number, label"."""
    found = []
    for label, title in _titles(counts):
        fields = ", ".join(_words_of(label, personal_field_names(apps.get_model(label))))
        found.append(f"{title}: {fields}" if fields else title)
    return found


def _titles(labels: Iterable[str]) -> list[tuple[str, str]]:
    known = [(label, apps.get_model(label)) for label in labels if label not in _COPIES]
    return sorted(
        ((label, str(capfirst(str(model._meta.verbose_name_plural)))) for label, model in known),
        key=lambda pair: pair[1].casefold(),
    )


def _words_of(label: str, fields: Iterable[str]) -> tuple[str, ...]:
    return field_words(apps.get_model(label), fields)


def _emptied_of(entry: Entry, label: str) -> tuple[str, ...]:
    return entry.emptied[label][0] if label in entry.emptied else ()


def _kept_line(entry: Entry, label: str, title: str, *, on: date) -> str:
    _rows, duty, until = entry.kept[label]
    fields = ", ".join(_words_of(label, personal_field_names(apps.get_model(label))))
    number = law(duty, on)
    term = (
        _("until %(day)s at the latest") % {"day": formats.long_day_words(date.fromisoformat(until), year=True)}
        if until
        else str(number.sentence)
    )
    basis = _("GDPR article %(article)s") % {"article": article_of(duty, on=on)}
    if number.source.startswith(_LAWS):
        basis = f"{basis}, {number.source}"
    return f"{title} ({fields}): {basis}; {term}"


def first_words(request: Request) -> str:
    """Words to start a written answer from. An erasure is never said to be done before the journal has it."""
    if request.kind != RequestKind.ERASURE:
        return words_for(Occasion.DONE, request).words
    entry = entry_for(request.id)
    with translation.override(request.language):
        if entry is not None:
            return what_was_done(entry)
        if request.person_id is None:
            return _("We looked for data about you and found none under the details that you gave.")
    return ""
