"""Every rule on one page, and one rule: changing it, and saying yes once and for all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.house import house
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.retention.actions.terms import change_term, end_standing_yes, give_standing_yes, take_table_term
from gestand.retention.forms import BackForm, TermForm
from gestand.retention.models import TermUnit
from gestand.retention.queries.departures import summary
from gestand.retention.queries.leftovers import count_late
from gestand.retention.queries.terms import Rule, all_rules, changes_of, own_jobs, rule
from gestand.retention.views.common import UNPROCESSABLE, parts_of_room


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """Each rule: how long, why, what is under it now, the oldest, and what goes next."""
    at = timezone.now()
    today = timezone.localdate(at)
    rules = all_rules(at=at)
    numbers = summary(on=today)
    return render(
        request,
        "retention/terms.html",
        {
            "in_use": [each for each in rules if each.tables],
            "unused": [each for each in rules if not each.tables],
            "own_jobs": list(own_jobs()),
            "numbers": numbers,
            "parts": parts_of_room("terms", waiting=numbers["waiting"], late=count_late(today)),
        },
    )


@require_http_methods(["GET", "POST"])
def rule_page(request: HttpRequest, key: str) -> HttpResponse:
    """One rule, its history, and another length for it."""
    at = timezone.now()
    found = _rule(key)
    number = found.number
    form = TermForm(request.POST or None, initial={"value": number.value, "unit": number.unit.value})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            change_term(
                key=key,
                value=chosen["value"],
                unit=chosen["unit"],
                reason=chosen["reason"],
                by=actor_of(request),
                at=at,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.info(request, _("This term holds from now on. The draft of the statement says it too."))
            return redirect("retention:rule", key=key)
    return _page(request, found, form=form)


@require_POST
def rule_back(request: HttpRequest, key: str) -> HttpResponse:
    """The table's own length again."""
    found = _rule(key)
    form = BackForm(request.POST)
    if form.is_valid():
        try:
            take_table_term(key=key, reason=form.cleaned_data["reason"], by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("retention:rule", key=key)
    number = found.number
    return _page(
        request, found, form=TermForm(initial={"value": number.value, "unit": number.unit.value}), back_form=form
    )


@require_POST
def standing(request: HttpRequest, key: str) -> HttpResponse:
    """A yes once and for all, or its end."""
    _rule(key)
    at = timezone.now()
    try:
        if request.POST.get("end"):
            end_standing_yes(key=key, by=actor_of(request), at=at)
        else:
            give_standing_yes(key=key, by=actor_of(request), at=at)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("retention:rule", key=key)


def _rule(key: str) -> Rule:
    found = rule(key, at=timezone.now())
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Rule, *, form: TermForm, back_form: BackForm | None = None) -> HttpResponse:
    changes = changes_of(found.key)
    ids = {change.changed_by for change in changes}
    if found.standing is not None:
        ids.add(found.standing.given_by)
    names: Any = house.name_resolvers["account"](ids) if ids and "account" in house.name_resolvers else {}
    units = dict(TermUnit.choices)
    return render(
        request,
        "retention/rule.html",
        {
            "rule": found,
            "form": form,
            "back_form": back_form or BackForm(),
            "changes": [(each, names.get(each.changed_by, ""), units.get(each.unit, "")) for each in changes],
            "standing_name": names.get(found.standing.given_by, "") if found.standing else "",
        },
        status=UNPROCESSABLE if form.errors or (back_form is not None and back_form.errors) else 200,
    )
