"""Lists of devices that somebody keeps under a name, and how he or she likes the list: no audit line tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.refusals import Refused
from gestand.network.models import DeviceListChoice, DeviceView
from gestand.network.queries.device_filter import DeviceFilter, known_columns

if TYPE_CHECKING:
    from gestand.core.actors import Actor

MOST_VIEWS = 30
_LONGEST_NAME = 40


class ViewRefused(Refused):
    code = "view_refused"


def save_view(
    *, by: Actor, name: str, query: str, is_shared: bool = False, opens_with: bool | None = None
) -> DeviceView:
    """Keep a list under a name; the same name again replaces it. Refuses (``ViewRefused``) a name too much."""
    account_id, name = _account(by), _name(name)
    kept = DeviceFilter.read(QueryDict(query)).query
    with transaction.atomic():
        known = DeviceView.objects.filter(account_id=account_id)
        if known.count() >= MOST_VIEWS and not known.filter(name=name).exists():
            raise ViewRefused(_("Thirty lists is the most. Remove one first."), field="name")
        view, _created = DeviceView.objects.update_or_create(
            account_id=account_id, name=name, defaults={"query": kept, "is_shared": is_shared}
        )
        if opens_with is not None:
            _open_with(account_id, view, chosen=opens_with)
    return view


def change_view(view: DeviceView, *, by: Actor, name: str, is_shared: bool, opens_with: bool) -> DeviceView:
    """Rename a list of one's own, share it or stop sharing it, choose it as the one that the devices open with.

    Refuses (``NotAllowed``) another's list, (``ViewRefused``) a name that is there already.
    """
    account_id = _account(by)
    _require_own(view, by)
    name = _name(name)
    with transaction.atomic():
        fresh = DeviceView.objects.select_for_update().get(pk=view.pk)
        if DeviceView.objects.filter(account_id=account_id, name=name).exclude(pk=view.pk).exists():
            raise ViewRefused(_("There is a list with this name already."), field="name")
        fresh.name, fresh.is_shared = name, is_shared
        fresh.save(update_fields=["name", "is_shared"])
        if not is_shared:  # nobody else opens with what he or she cannot see any more
            DeviceListChoice.objects.filter(opens_with=fresh).exclude(account_id=account_id).update(opens_with=None)
        _open_with(account_id, fresh, chosen=opens_with)
    return fresh


def remove_view(view: DeviceView, *, by: Actor) -> None:
    """Refuses (``NotAllowed``) another's list."""
    _require_own(view, by)
    view.delete()


def open_with(view: DeviceView | None, *, by: Actor) -> None:
    """Have the devices open with a list of one's own or of the team; with None they open with everything."""
    account_id = _account(by)
    if view is not None and view.account_id != account_id and not view.is_shared:
        raise NotAllowed(_("This list is somebody else's."))
    DeviceListChoice.objects.update_or_create(account_id=account_id, defaults={"opens_with": view})


def choose_columns(columns: Sequence[str], *, by: Actor) -> tuple[str, ...]:
    """The columns of one's list in their order; none chosen: the usual ones. Unknown names are left out."""
    chosen = known_columns(columns)
    DeviceListChoice.objects.update_or_create(account_id=_account(by), defaults={"columns": ",".join(chosen)})
    return chosen


def _open_with(account_id: UUID, view: DeviceView, *, chosen: bool) -> None:
    if chosen:
        DeviceListChoice.objects.update_or_create(account_id=account_id, defaults={"opens_with": view})
    else:
        DeviceListChoice.objects.filter(account_id=account_id, opens_with=view).update(opens_with=None)


def _account(by: Actor) -> Any:
    if by.id is None:
        raise NotAllowed(_("Sign in to keep a list."))
    return by.id


def _require_own(view: DeviceView, by: Actor) -> None:
    if view.account_id != by.id:
        raise NotAllowed(_("This list is somebody else's."))


def _name(typed: str) -> str:
    name = " ".join(typed.replace("\x00", "").split())
    if not name or len(name) > _LONGEST_NAME:
        raise ViewRefused(_("Give the list a name of at most 40 characters."), field="name")
    return name
