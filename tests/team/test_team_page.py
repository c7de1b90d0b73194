"""The owner's page Team: inviting, granting, ending, closing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import NotAllowed, Role
from gestand.core.audit.models import AuditLine
from gestand.core.firm import Firm
from gestand.core.mail.models import OutgoingMail
from gestand.team.actions.accounts import LastOwner, deactivate_account
from gestand.team.actions.grants import EndsBeforeItBegins, NotForOwners, SignedTooLate, end_grant, make_grant
from gestand.team.actions.sessions import clear_old_sessions
from gestand.team.models import Account, Grant, TeamSession
from tests.cast import Cast, browser_of

TODAY = timezone.localdate()
NOW = datetime.now(UTC)


def invitation(**changes: str) -> dict[str, str]:
    return {
        "name": "Fenna Visser",
        "email": "Fenna@vervanger.example",
        "language": "nl",
        "signed_on": str(TODAY - timedelta(days=1)),
        "from_on": str(TODAY),
        "until_on": str(TODAY + timedelta(days=14)),
        "every_client": "no",
    } | changes


def test_an_invitation_makes_account_access_and_mail(anna: Browser, cast: Cast) -> None:
    answer = anna.post(reverse("team:invite"), invitation())
    fenna = Account.objects.get(email="fenna@vervanger.example")
    assert answer.headers["location"] == reverse("team:grant", args=[fenna.grants.get().id])
    assert (fenna.role, fenna.has_usable_password()) == (Role.STANDIN, False)
    mail = OutgoingMail.objects.get()
    assert "/enter/" in mail.text
    assert mail.account_id == fenna.id


def test_nobody_is_invited_without_a_signature(anna: Browser) -> None:
    answer = anna.post(reverse("team:invite"), invitation(signed_on=""))
    assert answer.status_code == 422
    assert not Account.objects.filter(email="fenna@vervanger.example").exists()


def test_a_signature_after_the_first_day_leaves_nothing_behind(anna: Browser) -> None:
    answer = anna.post(reverse("team:invite"), invitation(signed_on=str(TODAY + timedelta(days=2))))
    assert "signed_on" in answer.context["form"].errors
    assert not Account.objects.filter(email="fenna@vervanger.example").exists()


def test_an_address_that_is_taken_is_told_beside_the_field(anna: Browser, cast: Cast) -> None:
    answer = anna.post(reverse("team:invite"), invitation(email=cast.bram.email))
    assert "email" in answer.context["form"].errors


def test_a_second_grant_is_given_on_the_accounts_page(anna: Browser, cast: Cast) -> None:
    facts = {name: value for name, value in invitation(every_client="yes").items() if name not in ("name", "email")}
    anna.post(reverse("team:account", args=[cast.dirk.id]), facts)
    assert cast.dirk.grants.get().every_client


def test_clients_are_added_to_a_grant_and_taken_out(anna: Browser, cast: Cast) -> None:
    grant = cast.bram.grants.get()
    address = reverse("team:grant", args=[grant.id])
    anna.post(address, {"add": str(cast.jansen.id)})
    assert set(grant.granted_clients.values_list("client_id", flat=True)) == {cast.bakery.id, cast.jansen.id}
    anna.post(address, {"remove": str(cast.bakery.id)})
    assert set(grant.granted_clients.values_list("client_id", flat=True)) == {cast.jansen.id}


def test_a_client_that_cannot_be_read_changes_nothing(anna: Browser, cast: Cast) -> None:
    grant = cast.bram.grants.get()
    assert anna.post(reverse("team:grant", args=[grant.id]), {"add": "x"}).status_code == 302
    assert grant.granted_clients.count() == 1


def test_ending_an_access_ends_the_sessions(anna: Browser, bram: Browser, cast: Cast) -> None:
    anna.post(reverse("team:grant-end", args=[cast.bram.grants.get().id]))
    assert not TeamSession.objects.filter(account=cast.bram).exists()
    assert AuditLine.objects.filter(action="team.grant.end", actor_id=cast.anna.id).exists()


def test_closing_an_account_ends_everything(anna: Browser, bram: Browser, cast: Cast) -> None:
    anna.post(reverse("team:account-deactivate", args=[cast.bram.id]))
    closed = Account.objects.get(pk=cast.bram.pk)
    assert (closed.is_active, closed.left_on is None) == (False, False)
    assert not TeamSession.objects.filter(account=closed).exists()
    assert not Grant.objects.filter(account=closed, ended_at__isnull=True).exists()


def test_the_only_owner_cannot_be_closed(cast: Cast) -> None:
    with pytest.raises(LastOwner):
        deactivate_account(cast.anna, by=cast.owner, at=NOW)


def test_a_standin_gives_nobody_access(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        make_grant(
            cast.dirk, signed_on=TODAY, from_on=TODAY, until_on=TODAY, every_client=True, by=cast.standin, at=NOW
        )


@pytest.mark.parametrize(
    ("days", "refusal"),
    [((0, 0, -1), EndsBeforeItBegins), ((1, 2, 3), SignedTooLate), ((0, -1, 3), SignedTooLate)],
)
def test_days_out_of_order_are_refused(cast: Cast, days: tuple[int, int, int], refusal: type[Exception]) -> None:
    signed_on, from_on, until_on = (TODAY + timedelta(days=count) for count in days)
    with pytest.raises(refusal):
        make_grant(
            cast.bram, signed_on=signed_on, from_on=from_on, until_on=until_on, every_client=True, by=cast.owner, at=NOW
        )


def test_an_owner_needs_no_grant(cast: Cast) -> None:
    with pytest.raises(NotForOwners):
        make_grant(cast.anna, signed_on=TODAY, from_on=TODAY, until_on=TODAY, every_client=True, by=cast.owner, at=NOW)


def test_a_new_link_is_shown_once_to_the_owner(anna: Browser, cast: Cast) -> None:
    page = anna.post(reverse("team:account-link", args=[cast.bram.id]))
    assert "/enter/" in page.context["link"]
    assert "/enter/" not in anna.get(reverse("team:account", args=[cast.bram.id])).content.decode()


def test_an_unknown_account_is_404(anna: Browser) -> None:
    assert anna.get(reverse("team:account", args=[uuid4()])).status_code == 404


def test_sessions_of_who_lost_access_are_cleared_away(cast: Cast, anna: Browser, dirk: Browser) -> None:
    browser_of(cast.bram)
    end_grant(cast.bram.grants.get(), by=cast.owner, at=NOW)
    clear_old_sessions(by=cast.owner, at=NOW)
    assert list(TeamSession.objects.values_list("account", flat=True)) == [cast.anna.id]


def test_the_pages_cost_few_queries(
    anna: Browser, cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    anna.get(reverse("team:accounts"))
    for address in (reverse("team:accounts"), reverse("team:account", args=[cast.bram.id])):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            anna.get(address)


def test_a_client_is_found_by_a_part_of_its_name(anna: Browser, cast: Cast) -> None:
    page = anna.get(reverse("team:grant", args=[cast.bram.grants.get().id]), {"q": "jans"})
    assert [client.name for client in page.context["found"]] == ["Familie Jansen"]
    assert [client.name for client in page.context["chosen"]] == ["Bakkerij Het Zoute Brood"]


def test_an_invitation_that_leads_nowhere_is_warned_of(anna: Browser, cast: Cast) -> None:
    assert "De link zou alleen op deze computer werken" in anna.get(reverse("team:invite")).content.decode()
    Firm.objects.update(public_url="https://kantoor.helder-it.example")
    assert "De link zou alleen op deze computer werken" not in anna.get(reverse("team:invite")).content.decode()
    anna.post(reverse("team:invite"), invitation())
    assert "https://kantoor.helder-it.example/enter/" in OutgoingMail.objects.get().text
