"""If this fails, what stops? The client's graph put in words, as a tree with the way why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gestand.core.house import Label
from gestand.network.kernels.failing import Fallen, Outcome, Spared
from gestand.network.models import LinkKind, ThingKind
from gestand.network.paths import thing_path
from gestand.network.queries.graph import Graph, Node

#: So many of one branch stand open, the rest is folded; of very many only the first are told by name.
SHOWN = 8
_TOLD = 60


#: Put in words when it is shown: of a long tree each line asks once.
_WHY: Mapping[str, Label] = {
    LinkKind.CABLE: gettext_lazy("hangs on it by cable"),
    LinkKind.WIRELESS: gettext_lazy("hangs on it by Wi-Fi"),
    LinkKind.USB: gettext_lazy("hangs on it by USB"),
    LinkKind.POWER: gettext_lazy("gets its power from it"),
    "modem": gettext_lazy("comes in through it"),
    "line": gettext_lazy("is online through it"),
    "gateway": gettext_lazy("has it as its gateway"),
    "address": gettext_lazy("has its address in it"),
    "sent": gettext_lazy("is sent by it"),
    "leads": gettext_lazy("leads to it"),
    "domain": gettext_lazy("has its address in this domain"),
    "tenant": gettext_lazy("lives in this tenant"),
    "copied": gettext_lazy("is a backup of it"),
    "depends": gettext_lazy("depends on it"),
}
_LOST: Mapping[str, Label] = {
    ThingKind.SITE.value: gettext_lazy("no internet"),
    ThingKind.SUBNET.value: gettext_lazy("no way out"),
}
_NO_NETWORK = gettext_lazy("no network")


@dataclass(frozen=True, slots=True)
class Folded:
    """As many as there are, of which the first are told."""

    branches: Sequence[Branch] = ()
    count: int = 0

    @property
    def left_out(self) -> int:
        return self.count - len(self.branches)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Branch]:
        return iter(self.branches)


@dataclass(frozen=True, slots=True)
class Branch:
    """A thing that fails: ``why`` it does ("by cable, port 3"), ``what`` becomes of it, and what follows from it."""

    name: str
    icon: str
    url: str
    why: str
    what: str
    stops: bool
    then: Sequence[Branch]
    folded: Folded


@dataclass(frozen=True, slots=True)
class Kept:
    """A thing that goes on, and through what."""

    name: str
    icon: str
    url: str
    through: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """``told``: one sentence; ``people``: who works with what fails."""

    told: str
    tree: Sequence[Branch]
    folded: Folded
    spared: Sequence[Kept]
    people: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not self.tree and not self.spared and not self.people


def consequences_of(thing_id: UUID, graph: Graph) -> Consequences:
    """What follows when this thing stops."""
    failure = graph.failure_of(thing_id)
    everything = list(failure)
    hit = [thing_id, *(one.key for one in everything)]
    people = sorted({name for key in hit for name in graph.users.get(key, ())})
    shown, folded = _branches(failure.tree, graph)
    return Consequences(
        _told(everything),
        shown,
        folded,
        [_kept(one, graph) for one in failure.spared if one.key in graph.nodes],
        people,
    )


def _branches(fallen: Sequence[Fallen[UUID]], graph: Graph) -> tuple[list[Branch], Folded]:
    known = sorted((one for one in fallen if one.key in graph.nodes), key=lambda one: _order(one, graph))
    if len(known) <= SHOWN + 1:
        return [_branch(one, graph) for one in known], Folded()
    told = [_branch(one, graph) for one in known[: SHOWN + _TOLD]]
    return told[:SHOWN], Folded(told[SHOWN:], len(known) - SHOWN)


def _order(one: Fallen[UUID], graph: Graph) -> tuple[bool, int, str]:
    """What brings other things down first, then by kind, then by name."""
    node = graph.nodes[one.key]
    return not one.then, list(ThingKind.values).index(node.kind), node.name.casefold()


def _branch(one: Fallen[UUID], graph: Graph) -> Branch:
    node = graph.nodes[one.key]
    then, folded = _branches(one.then, graph)
    why = str(_WHY[one.reason])
    if one.detail and one.reason != "gateway":
        why = _("%(why)s, port %(port)s") % {"why": why, "port": one.detail}
    stops = one.outcome is Outcome.STOPS
    return Branch(node.name, node.icon, thing_address(node), why, _what(node, one.outcome), stops, then, folded)


def thing_address(node: Node) -> str:
    return thing_path(node.kind, node.id)


def _kept(one: Spared[UUID], graph: Graph) -> Kept:
    node = graph.nodes[one.key]
    names = [graph.nodes[key].name for key in one.left if key in graph.nodes]
    return Kept(node.name, node.icon, thing_address(node), ", ".join(names))


def _what(node: Node, outcome: Outcome) -> str:
    return _("stops") if outcome is Outcome.STOPS else str(_LOST.get(node.kind, _NO_NETWORK))


def _told(fallen: Sequence[Fallen[UUID]]) -> str:
    """Such as "3 things stop, 12 lose their network"."""
    if not fallen:
        return _("Nothing else stops, as far as it is written down.")
    counts = Counter(one.outcome for one in fallen)
    words = []
    if stop := counts[Outcome.STOPS]:
        words.append(ngettext("%(count)d thing stops", "%(count)d things stop", stop) % {"count": stop})
    if lose := counts[Outcome.LOSES]:
        words.append(ngettext("%(count)d loses its network", "%(count)d lose their network", lose) % {"count": lose})
    return ", ".join(words) + "."
