"""What the room team can prove: second factors, stand-ins within their time and clients, coarse devices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.actors import ActorKind, Role
from gestand.core.audit.models import AuditLine
from gestand.core.house import Access, house
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.core.proofs_of_core.columns import ip_addresses_in, user_agents_in
from gestand.team import first_run
from gestand.team.devices import COARSE
from gestand.team.middleware import AccessMiddleware
from gestand.team.models import Account, Grant, GrantedClient, TeamSession

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_TEAM_PAGE = Button(_("Look at the team"), "team:accounts")
_MIDDLEWARE = "gestand.team.middleware.AccessMiddleware"
#: What an account does to itself needs no client and no running access.
_OWN_DOING = "team."


# Second factors -------------------------------------------------------------------------------------------------------


def second_factor_is_asked(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """No account that has been in lacks a second factor, and the gate before every page turns one without it away."""
    active = Account.objects.active()
    without = active.without_second_factor()
    let_in, doors = doors_open_without_factor()
    counts = {
        "accounts": active.count(),
        "without_second_factor": without.filter(last_login__isnull=False).count(),
        "invited": without.filter(last_login__isnull=True).count(),
        "doors": doors,
        "doors_open": let_in,
    }
    if let_in:
        return broken(
            ngettext_lazy(
                "Of the team's pages (%(doors)s), %(doors_open)s lets somebody in who has no second factor.",
                "Of the team's pages (%(doors)s), %(doors_open)s let somebody in who has no second factor.",
                "doors_open",
            ),
            todo=_("Put back the version of the program that was installed: the gate before its pages is gone."),
            counts=counts,
        )
    if settings.DEMO:
        return unproven(_("This is a demo: its one-time link lets in without a second factor."), counts=counts)
    if counts["without_second_factor"]:
        return broken(
            ngettext_lazy(
                "Of the accounts that work here (%(accounts)s), %(without_second_factor)s has no second factor.",
                "Of the accounts that work here (%(accounts)s), %(without_second_factor)s have no second factor.",
                "without_second_factor",
            ),
            todo=_("Ask them to add a second factor today, or close the account."),
            button=_TEAM_PAGE,
            counts=counts,
        )
    return kept(
        _(
            "Each account (%(accounts)s) has a second factor or has never been in, and each page (%(doors)s) turns "
            "away who has none."
        ),
        counts=counts,
    )


def doors_open_without_factor() -> tuple[int, int]:
    """Ask the gate itself, as an owner without a second factor, for every page of the team: (let in, asked)."""
    names = [name for name, access in house.access.items() if access in (Access.TEAM, Access.OWNER)]
    if _MIDDLEWARE not in settings.MIDDLEWARE:
        return len(names), len(names)
    if first_run.is_needed():
        return 0, 0
    gate = AccessMiddleware(lambda _request: HttpResponse())
    with translation.override(translation.get_language()):  # the gate speaks the language of who knocks
        return sum(_is_let_in(gate, name) for name in names), len(names)


def _is_let_in(gate: AccessMiddleware, name: str) -> bool:
    request = _Knock(name)
    try:
        answer = gate.process_view(request, lambda *_all, **_more: HttpResponse(), (), {})
    except Http404:
        return False
    return answer is None


class _Knock(HttpRequest):
    """A request of an owner who gave a password alone; it reaches no view and no table."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = "/"
        self.COOKIES = {settings.SESSION_COOKIE_NAME: "knock"}
        account: Any = Account(role=Role.OWNER, language="nl", is_active=True)
        account.second_factor_known = False
        self.user = account
        self.session: Any = {}
        self.resolver_match: Any = _Match(name)


@dataclass(frozen=True, slots=True)
class _Match:
    view_name: str


