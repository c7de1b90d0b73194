"""The usual widgets drawn in Python: the markup that Django's templates for them give, in a tenth of the time.

A form on a page has five of them and more, and each took half a millisecond. A test lays the two side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gestand.ui import drawings

Widget = dict[str, Any]
#: What Django and forms write for a choice that is not made.
_DASHES = frozenset({BLANK_CHOICE_DASH[0][1], "–"})


def _attributes(widget: Widget) -> str:
    parts = []
    for name, value in widget["attrs"].items():
        if value is True:
            parts.append(f" {_text(name)}")
        elif value is not False:
            parts.append(f' {_text(name)}="{_text(value)}"')
    return "".join(parts)


def _text(value: object) -> str:
    """Escaped, unless it is markup."""
    return str(value) if isinstance(value, SafeString) else escape(str(value))


def input_(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return SafeString(f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>')


def textarea(widget: Widget) -> SafeString:
    text = _text(widget["value"]) if widget["value"] else ""
    return SafeString(f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>')


def select(widget: Widget) -> SafeString:
    """A list to choose from; where Django has dashes for "nothing", it says in words what nothing means."""
    lines = []
    for group, options, _index in widget["optgroups"]:
        head = f'\n  <optgroup label="{_text(group)}">' if group else ""
        tail = "\n  </optgroup>" if group else ""
        inside = "".join([f"\n  {option(_worded(each, widget))}" for each in options])
        lines.append(f"{head}{inside}{tail}")
    name = _text(widget["name"])
    return SafeString(f'<select name="{name}"{_attributes(widget)}>{"".join(lines)}\n</select>')


def _worded(chosen: Widget, of: Widget) -> Widget:
    if chosen["label"] not in _DASHES:
        return chosen
    return {**chosen, "label": gettext("Choose") if of["required"] else gettext("Not filled in")}


def option(widget: Widget) -> SafeString:
    value, label = _text(widget["value"]), _text(widget["label"])
    return SafeString(f'<option value="{value}"{_attributes(widget)}>{label}</option>')


def choice_chips(widget: Widget) -> SafeString:
    """Radio buttons or tick boxes as pills."""
    chips = [_chip(each) for _group, options, _index in widget["optgroups"] for each in options]
    id_for = widget["attrs"].get("id")
    own = f' id="{_text(id_for)}"' if id_for else ""
    return SafeString(f'<div class="choice-chips"{own}>{"".join(chips)}</div>')


def _chip(widget: Widget) -> str:
    id_for = widget["attrs"].get("id")
    belongs = f' for="{_text(id_for)}"' if id_for else ""
    picture = drawings.icon(widget["icon"]) if widget.get("icon") else ""
    value = f' value="{_text(widget["value"])}"'
    box = f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    return f'<label class="chip"{belongs}>{box}{picture}{_text(widget["label"])}</label>'


#: Has no template: it is drawn here alone.
CHIPS = "chips"
_INPUTS = ("text", "number", "email", "url", "hidden", "password", "date", "datetime", "time", "checkbox")
DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": input_ for kind in _INPUTS},
    "django/forms/widgets/textarea.html": textarea,
    "django/forms/widgets/select.html": select,
    CHIPS: choice_chips,
}
