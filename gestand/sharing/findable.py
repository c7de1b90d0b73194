"""Recipients as search finds them: by name, for the owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gestand.core.egress import RecipientKind
from gestand.core.search import Entry, SearchSource
from gestand.sharing.actions.recipients import SEARCH_KIND
from gestand.sharing.models import RegisteredRecipient


def _entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
    rows = RegisteredRecipient.objects.exclude(name="")
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    for row in rows.order_by("id").iterator(chunk_size=500):
        with override("nl"):
            detail = str(RecipientKind(row.kind).label)
        yield Entry(
            kind=SEARCH_KIND,
            id=row.id,
            client_id=None,
            title=row.name,
            detail=detail,
            words=f"{row.contact} {row.website}",
            text=row.what,
            weight=-1 if row.archived_at else 0,
        )


def _url(identifier: UUID, _client_id: UUID | None) -> str:
    return reverse("sharing:recipient-by-id", args=[identifier])


SOURCE = SearchSource(
    kind=SEARCH_KIND,
    label=_("Recipients"),
    icon="share",
    order=70,
    url=_url,
    entries=_entries,
    owner_only=True,
)
