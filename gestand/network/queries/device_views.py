"""The lists of devices that somebody may open under a name, and how he or she likes the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from gestand.core.gathering import gathered
from gestand.core.questions import Ids, Question
from gestand.network.models import DeviceListChoice, DeviceView
from gestand.network.queries.device_filter import known_columns

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Lists:
    """``views``: one's own first, then those of others that are for the whole team."""

    views: Sequence[DeviceView]
    columns: tuple[str, ...]
    opens_with: DeviceView | None


def lists_of(actor: Actor) -> Lists:
    """One statement."""
    if actor.id is None:
        return Lists((), (), None)
    views_asked, choice_asked = _views.about(accounts=(actor.id,)), _choices.about(accounts=(actor.id,))
    answers = gathered([views_asked, choice_asked])
    views = sorted(answers[views_asked], key=lambda view: view.account_id != actor.id)
    choice: DeviceListChoice | None = next(iter(answers[choice_asked]), None)
    if choice is None:
        return Lists(views, (), None)
    opens_with = next((view for view in views if view.pk == choice.opens_with_id), None)
    return Lists(views, known_columns(choice.columns.split(",")), opens_with)


@Question
def _views(accounts: Ids) -> QuerySet[Any, Any]:
    return DeviceView.objects.filter(Q(account_id__among=accounts) | Q(is_shared=True)).order_by("name", "id")


@Question
def _choices(accounts: Ids) -> QuerySet[Any, Any]:
    return DeviceListChoice.objects.filter(account_id__among=accounts)
