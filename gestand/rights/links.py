"""Addresses that go into mails: absolute, in the reader's language."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from gestand.core.firm import current_firm
from gestand.core.public_address import public_address


def public_link(view_name: str, *, language: str, fragment: str = "", **parts: object) -> str:
    """Where a client reaches a page of ours."""
    base = public_address(current_firm())
    with translation.override(language):
        path = reverse(view_name, kwargs=parts)
    return f"{base}{path}" + (f"#{fragment}" if fragment else "")
