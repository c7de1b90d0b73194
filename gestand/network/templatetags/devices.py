"""How a device looks, and the lines of its page that come by the dozen: made here, because a template takes longer."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.network.kinds import ICONS
from gestand.network.models import Device
from gestand.network.paths import thing_path
from gestand.network.queries.failures import Branch, Folded
from gestand.ui.drawings import icon

register = template.Library()


@register.filter
def device_icon(device: Device) -> str:
    return ICONS.get(device.kind, "devices")


@register.filter
def device_url(device: Device) -> str:
    return thing_path("device", device.pk)


@register.simple_tag
def row_tools(about: object, remove_url: str, edit_url: str = "") -> SafeString:
    """Change and remove, beside a line about ``about``."""
    change = _tool(edit_url, "pencil", _("Change %(about)s") % {"about": about}) if edit_url else ""
    remove = _tool(remove_url, "x", _("Remove %(about)s") % {"about": about})
    return format_html('<span class="row-tools">{}{}</span>', change, remove)


def _tool(url: str, picture: str, words: str) -> SafeString:
    return format_html(
        '<a class="button quiet small icon-only" href="{}" data-sheet>{}</a>', url, icon(picture, title=words)
    )


@register.simple_tag
def failing(shown: Sequence[Branch], folded: Folded) -> SafeString:
    """The tree of what stops, each branch with what follows from it."""
    more = _folded(folded) if folded else ""
    return format_html("<ul>{}{}</ul>", _lines(shown), more)


def _folded(folded: Folded) -> SafeString:
    words = ngettext("and one more", "and %(count)s more", folded.count) % {"count": folded.count}
    rest: SafeString | str = ""
    if folded.left_out:
        left = ngettext("and one more", "and %(count)s more", folded.left_out) % {"count": folded.left_out}
        rest = format_html('<li class="mute small">{}</li>', left)
    return format_html(
        '<li class="more"><details><summary>{}</summary><ul>{}{}</ul></details></li>',
        words,
        _lines(folded.branches),
        rest,
    )


def _lines(branches: Sequence[Branch]) -> SafeString:
    return format_html_join("", "<li>{}{}</li>", ((_line(one), _then(one)) for one in branches))


def _then(branch: Branch) -> SafeString | str:
    return failing(branch.then, branch.folded) if branch.then else ""


def _line(branch: Branch) -> SafeString:
    tone = "badge warn" if branch.stops else "row-sub failing-what"
    return format_html(
        '<div class="failing-line">{}<a href="{}">{}</a> <span class="row-sub">{}</span>'
        '<span class="{}">{}</span></div>',
        icon(branch.icon),
        branch.url,
        branch.name,
        branch.why,
        tone,
        branch.what,
    )