# Stand-ins ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Window:
    """One grant: the days on which it holds, until when on the last one, and its clients with their own times."""

    from_on: date
    until_on: date
    ended_at: datetime | None
    every_client: bool
    clients: dict[UUID, tuple[datetime | None, datetime | None]] = field(default_factory=dict)

    def holds_at(self, at: datetime) -> bool:
        return self.from_on <= timezone.localdate(at) <= self.until_on and (
            self.ended_at is None or at <= self.ended_at
        )

    def shows(self, client_id: UUID, at: datetime) -> bool:
        if self.every_client:
            return True
        since, until = self.clients.get(client_id, (at, at - timedelta(days=1)))
        return (since is None or since <= at) and (until is None or at <= until)


def standins_keep_to_their_time(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each grant begins after its signature, and no line of a stand-in lies outside a grant."""
    grants = Grant.objects.count()
    unsigned = sum(signed > begins for signed, begins in Grant.objects.values_list("signed_on", "from_on").iterator())
    windows = _windows()
    lines = outside = 0
    for actor_id, moment, _client in _doings():
        lines += 1
        outside += not any(window.holds_at(moment) for window in windows.get(actor_id, ()))
    counts = {"grants": grants, "unsigned": unsigned, "lines": lines, "outside": outside}
    if unsigned or outside:
        return broken(
            _(
                "Grants that begin before their signature: %(unsigned)s of %(grants)s; things that stand-ins did "
                "outside their time: %(outside)s of %(lines)s."
            ),
            todo=_("Look in the audit log what the stand-in did then, end the access, and see whether it is a breach."),
            button=_TEAM_PAGE,
            counts=counts,
        )
    return kept(
        _(
            "Each grant (%(grants)s) was signed before it began, and whatever stand-ins did (%(lines)s) lies within "
            "their time."
        ),
        counts=counts,
    )


def standins_keep_to_their_clients(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """No line of a stand-in is about a client that the grant of that moment did not show."""
    windows = _windows()
    looks = foreign = 0
    for actor_id, moment, client_id in _doings():
        if client_id is None:
            continue
        looks += 1
        then = [window for window in windows.get(actor_id, ()) if window.holds_at(moment)]
        # Outside every grant is the other check's.
        foreign += bool(then) and not any(window.shows(client_id, moment) for window in then)
    counts = {"looks": looks, "foreign": foreign}
    if foreign:
        return broken(
            _("Times that a stand-in reached a client outside the grant of that moment: %(foreign)s of %(looks)s."),
            todo=_("Look in the audit log which client it was; this may be a breach that has to be reported."),
            button=Button(_("Look at the audit log"), "core:audit"),
            counts=counts,
        )
    return kept(
        _("Each time that a stand-in reached a client (%(looks)s), the grant of that moment showed it."), counts=counts
    )


def _doings() -> Iterator[tuple[UUID, datetime, UUID | None]]:
    """What stand-ins did with the firm's data, from the audit log: who, when, which client."""
    standins = list(Account.objects.filter(role=Role.STANDIN).values_list("id", flat=True))
    lines = AuditLine.objects.filter(actor_id__in=standins, actor_kind=ActorKind.ACCOUNT.value)
    rows = lines.exclude(action__startswith=_OWN_DOING).order_by().values_list("actor_id", "at", "client_id")
    for actor_id, moment, client_id in rows.iterator(chunk_size=2000):
        if actor_id is not None:
            yield actor_id, moment, client_id


def _windows() -> dict[UUID, list[_Window]]:
    """Every grant there ever was, by account; when clients came and went is told by the audit log."""
    by_grant: dict[UUID, _Window] = {}
    by_account: dict[UUID, list[_Window]] = {}
    for grant in Grant.objects.iterator():
        window = _Window(grant.from_on, grant.until_on, grant.ended_at, grant.every_client)
        by_grant[grant.id] = window
        by_account.setdefault(grant.account_id, []).append(window)
    for grant_id, granted_id in GrantedClient.objects.values_list("grant_id", "client_id").iterator():
        by_grant[grant_id].clients[granted_id] = (None, None)
    changes = AuditLine.objects.filter(action__in=("team.grant.client.add", "team.grant.client.remove"))
    for action, moment, client_id, facts in changes.order_by("id").values_list("action", "at", "client_id", "facts"):
        changed = by_grant.get(UUID(str(facts.get("grant")))) if client_id else None
        if changed is None or client_id is None:
            continue
        since, until = changed.clients.get(client_id, (None, None))
        if action == "team.grant.client.add":
            # Taken away and given again: between the two it was not shown, which one pair of moments cannot tell.
            changed.clients[client_id] = (moment if until is None else since, None)
        else:
            changed.clients[client_id] = (since, moment)
    return by_account


# Devices --------------------------------------------------------------------------------------------------------------


def sessions_are_coarse(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """A session knows "Firefox on Windows" at most: names from a closed list, also in what is packed in it."""
    sessions = fine = 0
    for session in TeamSession.objects.iterator(chunk_size=500):
        sessions += 1
        packed = str(session.get_decoded())
        words = session.device.split(" on ") if session.device else []
        fine += any(word not in COARSE for word in words) or bool(user_agents_in(packed))
    if fine:
        return broken(
            ngettext_lazy(
                "Of the sessions (%(sessions)s), %(fine)s knows more of the browser than its kind.",
                "Of the sessions (%(sessions)s), %(fine)s know more of the browser than its kind.",
                "fine",
            ),
            todo=_("End these sessions, and show this to who made the program."),
            counts={"sessions": sessions, "fine": fine},
        )
    return kept(
        _("Sessions (%(sessions)s) know the kind of browser and system, and nothing finer."),
        counts={"sessions": sessions},
    )


def sessions_hold_no_address(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    sessions = found = 0
    for session in TeamSession.objects.iterator(chunk_size=500):
        sessions += 1
        found += bool(ip_addresses_in(f"{session.device} {session.get_decoded()}"))
    if found:
        return broken(
            ngettext_lazy(
                "Of the sessions (%(sessions)s), %(found)s holds an IP address.",
                "Of the sessions (%(sessions)s), %(found)s hold an IP address.",
                "found",
            ),
            todo=_("End these sessions, and show this to who made the program."),
            counts={"sessions": sessions, "found": found},
        )
    return kept(_("No session (%(sessions)s) holds an IP address."), counts={"sessions": sessions})


PROOFS = (
    Proof(
        key="team.second_factor",
        clauses=("secure.mfa",),
        kind=ProofKind.LIVE,
        what=_("Each account has a second factor, and the gate turns an owner without one away from every page."),
        limits=_("It knows Gestand's own accounts, not the firm's accounts for mail, domain names or suppliers."),
        check=second_factor_is_asked,
        every=timedelta(hours=1),
    ),
    Proof(
        key="team.standin_time",
        clauses=("standin",),
        kind=ProofKind.DATA,
        what=_("No stand-in did anything before the signature, before the first day or after the end of access."),
        limits=_("It knows the day of the signature, not the signed paper, and nothing that is done outside Gestand."),
        check=standins_keep_to_their_time,
    ),
    Proof(
        key="team.standin_clients",
        clauses=("secure.access",),
        kind=ProofKind.DATA,
        what=_("Whatever a stand-in opened or changed is compared with the clients of the grant at that moment."),
        limits=_(
            "It sees what the audit log holds: opened clients and files and every change, not a glance at a list."
        ),
        check=standins_keep_to_their_clients,
        every=timedelta(hours=6),
    ),
    Proof(
        key="team.coarse_devices",
        clauses=("data.browser",),
        kind=ProofKind.DATA,
        what=_("Sessions know the kind of browser and system from a short list, and nothing finer."),
        limits=_("It looks at Gestand's own sessions; there are no statistics of the website yet."),
        check=sessions_are_coarse,
    ),
    Proof(
        key="team.sessions_without_address",
        clauses=("data.ip",),
        kind=ProofKind.DATA,
        what=_("No session holds the IP address from which somebody signed in."),
        limits=_("It looks at Gestand's own sessions, not at what a proxy in front of Gestand writes down."),
        check=sessions_hold_no_address,
    ),
)
