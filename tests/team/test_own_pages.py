"""One's own pages: sessions and profile."""

from __future__ import annotations

from django.test import Client as Browser
from django.urls import reverse

from gestand.core.audit.models import AuditLine
from gestand.team.models import Account, TeamSession
from tests.cast import Cast, browser_of


def test_a_session_elsewhere_is_ended_from_here(anna: Browser, cast: Cast) -> None:
    elsewhere = browser_of(cast.anna)
    there = TeamSession.objects.get(session_key=elsewhere.session.session_key)
    anna.post(reverse("team:session-revoke", args=[there.public_id]))
    assert elsewhere.get(reverse("team:profile")).status_code == 302
    assert anna.get(reverse("team:profile")).status_code == 200


def test_all_other_sessions_are_ended_at_once(anna: Browser, cast: Cast) -> None:
    others = [browser_of(cast.anna), browser_of(cast.anna)]
    anna.post(reverse("team:sessions-revoke-others"))
    assert [other.get(reverse("team:profile")).status_code for other in others] == [302, 302]
    assert AuditLine.objects.get(action="team.session.revoke").facts == {"count": 2}


def test_nobody_ends_somebody_elses_session(bram: Browser, anna: Browser, cast: Cast) -> None:
    hers = TeamSession.objects.get(account=cast.anna)
    assert bram.post(reverse("team:session-revoke", args=[hers.public_id])).status_code == 404
    assert TeamSession.objects.filter(pk=hers.pk).exists()


def test_the_list_shows_this_device_and_the_others(anna: Browser, cast: Cast) -> None:
    browser_of(cast.anna)
    rows = anna.get(reverse("team:sessions")).context["sessions"]
    assert sorted(is_this for _row, is_this in rows) == [False, True]


def test_saving_a_page_keeps_the_sessions_own_facts(anna: Browser, cast: Cast) -> None:
    before = TeamSession.objects.get()
    session = anna.session
    session["something"] = 1
    session.save()
    after = TeamSession.objects.get()
    assert (before.public_id, before.created_at) == (after.public_id, after.created_at)


def test_a_profile_is_changed_and_the_language_follows(anna: Browser, cast: Cast) -> None:
    facts = {"name": "Anna de Vries", "language": "en", "theme": "dark", "density": "compact"}
    anna.post(reverse("team:profile"), facts)
    changed = Account.objects.get(pk=cast.anna.pk)
    assert {name: getattr(changed, name) for name in facts} == facts
    assert "Your profile" in anna.get(reverse("team:profile")).content.decode()


def test_a_wrong_choice_is_told_and_nothing_is_written(anna: Browser, cast: Cast) -> None:
    answer = anna.post(reverse("team:profile"), {"name": "", "language": "xx"})
    assert answer.status_code == 422
    assert Account.objects.get(pk=cast.anna.pk).name == "Anna Helder"


def test_how_one_likes_the_screen_is_no_matter_for_the_audit_log(anna: Browser, cast: Cast) -> None:
    looks = {"language": "en", "theme": "dark", "density": "compact"}
    anna.post(reverse("team:profile"), {"name": "Anna Helder", **looks})
    anna.post(reverse("ui:look"), {"theme": "light"})
    assert not AuditLine.objects.filter(action="team.profile.change").exists()
    anna.post(reverse("team:profile"), {"name": "Anna de Vries", **looks})
    assert AuditLine.objects.filter(action="team.profile.change").count() == 1
