"""Who may be one and the same: look at a pair side by side, join them, or say that they are two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.actions.merging import CLIENT_FIELDS, JOINED_TEXTS, PERSON_FIELDS
from gestand.people.models import Client, Person
from gestand.people.queries.duplicates import duplicate_clients, duplicate_persons
from gestand.people.views.common import REFUSED, client_url, person_url, tell
from gestand.ui.formats import phone_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of both: which value stays can be chosen when both have one."""

    name: str
    label: str
    kept: str
    gone: str
    is_choice: bool
    is_joined: bool


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    kind = "client" if request.GET.get("kind") == "client" else "person"
    chips = [
        {"label": label, "url": f"?kind={name}", "current": name == kind, "icon": icon}
        for name, label, icon in (("person", _("People"), "user"), ("client", _("Clients"), "users"))
    ]
    pairs = duplicate_persons() if kind == "person" else duplicate_clients()
    return render(request, "people/duplicates.html", {"pairs": pairs, "kind": kind, "chips": chips})


def _pair(request: HttpRequest, kind: str, keep_id: UUID, gone_id: UUID) -> tuple[Any, Any]:
    actor = actor_of(request)
    model: Any = {"person": Person, "client": Client}.get(kind)
    if model is None or keep_id == gone_id:
        raise Http404
    rows = model.objects.visible_to(actor).in_bulk([keep_id, gone_id])
    if len(rows) != 2:  # noqa: PLR2004 - a pair
        raise Http404
    return rows[keep_id], rows[gone_id]


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, kind: str, keep_id: UUID, gone_id: UUID) -> HttpResponse:
    """Both side by side. What is chosen from the one that goes is taken over; what hangs on it moves along."""
    keep, gone = _pair(request, kind, keep_id, gone_id)
    fields = PERSON_FIELDS if kind == "person" else CLIENT_FIELDS
    refused = ""
    if request.method == "POST":
        from_gone = [name for name in fields if request.POST.get(f"take-{name}") == "gone"]
        act = actions.merge_persons if kind == "person" else actions.merge_clients
        try:
            act(by=actor_of(request), at=timezone.now(), keep=keep, gone=gone, from_gone=from_gone)
        except Refused as refusal:
            refused = str(refusal)
        else:
            tell(request, _("They are one now. What differed is kept with the join."))
            return redirect(person_url(keep.id) if kind == "person" else client_url(keep.id))
    return render(
        request,
        "people/merge.html",
        {
            "kind": kind,
            "keep": keep,
            "gone": gone,
            "keep_name": _name(keep),
            "gone_name": _name(gone),
            "differences": [_difference(keep, gone, name) for name in fields if _worth_showing(keep, gone, name)],
            "held": [(_name(row), _what_hangs_on(row)) for row in (keep, gone)],
            "other_way": reverse("people:merge", args=[kind, gone.id, keep.id]),
            "refused": refused,
        },
        status=REFUSED if refused else 200,
    )


def _name(row: Client | Person) -> str:
    return row.name if isinstance(row, Client) else row.full_name


def _worth_showing(keep: Any, gone: Any, name: str) -> bool:
    return bool(getattr(keep, name) or getattr(gone, name))


def _difference(keep: Any, gone: Any, name: str) -> Difference:
    field = type(keep)._meta.get_field(name)
    mine, theirs = getattr(keep, name), getattr(gone, name)

    def shown(row: Any) -> str:
        display = getattr(row, f"get_{name}_display", None)
        return str(display() if display else getattr(row, name))

    return Difference(
        name=name,
        label=str(getattr(field, "verbose_name", name)),
        kept=shown(keep),
        gone=shown(gone),
        is_choice=bool(mine and theirs and mine != theirs and name not in JOINED_TEXTS and name != "kind"),
        is_joined=bool(mine and theirs and mine != theirs and name in JOINED_TEXTS),
    )


def _what_hangs_on(row: Any) -> dict[str, Any]:
    return {
        "phones": [phone_words(phone.number) for phone in row.phone_numbers.all()],
        "mails": [mail.address for mail in row.mail_addresses.all()],
        "addresses": [str(address) for address in row.addresses.all()],
        "entries": row.correspondence.count(),
    }


@require_POST
def not_the_same(request: HttpRequest, kind: str, keep_id: UUID, gone_id: UUID) -> HttpResponse:
    one, other = _pair(request, kind, keep_id, gone_id)
    actions.say_not_the_same(by=actor_of(request), at=timezone.now(), one=one, other=other)
    tell(request, _("Noted: these are two. They will not be proposed again."))
    return redirect("people:duplicates")
