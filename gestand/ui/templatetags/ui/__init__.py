"""The design system's template tags: `{% load ui %}`. The page of elements and README.md show each of them."""

from __future__ import annotations

from gestand.ui.templatetags.ui import around, parts, pictures
from gestand.ui.templatetags.ui.amounts import clock_tag, date_tag, when
from gestand.ui.templatetags.ui.library import register
from gestand.ui.templatetags.ui.small import badge

__all__ = ["around", "badge", "clock_tag", "date_tag", "parts", "pictures", "register", "when"]
