"""What can be done from the palette: begin something new, go somewhere. Filled from what the rooms offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.house import Access, house
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


@dataclass(frozen=True, slots=True)
class CommandGroup:
    label: str
    commands: list[Command]


def commands_for(actor: Actor, query: str = "", *, most: int | None = None) -> list[CommandGroup]:
    """The commands that this actor may give; with a query those that have a word beginning with each of its words."""
    wanted = runs(fold(query))
    if query.strip() and not wanted:
        return []
    groups = (
        CommandGroup(label, [command for command in commands if _answers(f"{label} {command.label}", wanted)][:most])
        for label, commands in ((_("New"), _beginnings(actor)), (_("Go to"), _places(actor)))
    )
    return [group for group in groups if group.commands]


def _answers(label: str, wanted: list[str]) -> bool:
    words = runs(fold(label))
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _beginnings(actor: Actor) -> list[Command]:
    return [
        Command(str(action.label), reverse(action.url), action.icon, action.key, action.dialog)
        for action in house.new_actions
        if may_enter(action.access, actor)
    ]


def _places(actor: Actor) -> list[Command]:
    by_url = {
        place.url: Command(str(place.label), reverse(place.url), place.icon)
        for place in house.menu
        if may_enter(place.access, actor)
    }
    return list(by_url.values())


def may_enter(access: Access, actor: Actor) -> bool:
    return access is not Access.OWNER or actor.is_owner
