"""Addresses that go into mails: absolute, in the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from gestand.core.firm import current_firm


def public_link(view_name: str, *, language: str, fragment: str = "", **parts: object) -> str:
    """Where a client reaches a page of ours: the firm's public address, else the address of this machine."""
    firm = current_firm()
    base = (firm.public_url if firm and firm.public_url else settings.PUBLIC_URL).rstrip("/")
    with translation.override(language):
        path = reverse(view_name, kwargs=parts)
    return f"{base}{path}" + (f"#{fragment}" if fragment else "")
