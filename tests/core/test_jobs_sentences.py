"""What a job says is stored once and read in either language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gestand.core.jobs.sentences import filled, kept_sentence, shown_sentence


def both(stored: str) -> tuple[str, str]:
    with override("nl"):
        dutch = shown_sentence(stored)
    with override("en"):
        return shown_sentence(stored), dutch


def test_a_known_sentence_is_read_in_either_language() -> None:
    stored = kept_sentence(_("This mail was not sent"), length=200)
    assert both(stored) == ("This mail was not sent", "Deze mail is niet verstuurd")


def test_a_sentence_with_a_name_in_it_is_read_in_either_language() -> None:
    with override("nl"):
        stored = kept_sentence(filled(_("%(host)s did not answer in time."), host="mail.example"), length=200)
    assert both(stored) == ("mail.example did not answer in time.", "mail.example antwoordde niet op tijd.")


def test_a_sentence_of_one_language_stays_as_it_is() -> None:
    assert both(kept_sentence("Dit kan niet.", length=200)) == ("Dit kan niet.", "Dit kan niet.")
    assert both(kept_sentence("", length=200)) == ("", "")
