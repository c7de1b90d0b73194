"""The owner decides about an answer whose mail has not left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights.actions import delivery
from gestand.rights.views.desk import find_request, request_page

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the mail back into the queue."""
    return _do(request, pk, delivery.try_answer_again)


@require_POST
def by_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the same words went on paper."""
    return _do(request, pk, delivery.give_answer_as_letter)


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop the mail, to write or send anew."""
    return _do(request, pk, delivery.take_answer_back)


def _do(request: HttpRequest, pk: UUID, action: Callable[..., object]) -> HttpResponse:
    asked = find_request(request, pk)
    try:
        action(request=asked, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return request_page(request, asked, refusal=str(refusal))
    return redirect("rights:request", pk=pk)
