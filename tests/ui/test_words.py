"""What Django says, it says in our words."""

from __future__ import annotations

from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils import translation


def test_a_password_is_asked_for_in_the_words_of_the_house() -> None:
    with translation.override("nl"):
        said = " ".join(password_validators_help_texts())
    assert "Minstens 12 tekens." in said
    assert "Uw " not in said
