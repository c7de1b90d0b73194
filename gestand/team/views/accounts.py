"""The owner's page Team: who works here, inviting a stand-in, ending an access."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.actors import Role
from gestand.core.once import sent_once
from gestand.core.public_address import links_lead_nowhere
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.team.actions.accounts import create_account, deactivate_account
from gestand.team.actions.grants import end_grant, grant_client, make_grant, take_client
from gestand.team.actions.links import INVITATION, make_login_link
from gestand.team.forms.accounts import GrantForm, InvitationForm
from gestand.team.invitations import link_for_elsewhere, mail_invitation
from gestand.team.models import Account, Grant
from gestand.team.queries import chosen_clients, factors_of, find_clients, grants_of, is_open, team_members


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    return render(request, "team/accounts.html", {"members": team_members(), "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
@sent_once
def invite(request: HttpRequest) -> HttpResponse:
    """Make a stand-in's account with its first grant, and send the invitation."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts, by, at = form.cleaned_data, actor_of(request), timezone.now()
        try:
            with transaction.atomic():
                account = create_account(
                    name=facts["name"],
                    email=facts["email"],
                    role=Role.STANDIN,
                    password=None,
                    language=facts["language"],
                    by=by,
                    at=at,
                )
                grant = make_grant(
                    account,
                    signed_on=facts["signed_on"],
                    from_on=facts["from_on"],
                    until_on=facts["until_on"],
                    every_client=facts["every_client"],
                    by=by,
                    at=at,
                )
                mail_invitation(account, make_login_link(account, kind=INVITATION, by=by, at=at), by=by, at=at)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("%(name)s is invited by mail.") % {"name": account.name})
            return redirect("team:account", account.id) if grant.every_client else redirect("team:grant", grant.id)
    return render(
        request,
        "team/invite.html",
        {"form": form, "links_lead_nowhere": links_lead_nowhere()},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@sent_once
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: its grants and factors; posting gives a stand-in another grant."""
    row = get_object_or_404(Account, pk=account_id)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant = make_grant(row, **form.cleaned_data, by=actor_of(request), at=timezone.now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("The access is given."))
            return redirect("team:account", row.id) if grant.every_client else redirect("team:grant", grant.id)
    return _account_page(request, row, form)


def _account_page(request: HttpRequest, row: Account, form: GrantForm, link: str = "") -> HttpResponse:
    at = timezone.now()
    grants = [(grant, is_open(grant, at=at)) for grant in grants_of(row)]
    context = {
        "member": row,
        "is_standin": row.role == Role.STANDIN,
        "is_self": actor_of(request).id == row.id,
        "grants": grants,
        "has_access": row.role == Role.OWNER or any(open_ for _grant, open_ in grants),
        "factors": factors_of(row),
        "form": form,
        "link": link,
    }
    return render(request, "team/account.html", context, status=422 if form.errors else 200)


@require_POST
def account_link(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new one-time link, shown once, to hand over in person or by a way of one's own."""
    row = get_object_or_404(Account, pk=account_id)
    try:
        new = make_login_link(row, kind=INVITATION, by=actor_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("team:account", row.id)
    return _account_page(request, row, GrantForm(), link=link_for_elsewhere(new))


@require_POST
def account_deactivate(request: HttpRequest, account_id: UUID) -> HttpResponse:
    row = get_object_or_404(Account, pk=account_id)
    try:
        deactivate_account(row, by=actor_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("team:account", row.id)
    messages.success(request, _("The account of %(name)s is closed.") % {"name": row.name})
    return redirect("team:accounts")


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Choose the clients of a grant: find them by name, add them, take them out."""
    row = get_object_or_404(Grant.objects.select_related("account"), pk=grant_id)
    if request.method == "POST":
        return _change_clients(request, row)
    words = request.GET.get("q", "")
    chosen = chosen_clients(row)
    context = {
        "grant": row,
        "member": row.account,
        "chosen": chosen,
        "words": words,
        "found": find_clients(words, without={client.id for client in chosen}),
        "is_open": is_open(row, at=timezone.now()),
    }
    return render(request, "team/grant.html", context)


def _change_clients(request: HttpRequest, row: Grant) -> HttpResponse:
    try:
        for change, field in ((grant_client, "add"), (take_client, "remove")):
            for client_id in request.POST.getlist(field):
                change(row, UUID(client_id), by=actor_of(request), at=timezone.now())
    except ValueError:
        messages.error(request, _("That client could not be read. Choose it again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("team:grant", row.id)


@require_POST
def grant_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    row = get_object_or_404(Grant.objects.select_related("account"), pk=grant_id)
    try:
        end_grant(row, by=actor_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The access of %(name)s has ended.") % {"name": row.account.name})
    return redirect("team:account", row.account_id)
