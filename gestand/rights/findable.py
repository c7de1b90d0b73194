"""Requests as search finds them: by name, address and number. Only who sees every client finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gestand.core.search import Entry, SearchSource
from gestand.rights.actions.requests import SEARCH_KIND
from gestand.rights.models import Request, RequestState
from gestand.rights.queries import title_of


def _entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
    requests = Request.objects.exclude(state=RequestState.UNCONFIRMED).select_related("person")
    if ids is not None:
        requests = requests.filter(id__in=list(ids))
    for request in requests.order_by("id").iterator(chunk_size=500):
        with override("nl"):
            title = title_of(request)
        yield Entry(
            kind=SEARCH_KIND,
            id=request.id,
            client_id=None,
            title=title,
            detail=str(request.number or ""),
            words=f"{request.name} {request.email}",
            numbers=(request.phone,) if request.phone else (),
            person_id=request.person_id,
        )


def _url(identifier: UUID, _client_id: UUID | None) -> str:
    return reverse("rights:request", args=[identifier])


SOURCE = SearchSource(
    kind=SEARCH_KIND,
    label=_("Privacy requests"),
    icon="shield-check",
    order=60,
    url=_url,
    entries=_entries,
    owner_only=True,
)
