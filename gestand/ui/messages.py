"""What is said after a form: in a cookie that wears the name that all our cookies wear."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NotesInCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}gestand_notes"


class Notes(FallbackStorage):
    """In the cookie as far as it reaches, the rest in the session."""

    storage_classes = (NotesInCookie, SessionStorage)
