"""Links that open one file once: a secret behind the # of an address, kept here as a digest alone.

A room that hands files over gives its rows the fields of ``OneTimeLink`` and hangs a door in ``house.one_time_doors``;
one public page tries the code at every door, and ``streamed`` sends what it opens.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from gestand.core.law import law
from gestand.core.refusals import Refused

#: A download that broke off holds its claim this long.
CLAIM_LASTS = timedelta(minutes=10)
MEDIA_TYPE = "application/zip"
_SECRET_BYTES = 24
_PIECE_BYTES = 256 * 1024


class LinkNotValid(Refused):
    code = "link_not_valid"


class BeingFetched(Refused):
    """The right code, while another download with it runs or broke off without a word."""

    code = "being_fetched"


def new_token() -> str:
    """192 random bits, as 32 letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(token: str) -> str:
    """What the database keeps: the token cannot be found back from it."""
    return hashlib.sha256(token.strip().encode("utf-8", "replace")).hexdigest()


def link_until(sent_at: datetime) -> datetime:
    """When a one-time link stops working."""
    return sent_at + law("request.link", timezone.localdate(sent_at)).hours


class OneTimeLink(models.Model):
    """What a row that a link opens keeps of that link; its declaration names these fields too."""

    link_digest = models.CharField(_("fingerprint of the link"), max_length=64, blank=True)
    link_until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)  # a download runs; a claim that died is free again after a while
    collected_at = models.DateTimeField(_("collected on"), null=True)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file for one download: ``done`` is told when the last byte has left, ``release`` when it broke off."""

    file_name: str
    open: Callable[[], tuple[BinaryIO, int]]
    done: Callable[[], None]
    release: Callable[[], None]


#: Takes what a code opens, at a moment; None when it opens nothing of this room. Refuses (``BeingFetched``) a second
#: download at the same time.
OneTimeDoor = Callable[[str, datetime], Claimed | None]


def no_claim(at: datetime) -> Q:
    """Rows that nobody downloads at this moment."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lte=at - CLAIM_LASTS)


def opened_by(rows: QuerySet[Any], token: str, *, at: datetime) -> Any:
    """The row that this code opens, or None."""
    return rows.filter(link_digest=digest_of(token), link_until__gt=at).first() if token.strip() else None


def claim(rows: QuerySet[Any], *, at: datetime) -> bool:
    """One download at a time; the row count names the winner."""
    return bool(rows.filter(no_claim(at)).update(claimed_at=at))


def claim_or_refuse(rows: QuerySet[Any], *, at: datetime) -> None:
    """Take what the right code opens. Refuses (``BeingFetched``) while another download has it."""
    if not claim(rows, at=at):
        raise BeingFetched(
            _(
                "A download with this link began less than ten minutes ago. Did it break off? Then wait ten minutes "
                "and open the link from the mail again: it still works."
            )
        )


def streamed(claimed: Claimed) -> StreamingHttpResponse:
    """Send it; it counts as fetched only after the last byte, and is free again if that never left."""
    stream, size = claimed.open()
    response = StreamingHttpResponse(_pieces(stream, claimed), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=claimed.file_name) or ""
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(stream: BinaryIO, claimed: Claimed) -> Iterator[bytes]:
    finished = False
    try:
        while piece := stream.read(_PIECE_BYTES):
            yield piece
        finished = True
    finally:
        stream.close()
        if not finished:
            claimed.release()
    claimed.done()


def forget_links() -> int:
    """Make every link worth nothing: one that was used since must not open its file once more."""
    models_with_one = [model for model in apps.get_models() if issubclass(model, OneTimeLink)]
    return sum(
        model._base_manager.exclude(link_digest="").update(link_digest="", claimed_at=None) for model in models_with_one
    )
