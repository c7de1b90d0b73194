"""What can be done from the palette: begin something new, go somewhere. Filled from what the rooms offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.house import Access, MenuEntry, Settings, house
from gestand.core.search.words import fold, runs

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Command:
    label: str
    url: str
    icon: str
    key: str = ""
    dialog: bool = False


def commands_for(actor: Actor, query: str = "") -> list[Command]:
    """The commands that this actor may give; with a query those that have a word beginning with each of its words."""
    wanted = runs(fold(query))
    if query.strip() and not wanted:
        return []
    return [command for command in _every(actor) if all(_begins(command.label, word) for word in wanted)]


def _begins(label: str, word: str) -> bool:
    return any(each.startswith(word) for each in runs(fold(label)))


def _every(actor: Actor) -> Iterator[Command]:
    for action in house.new_actions:
        if may_enter(action.access, actor):
            label = _("New: %(what)s") % {"what": action.label}
            yield Command(label, reverse(action.url), action.icon, action.key, action.dialog)
    seen: set[str] = set()
    places: list[MenuEntry | Settings] = [*house.menu, *house.settings_pages]
    for entry in places:
        if may_enter(entry.access, actor) and entry.url not in seen:
            seen.add(entry.url)
            yield Command(_("Go to: %(where)s") % {"where": entry.label}, reverse(entry.url), entry.icon)


def may_enter(access: Access, actor: Actor) -> bool:
    return access is not Access.OWNER or actor.is_owner
