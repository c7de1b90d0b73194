"""Lists that somebody keeps under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.people.kernels.folding import tidied
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import SavedView

if TYPE_CHECKING:
    from gestand.core.actors import Actor

MOST_VIEWS = 20
LONGEST_NAME, LONGEST_QUERY = 40, 400


def save_view(*, by: Actor, name: str, query: str) -> SavedView:
    """Keep a list under a name; the same name again replaces it. No audit line: it is about nobody."""
    if by.id is None:
        raise NotAllowed(_("Sign in to keep a list."))
    name = tidied(name)
    if not name or len(name) > LONGEST_NAME:
        raise NotValid(_("Give the list a name of at most 40 characters."), field="name")
    with transaction.atomic():
        known = SavedView.objects.filter(account_id=by.id)
        if known.count() >= MOST_VIEWS and not known.filter(name=name).exists():
            raise NotValid(_("Twenty lists is the most. Remove one first."), field="name")
        view, _created = SavedView.objects.update_or_create(
            account_id=by.id, name=name, defaults={"query": query[:LONGEST_QUERY]}
        )
    return view


def remove_view(*, by: Actor, view: SavedView) -> None:
    if view.account_id != by.id:
        raise NotAllowed(_("This list is somebody else's."))
    view.delete()
