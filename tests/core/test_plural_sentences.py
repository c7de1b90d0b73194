"""A sentence with a count in it speaks rightly of one and of many, in both languages, however it is stored."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy, override

from gestand.core.jobs.sentences import filled, kept_sentence, shown_sentence

MAILS = ngettext_lazy("%(count)s mail is held back", "%(count)s mails are held back", "count")


def test_one_is_told_as_one_and_two_as_two() -> None:
    with override("en"):
        assert str(filled(MAILS, count=1)) == "1 mail is held back"
        assert str(filled(MAILS, count=2)) == "2 mails are held back"


def test_what_was_stored_is_read_in_the_language_of_the_reader() -> None:
    stored = kept_sentence(filled(MAILS, count=1), length=300)
    with override("nl"):
        assert shown_sentence(stored) == "1 mail wordt vastgehouden"
    with override("en"):
        assert shown_sentence(stored) == "1 mail is held back"
