"""Icons, drawings, tiles and initials."""

from __future__ import annotations

from django.utils.safestring import SafeString

from gestand.ui import drawings, formats
from gestand.ui.markup import markup
from gestand.ui.templatetags.ui.library import register


@register.simple_tag
def icon(name: str, css_class: str = "", title: str = "") -> SafeString:
    return drawings.icon(name, css_class, str(title))


@register.simple_tag
def drawing(name: str) -> SafeString:
    return drawings.drawing(name)


@register.simple_tag
def tile(name: str, tone: str = "") -> SafeString:
    """A square with an icon, the start of a row."""
    return markup('<span class="tile {}">{}</span>', "" if tone == "plain" else tone, drawings.icon(name))


@register.simple_tag
def avatar(name: str, css_class: str = "") -> SafeString:
    return markup('<span class="avatar {}" aria-hidden="true">{}</span>', css_class, formats.initials(name))
