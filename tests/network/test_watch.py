"""What ends: which things, on which day, how bad it is, and how somebody says to know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation

from gestand.core.freezing import Frozen
from gestand.network import actions
from gestand.network.actions.lists import look_up_systems
from gestand.network.actions.watching import NotSilenced, silence_end, tell_end_again
from gestand.network.cards import ends_card
from gestand.network.ends import RULES
from gestand.network.models import BackupPlan, Device, EndKind, ListSettings, Silence
from gestand.network.queries.watch import Asked, Place, end_of_thing, ends, ends_of_client
from gestand.people.models import Client
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
LONG = timedelta(days=4000)


def wrote(cast: Cast, what: str, /, owner: Any = None, **fields: Any) -> Any:
    """A thing at the Jansens."""
    return actions.add_thing(what, by=cast.owner, at=NOW, owner=owner or cast.jansen, **fields)


def laptop(cast: Cast, **fields: Any) -> Device:
    return wrote(cast, "device", kind="computer", **({"name": "Laptop"} | fields))


def everything(cast: Cast, *, actor: Any = None, **asked: Any) -> list[Any]:
    return ends(Asked(TODAY - LONG, TODAY + LONG, **asked), actor=actor or cast.owner, at=NOW)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_every_kind_of_end_is_found_in_the_order_of_its_day(cast: Cast) -> None:
    laptop(cast, warranty_ends_on=in_days(7), operating_system="Windows 10 Home")
    wrote(cast, "licence", product="Office", ends_on=in_days(6))
    wrote(cast, "domain", name="jansen.example", expires_on=in_days(5))
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    wrote(cast, "backup", what="Foto's", where_to="NAS", every_days=3, last_success_on=in_days(0))
    site = actions.add_thing("site", by=cast.owner, at=NOW, owner=cast.jansen, name="Huis")
    wrote(cast, "connection", owner=site, provider="KPN", ends_on=in_days(2))
    found = everything(cast)
    assert [end.what for end in found] == [
        "system",
        "contract",
        "backup",
        "certificate",
        "domain",
        "licence",
        "warranty",
    ]
    assert {end.what for end in found} == set(RULES) == set(EndKind)


@pytest.mark.parametrize(("days", "tone"), [(-1, "broken"), (0, "warn"), (10, "warn"), (11, ""), (400, "")])
def test_a_certificate_presses_more_the_nearer_its_day(cast: Cast, days: int, tone: str) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(days))
    (end,) = everything(cast)
    assert (end.days_left, end.tone) == (days, tone)


def test_what_renews_itself_is_calm_until_its_day_is_over(cast: Cast) -> None:
    wrote(cast, "domain", name="komt.example", expires_on=in_days(3), renews_itself=True)
    wrote(cast, "domain", name="was.example", expires_on=in_days(-3), renews_itself=True)
    past, coming = everything(cast)
    assert (past.name, past.tone, coming.tone) == ("was.example", "warn", "")
    assert [line.title for line in ends_card(actor=cast.owner, at=NOW)] == ["was.example bij Familie Jansen"]


def test_a_backup_is_too_old_when_its_rhythm_is_over_and_one_that_never_worked_at_once(cast: Cast) -> None:
    wrote(cast, "backup", what="in tijd", where_to="NAS", every_days=7, last_success_on=in_days(-7))
    wrote(cast, "backup", what="te oud", where_to="NAS", every_days=7, last_success_on=in_days(-8))
    wrote(cast, "backup", what="nooit", where_to="NAS")
    assert {end.name: end.is_past for end in everything(cast)} == {"in tijd": False, "te oud": True, "nooit": False}
    tomorrow = ends(Asked(TODAY - LONG, TODAY + LONG), actor=cast.owner, at=NOW + timedelta(days=1))
    assert all(end.is_past for end in tomorrow)
    with translation.override("en"):
        assert [end.why for end in tomorrow if end.name == "nooit"] == ["It never worked yet."]


def test_the_end_of_a_system_follows_from_what_is_written_down(cast: Cast) -> None:
    row = laptop(cast, operating_system="Microsoft Windows 11 Pro 25H2")
    assert (row.system_cycle, row.system_ends_on) == ("windows/11-25h2-w", date(2027, 10, 12))
    changed = actions.change_thing(row, by=cast.owner, at=NOW, operating_system="Ubuntu 24.04")
    assert isinstance(changed, Device)
    assert (changed.system_cycle, changed.system_ends_on) == ("ubuntu/24.04", date(2029, 5, 31))


def test_a_version_that_somebody_chose_stays_when_the_text_changes(cast: Cast) -> None:
    row = laptop(cast, operating_system="Windows 11", system_cycle="windows/11-24h2-e")
    changed = actions.change_thing(row, by=cast.owner, at=NOW, operating_system="Windows 11 Enterprise van kantoor")
    assert isinstance(changed, Device)
    assert (changed.system_cycle, changed.system_ends_on) == ("windows/11-24h2-e", date(2027, 10, 12))


def test_another_list_is_looked_up_for_every_device(cast: Cast) -> None:
    row = laptop(cast, operating_system="Windows 10 Home")
    Device.objects.filter(pk=row.pk).update(system_cycle="", system_ends_on=None)
    BackupPlan.objects.create(client=cast.jansen, what="x", where_to="y", created_at=NOW, changed_at=NOW)
    assert look_up_systems() == 2  # the version, and then its day
    row.refresh_from_db()
    assert row.system_ends_on == date(2025, 10, 14)
    assert BackupPlan.objects.get().due_on == TODAY
    assert look_up_systems() == 0
    assert ListSettings.objects.get().looked_up_in is not None


def test_what_is_gone_or_spare_does_not_lose_its_updates(cast: Cast) -> None:
    laptop(cast, name="reserve", state="spare", operating_system="Windows 7")
    laptop(
        cast, name="weg", state="gone", gone_on=TODAY, operating_system="Windows 7", not_wiped_because="geen schijf",
        warranty_ends_on=in_days(9),
    )  # fmt: skip
    assert everything(cast) == []


def test_a_client_that_left_is_left_out(cast: Cast) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    Client.objects.filter(pk=cast.jansen.pk).update(ended_on=TODAY)
    assert everything(cast) == []
    assert ends_card(actor=cast.owner, at=NOW) == []


def test_a_standin_sees_ends_of_granted_clients_alone(cast: Cast) -> None:
    wrote(cast, "certificate", name="thuis", expires_on=in_days(4))
    wrote(cast, "certificate", owner=cast.bakery, name="kassa", expires_on=in_days(4))
    assert [end.name for end in everything(cast, actor=cast.standin)] == ["kassa"]
    assert [line.title for line in ends_card(actor=cast.standin, at=NOW)] == ["kassa bij Bakkerij Het Zoute Brood"]
    assert ends_card(actor=cast.stranger, at=NOW) == []


def test_the_morning_tells_many_of_one_kind_in_one_line(cast: Cast) -> None:
    for number in range(60):
        laptop(cast, name=f"pc {number}", operating_system="Windows 7")
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    with translation.override("en"):
        lines = ends_card(actor=cast.owner, at=NOW)
    assert [line.title for line in lines] == [
        "mail at Familie Jansen",
        "More than 50 devices get no security updates",
    ]
    assert "what=system&show=past" in lines[1].action_url


def test_the_morning_asks_once_and_leaves_it_to_the_page(cast: Cast, django_assert_num_queries: Any) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    ends_card(actor=cast.owner, at=NOW)
    with django_assert_num_queries(1):
        ends_card(actor=cast.owner, at=NOW)
    assert len(ends_card.reading(actor=cast.owner, at=NOW).questions) == len(RULES)


def test_a_list_goes_on_where_it_was_cut_off(cast: Cast) -> None:
    for name in "abcdefg":
        wrote(cast, "certificate", name=name, expires_on=in_days(4))
        wrote(cast, "licence", product=name, ends_on=in_days(4))
    for backwards in (False, True):
        whole = everything(cast, backwards=backwards)
        seen: list[Any] = []
        while True:
            beyond = Place(seen[-1].on, seen[-1].what, seen[-1].thing_id) if seen else None
            more = everything(cast, backwards=backwards, beyond=beyond, limit=3)[:3]
            if not more:
                break
            seen += more
        assert seen == whole
        assert len(seen) == 14


def test_a_known_end_is_quiet_until_the_day_of_its_reminder(cast: Cast) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    silence_end(end, by=cast.owner, at=NOW, reason="nieuw  besteld", until_on=in_days(2))
    assert everything(cast) == []
    (known,) = everything(cast, known=True)
    assert known.known is not None
    assert (known.known.reason, known.tone) == ("nieuw besteld", "")
    assert len(ends(Asked(TODAY, TODAY + LONG), actor=cast.owner, at=NOW + timedelta(days=2))) == 1


def test_what_does_not_matter_is_quiet_for_good_and_can_be_taken_back(cast: Cast) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    silence_end(end, by=cast.owner, at=NOW, reason="test", until_on=None)
    assert ends(Asked(TODAY, TODAY + LONG), actor=cast.owner, at=NOW + timedelta(days=3)) == []
    tell_end_again(end, by=cast.owner, at=NOW)
    assert len(everything(cast)) == 1
    assert not Silence.objects.exists()


def test_another_day_is_told_anew(cast: Cast) -> None:
    row = wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    silence_end(end, by=cast.owner, at=NOW, reason="test", until_on=None)
    actions.change_thing(row, by=cast.owner, at=NOW, expires_on=in_days(5))
    (again,) = everything(cast)
    assert again.known is None
    assert end_of_thing(EndKind.CERTIFICATE, row.pk, actor=cast.owner, at=NOW).known is None  # type: ignore[union-attr]


def test_a_silence_has_a_reason_and_a_reminder_that_is_ahead(cast: Cast) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    for reason, until_on, field in (("", None, "reason"), ("x" * 201, None, "reason"), ("nu", TODAY, "until_on")):
        with pytest.raises(NotSilenced) as refusal:
            silence_end(end, by=cast.owner, at=NOW, reason=reason, until_on=until_on)
        assert refusal.value.field == field


def test_what_may_only_be_stored_is_not_silenced(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    from gestand.core.freezing import FrozenNow
    from gestand.core.house import house

    monkeypatch.setattr(house, "frozen", lambda: FrozenNow(clients=frozenset({cast.jansen.pk})))
    with pytest.raises(Frozen):
        silence_end(end, by=cast.owner, at=NOW, reason="test", until_on=None)


def test_a_silence_goes_with_its_thing(cast: Cast) -> None:
    row = wrote(cast, "certificate", name="mail", expires_on=in_days(4))
    (end,) = everything(cast)
    silence_end(end, by=cast.owner, at=NOW, reason="test", until_on=None)
    actions.remove_thing(row, by=cast.owner, at=NOW)
    assert not Silence.objects.exists()


def test_a_clients_page_tells_what_is_past_and_what_comes_within_a_year(cast: Cast) -> None:
    laptop(cast, name="oud", warranty_ends_on=in_days(-300))
    laptop(cast, name="nieuw", warranty_ends_on=in_days(300))
    laptop(cast, name="later", warranty_ends_on=in_days(500))
    wrote(cast, "licence", product="Office", ends_on=in_days(-300))
    wrote(cast, "backup", what="in tijd", where_to="NAS", last_success_on=TODAY)
    found = ends_of_client(cast.jansen.pk, actor=cast.owner, at=NOW)
    assert [end.name for end in found] == ["Office", "nieuw"]


# Pages ----------------------------------------------------------------------------------------------------------------


def real(days: int) -> date:
    """So many days from the day on which the tests run: pages know no other."""
    return timezone.localdate() + timedelta(days=days)


def test_the_list_shows_what_comes_and_its_chips_show_the_rest(cast: Cast, anna: Browser) -> None:
    wrote(cast, "certificate", name="straks", expires_on=real(40))
    wrote(cast, "licence", product="voorbij", ends_on=real(-4))
    coming = anna.get(reverse("network:watch")).content.decode()
    assert "straks" in coming
    assert "voorbij" not in coming
    past = anna.get(reverse("network:watch"), {"show": "past"}).content.decode()
    assert "voorbij" in past
    assert "straks" not in past
    other = anna.get(reverse("network:watch"), {"what": "licence", "client": str(cast.jansen.pk)}).content.decode()
    assert "straks" not in other
    assert "Familie Jansen" in other


def test_the_list_of_a_client_that_is_out_of_reach_is_not_there(cast: Cast, bram: Browser) -> None:
    assert bram.get(reverse("network:watch"), {"client": str(cast.jansen.pk)}).status_code == 404
    assert bram.get(reverse("network:watch"), {"client": "onzin"}).status_code == 404
    assert bram.get(reverse("network:watch"), {"beyond": "onzin", "what": "onzin"}).status_code == 200


def test_an_end_is_silenced_and_told_again_on_its_page(cast: Cast, anna: Browser) -> None:
    row = wrote(cast, "certificate", name="mail", expires_on=real(40))
    where = reverse("network:end-silence", args=["certificate", row.pk])
    assert anna.get(where).status_code == 200
    assert anna.post(where, {"how": "later", "reason": "besteld"}).status_code == 422
    sent = anna.post(where, {"how": "later", "reason": "besteld", "until_on": real(9).isoformat()})
    assert sent.headers["location"] == reverse("network:client", args=[cast.jansen.pk])
    assert "besteld" in anna.get(reverse("network:watch"), {"show": "known"}).content.decode()
    back = reverse("network:watch")
    told = anna.post(reverse("network:end-tell", args=["certificate", row.pk]), {"next": back})
    assert told.headers["location"] == back
    assert not Silence.objects.exists()


def test_an_end_that_is_out_of_reach_is_not_there(cast: Cast, bram: Browser) -> None:
    row = wrote(cast, "certificate", name="mail", expires_on=real(40))
    assert bram.get(reverse("network:end-silence", args=["certificate", row.pk])).status_code == 404
    assert bram.post(reverse("network:end-tell", args=["certificate", row.pk])).status_code == 404
    assert bram.get(reverse("network:end-silence", args=["onzin", row.pk])).status_code == 404


def test_nobody_is_sent_elsewhere_by_an_address_of_another(cast: Cast, anna: Browser) -> None:
    row = wrote(cast, "certificate", name="mail", expires_on=real(40))
    told = anna.post(reverse("network:end-tell", args=["certificate", row.pk]), {"next": "https://elders.example/"})
    assert told.headers["location"] == reverse("network:client", args=[cast.jansen.pk])


def test_the_list_costs_as_many_queries_at_ten_times_the_data(cast: Cast, anna: Browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert anna.get(reverse("network:watch")).status_code == 200
        return len(seen)

    wrote(cast, "certificate", name="een", expires_on=real(40))
    anna.get(reverse("network:watch"))
    few = asked()
    for number in range(10):
        wrote(cast, "certificate", name=f"nr {number}", expires_on=real(41))
    assert asked() == few <= 15


def test_the_form_of_a_device_offers_versions_and_leaves_it_to_the_text(cast: Cast, anna: Browser) -> None:
    where = reverse("network:thing-new", args=[cast.jansen.pk, "device"])
    page = anna.get(where).content.decode()
    assert '<option value="windows/11-24h2-w">' in page
    assert "Windows 11 24H2 (Home, Pro), di 13 okt 2026" in page
    typed = {"name": "pc", "kind": "computer", "state": "in_use", "operating_system": "Windows 11 24H2"}
    assert anna.post(where, typed).status_code == 302
    assert Device.objects.get(name="pc").system_cycle == "windows/11-24h2-w"
    assert anna.post(where, typed | {"name": "mac", "system_cycle": "macos/13"}).status_code == 302
    assert Device.objects.get(name="mac").system_ends_on == date(2025, 9, 15)
    assert anna.post(where, typed | {"name": "raar", "system_cycle": "windows/onzin"}).status_code == 422
