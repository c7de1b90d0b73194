"""What an import takes for the same device, what it changes, and what it leaves alone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from gestand.core.freezing import Frozen
from gestand.core.search.models import SearchEntry
from gestand.network import actions as keeping
from gestand.network.actions.interfaces import add_interface
from gestand.network.actions.sites import first_site, site_for
from gestand.network.importers import NotANetworkFile
from gestand.network.imports import actions
from gestand.network.imports.words import problem_words
from gestand.network.models import (
    AddressUse,
    Change,
    Device,
    DeviceState,
    DeviceUser,
    ImportLine,
    Interface,
    LineOutcome,
    LineState,
    NetworkImport,
    Site,
    Subnet,
)
from gestand.network.queries.imports import past_imports
from tests.cast import NOW, TODAY, Cast
from tests.network.importing import addresses_now, import_file, lines_of, staged
from tests.network.reading import FILES, SCANS

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=8)
NAS = "00:11:32:00:53:10"


def table(cast: Cast, *rows: str, header: str = "naam;mac;ip;serienummer;gebruiker;locatie") -> NetworkImport:
    """A list of devices as the owner would type it, staged."""
    content = "\n".join([header, *rows]).encode()
    return actions.stage_file(
        io.BytesIO(content), name="lijst.csv", client=cast.jansen, by=cast.owner, at=LATER, language="nl"
    )


def take(cast: Cast, batch: NetworkImport) -> NetworkImport:
    return actions.confirm_import(batch, by=cast.owner, at=LATER)


def device(cast: Cast, **fields: object) -> Device:
    made = keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", **fields)
    assert isinstance(made, Device)
    return made


def test_a_device_is_known_by_its_mac_though_name_and_address_differ(cast: Cast) -> None:
    mine = device(cast, name="Opslag", site=site_for(cast.jansen, by=cast.owner, at=NOW))
    add_interface(mine, by=cast.owner, at=NOW, mac=NAS)
    line = lines_of(staged(cast, SCANS / "home-2026.xml"))["Opslag"]
    assert (line.matched_by, line.thing_id, line.state) == ("mac", mine.id, LineState.CHANGED)
    assert ["name", "Opslag", "nas"] not in line.differences


def test_a_device_is_known_by_its_serial_number(cast: Cast) -> None:
    mine = device(cast, name="Laptop", serial_number="PF-2ABC 1")
    line = lines_of(table(cast, "Werkpaard;;;pf2abc1;;"))["Laptop"]
    assert (line.matched_by, line.thing_id) == ("serial", mine.id)


def test_a_device_is_known_by_its_name_unless_the_serial_number_says_otherwise(cast: Cast) -> None:
    here = site_for(cast.jansen, by=cast.owner, at=NOW)
    mine = device(cast, name="pc-anna", serial_number="AAA111", site=here)
    lines = ImportLine.objects.filter(batch=table(cast, "PC-Anna;;;;;", "pc-anna;;;BBB222;;"), what="device")
    assert {(line.matched_by, line.thing_id, line.state) for line in lines} == {
        ("host", mine.id, LineState.SAME),
        ("", None, LineState.NEW),
    }


def test_two_devices_that_fit_are_for_a_person_to_choose(cast: Cast) -> None:
    first, second = device(cast, name="Een", serial_number="SN-100"), device(cast, name="Twee")
    add_interface(second, by=cast.owner, at=NOW, mac=NAS)
    batch = table(cast, f"Iets;{NAS};;SN-100;;")
    line = lines_of(batch)["Iets"]
    assert (line.state, line.ticked) == (LineState.DOUBTFUL, False)
    assert {one[0] for one in line.candidates} == {str(first.id), str(second.id)}
    actions.tick_lines(batch, shown=[line.id], ticked=[], choices={line.id: str(second.id)}, by=cast.owner, at=LATER)
    take(cast, batch)
    second.refresh_from_db()
    assert (second.name, second.serial_number) == ("Iets", "SN-100")
    assert Device.objects.count() == 2


def test_a_choice_that_was_not_offered_is_none(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    stranger = keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="computer", name="Kassa")
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    (line,) = [line for line in ImportLine.objects.filter(batch=batch) if line.state == LineState.GONE][:1]
    actions.tick_lines(batch, shown=[line.id], ticked=[], choices={line.id: str(stranger.pk)}, by=cast.owner, at=LATER)
    line.refresh_from_db()
    assert (line.choice, line.ticked) == ("", False)


def test_an_address_alone_is_a_hint(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    lines = lines_of(staged(cast, SCANS / "home-2027.xml", at=LATER))
    assert lines["epson"].state == LineState.NEW
    assert ["address_was", "printer"] in lines["epson"].problems


def test_who_had_an_address_before_is_history(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    import_file(cast, SCANS / "home-2027.xml", at=LATER)
    nas, epson, printer = (Device.objects.get(name=name) for name in ("nas", "epson", "printer"))
    assert addresses_now(nas) == ["192.168.77.11"]
    assert addresses_now(epson) == ["192.168.77.20"]
    assert AddressUse.objects.get(device=printer).until_on == TODAY
    assert Change.objects.filter(thing_id=printer.id, verb="import", fields__has_key="address").exists()


def test_what_was_not_seen_stays_as_it_is_unless_somebody_says_so(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    gone = lines_of(batch)["pc-anna"]
    assert (gone.state, gone.ticked) == (LineState.GONE, False)
    take(cast, batch)
    computer = Device.objects.get(name="pc-anna")
    assert (computer.state, addresses_now(computer)) == (DeviceState.IN_USE, ["192.168.77.31"])


@pytest.mark.parametrize(("choice", "state"), [("free", DeviceState.IN_USE), ("gone", DeviceState.GONE)])
def test_what_is_away_gives_its_address_free(cast: Cast, choice: str, state: str) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    line = lines_of(batch)["pc-anna"]
    actions.tick_lines(batch, shown=[line.id], ticked=[], choices={line.id: choice}, by=cast.owner, at=LATER)
    take(cast, batch)
    computer = Device.objects.get(name="pc-anna")
    assert (computer.state, addresses_now(computer)) == (state, [])


def test_a_computer_that_is_gone_by_a_list_says_that_its_wiping_is_not_known(cast: Cast) -> None:
    mine = device(cast, name="Oude pc")
    take(cast, table(cast, "Oude pc;afgevoerd;", "Nog een pc;afgevoerd;computer", header="naam;status;soort"))
    told = dict(Device.objects.values_list("name", "not_wiped_because"))
    assert told == dict.fromkeys(
        ["Oude pc", "Nog een pc"], "Niet bekend of het gewist is: volgens een import is het weg."
    )
    mine.refresh_from_db()
    keeping.change_thing(mine, by=cast.owner, at=LATER, note="Stond in de kelder.")


def test_an_undone_import_takes_back_that_the_wiping_is_not_known(cast: Cast) -> None:
    mine = device(cast, name="Oude pc")
    batch = take(cast, table(cast, "Oude pc;afgevoerd", header="naam;status"))
    actions.undo_import(batch, by=cast.owner, at=LATER + timedelta(hours=1))
    mine.refresh_from_db()
    assert (mine.state, mine.gone_on, mine.not_wiped_because) == (DeviceState.IN_USE, None, "")


def test_a_warranty_that_cannot_be_is_left_out(cast: Cast) -> None:
    mine = device(cast, name="Laptop", purchased_on=date(2026, 3, 1))
    batch = take(cast, table(cast, "Laptop;2025-01-01;Dell", header="naam;garantie tot;merk"))
    mine.refresh_from_db()
    assert (mine.warranty_ends_on, mine.make) == (None, "Dell")
    assert ["warranty_before", "2025-01-01"] in lines_of(batch)["Laptop"].problems


def test_until_when_a_system_gets_updates_is_known_at_once(cast: Cast) -> None:
    mine = device(cast, name="Oud", operating_system="Windows 11 Pro 24H2")
    take(cast, table(cast, "Oud;Windows 10 22H2", "Nieuw;Windows 10 22H2", header="naam;besturingssysteem"))
    ends = dict(Device.objects.values_list("name", "system_ends_on"))
    assert ends == dict.fromkeys(["Oud", "Nieuw"], date(2025, 10, 14))
    mine.refresh_from_db()
    assert mine.system_cycle == "windows/10-22h2"


def test_an_address_in_any_dhcp_range_comes_from_dhcp(cast: Cast) -> None:
    keeping.add_thing(
        "subnet", by=cast.owner, at=NOW, owner=site_for(cast.jansen, by=cast.owner, at=NOW), prefix="192.168.1.0/24",
        dhcp_first="192.168.1.50", dhcp_last="192.168.1.59", dhcp_more="192.168.1.200-192.168.1.210",
    )  # fmt: skip
    take(cast, table(cast, f"A;{NAS};192.168.1.205;;;", "B;;192.168.1.20;;;"))
    kinds = dict(AddressUse.objects.values_list("address", "kind"))
    assert kinds == {"192.168.1.205": "dhcp", "192.168.1.20": "static"}


def test_a_fact_that_an_import_changes_has_its_own_history(cast: Cast) -> None:
    mine = device(cast, name="Laptop", facts={"user": "Piet"})
    take(cast, table(cast, "Laptop;;;;Iemand Anders;"))
    change = Change.objects.get(thing_id=mine.pk, verb="import")
    assert change.fields["facts.user"] == ["Piet", "Iemand Anders"]


def test_a_scan_that_was_stopped_calls_nothing_gone(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    cut = (SCANS / "home-2027.xml").read_bytes().split(b"<runstats>")[0]
    batch = actions.stage_file(io.BytesIO(cut), name="half.xml", client=cast.jansen, by=cast.owner, at=LATER)
    assert batch.counts["gone"] == 0
    assert any(code == "scan_not_finished" for code, _value in batch.remarks)
    assert lines_of(batch)["nas"].differences[-1] == ["address", "", "192.168.77.11"]


def test_a_whole_scan_of_one_address_calls_only_that_one_gone(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    scan = (SCANS / "home-2027.xml").read_text().replace("192.168.77.0/24", "192.168.77.31")
    batch = actions.stage_file(io.BytesIO(scan.encode()), name="one.xml", client=cast.jansen, by=cast.owner, at=LATER)
    assert [line.title for line in lines_of(batch).values() if line.state == LineState.GONE] == ["pc-anna"]


def test_a_network_that_nobody_wrote_down_is_offered_and_made(cast: Cast) -> None:
    batch = import_file(cast, SCANS / "home-2026.xml")
    assert lines_of(batch)["192.168.77.0/24"].outcome == LineOutcome.WRITTEN
    subnet = Subnet.objects.get(prefix="192.168.77.0/24")
    assert AddressUse.objects.filter(subnet=subnet).count() == 4


def test_what_a_scan_guesses_only_fills_what_is_empty(cast: Cast) -> None:
    mine = device(cast, name="nas", make="Selfmade", operating_system="FreeBSD 14")
    import_file(cast, SCANS / "home-2026.xml")
    mine.refresh_from_db()
    assert (mine.make, mine.operating_system, mine.kind) == ("Selfmade", "FreeBSD 14", "computer")
    assert mine.facts["services"].startswith("22 ssh")


def test_a_list_says_who_works_with_a_device(cast: Cast) -> None:
    take(cast, table(cast, "Laptop 1;;;;Eva Jansen;", "Laptop 2;;;;Iemand Anders;"))
    assert DeviceUser.objects.get().person == cast.eva
    assert Device.objects.get(name="Laptop 2").facts == {"user": "Iemand Anders"}
    told = Change.objects.filter(verb="import").values_list("fields", flat=True)
    assert "Eva" not in str(list(told))


def test_a_site_that_a_list_names_is_made_once(cast: Cast) -> None:
    take(cast, table(cast, "A;;;;;Schuur", "B;;;;;schuur", "C;;;;;"))
    assert {one.site.name for one in Device.objects.filter(name__in=["A", "B"]) if one.site} == {"Schuur"}
    assert Device.objects.get(name="C").site.name != "Schuur"  # type: ignore[union-attr]


def test_a_number_that_looks_like_a_bsn_is_left_out(cast: Cast) -> None:
    batch = table(cast, "A;bsn 111222333", header="naam;notitie")
    take(cast, batch)
    assert Device.objects.get().note == ""
    assert ["note_number", "111222333"] in lines_of(batch)["A"].problems


def test_two_rows_of_one_device_are_one(cast: Cast) -> None:
    take(cast, table(cast, f"A;{NAS};192.168.1.5;;;", f"A;{NAS.upper()};192.168.1.6;;;"))
    (only,) = Device.objects.all()
    assert addresses_now(only) == ["192.168.1.5", "192.168.1.6"]
    assert Interface.objects.count() == 1


def test_two_devices_with_one_address_do_not_share_it(cast: Cast) -> None:
    batch = take(cast, table(cast, "A;;192.168.1.5;;;", "B;;192.168.1.5;;;"))
    assert addresses_now(Device.objects.get(name="A")) == ["192.168.1.5"]
    assert addresses_now(Device.objects.get(name="B")) == []
    assert ["address_twice", "192.168.1.5"] in lines_of(batch)["B"].problems


def test_what_somebody_wrote_down_after_the_preview_is_not_written_twice(cast: Cast) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    mine = device(cast, name="NAS van zolder")
    add_interface(mine, by=cast.owner, at=NOW, mac=NAS)
    take(cast, batch)
    assert lines_of(batch)["nas"].outcome == LineOutcome.SKIPPED
    assert Interface.objects.filter(mac=NAS).count() == 1


def test_a_device_that_was_removed_after_the_preview_is_left_out(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    keeping.remove_thing(Device.objects.get(name="nas"), by=cast.owner, at=LATER)
    take(cast, batch)
    assert lines_of(batch)["nas"].outcome == LineOutcome.SKIPPED
    assert not Device.objects.filter(name="nas").exists()


def test_what_was_changed_after_the_import_is_left_by_the_undo_and_named(cast: Cast) -> None:
    batch = import_file(cast, SCANS / "home-2026.xml")
    keeping.change_thing(Device.objects.get(name="nas"), by=cast.owner, at=LATER, note="Schijf 2 vervangen")
    batch = actions.undo_import(batch, by=cast.owner, at=LATER + timedelta(hours=1))
    assert [one.name for one in Device.objects.all()] == ["nas"]
    assert lines_of(batch)["nas"].outcome == LineOutcome.KEPT
    assert batch.counts["kept"] == 3  # the device, and the site and network in which it stands


def test_a_value_that_somebody_changed_since_is_not_put_back(cast: Cast) -> None:
    mine = device(cast, name="Laptop", serial_number="SN-100", supplier="Oud")
    batch = take(cast, table(cast, "SN-100;Nieuw;16 GB", header="serienummer;leverancier;model"))
    keeping.change_thing(mine, by=cast.owner, at=LATER + timedelta(minutes=1), supplier="Nieuwer")
    batch = actions.undo_import(batch, by=cast.owner, at=LATER + timedelta(hours=1))
    mine.refresh_from_db()
    assert (mine.supplier, mine.model) == ("Nieuwer", "")
    assert batch.counts["kept"] == 1


def test_only_the_day_on_which_it_was_seen_changes_of_what_is_the_same(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    Device.objects.update(seen_on=date(2025, 1, 1))
    batch = import_file(cast, SCANS / "home-2026.xml", at=LATER)
    assert batch.counts["same"] == 4
    assert Device.objects.get(name="nas").seen_on == TODAY


def test_an_older_scan_does_not_take_an_address_from_who_has_it_since(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    AddressUse.objects.update(since_on=TODAY + timedelta(days=30))
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    take(cast, batch)
    assert addresses_now(Device.objects.get(name="nas")) == ["192.168.77.11", "192.168.77.10"][::-1]
    assert addresses_now(Device.objects.get(name="printer")) == ["192.168.77.20"]


def test_a_lease_of_today_replaces_that_of_yesterday(cast: Cast, tmp_path: Path) -> None:
    first, second = tmp_path / "a.leases", tmp_path / "b.leases"
    first.write_text(f"1795500000 {NAS} 192.168.1.50 nas *\n1795500000 3c:52:82:00:53:31 192.168.1.51 pc *\n")
    second.write_text(f"1795500000 {NAS} 192.168.1.60 nas *\n1795500000 3c:52:82:00:53:31 192.168.1.51 pc *\n")
    import_file(cast, first)
    batch = import_file(cast, second, at=LATER)
    assert batch.counts["same"] == 1
    assert addresses_now(Device.objects.get(name="nas")) == ["192.168.1.60"]


def test_search_finds_what_an_import_wrote_and_forgets_what_is_undone(cast: Cast) -> None:
    batch = import_file(cast, SCANS / "home-2026.xml")
    assert SearchEntry.objects.filter(kind="device", title="nas").exists()
    actions.undo_import(batch, by=cast.owner, at=LATER)
    assert not SearchEntry.objects.filter(kind="device").exists()


def test_restricted_data_is_not_imported_into(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from gestand.core import freezing

    held = freezing.FrozenNow(clients=frozenset({cast.jansen.id}))
    monkeypatch.setattr(freezing, "frozen_now", lambda: held)
    with pytest.raises(Frozen):
        staged(cast, SCANS / "home-2026.xml")


def test_another_client_is_out_of_reach(cast: Cast) -> None:
    from gestand.core.actors import NotAllowed

    with (SCANS / "home-2026.xml").open("rb") as stream, pytest.raises(NotAllowed):
        actions.stage_file(stream, name="scan.xml", client=cast.jansen, by=cast.standin, at=NOW)


def test_a_refused_file_leaves_nothing_behind(cast: Cast) -> None:
    from gestand.core.files.models import StoredFile

    with pytest.raises(NotANetworkFile):
        staged(cast, FILES / "itflow-credentials.csv")
    assert not StoredFile.objects.exists()
    assert not NetworkImport.objects.exists()


def test_an_import_is_forgotten_when_its_day_has_come(cast: Cast) -> None:
    from gestand.core.files.models import StoredFile
    from gestand.network.imports.upkeep import forget_imports

    waiting, done = staged(cast, SCANS / "home-2026.xml"), import_file(cast, SCANS / "ping.xml")
    forget_imports(on=waiting.forget_on, at=LATER)
    assert list(NetworkImport.objects.all()) == [done]
    assert not StoredFile.objects.exists()
    forget_imports(on=done.forget_on, at=LATER)
    assert not ImportLine.objects.exists()
    assert Device.objects.exists()


def test_the_site_that_was_first_stays_first_when_an_import_brings_another(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    home = Site.objects.get()
    keeping.add_thing("site", by=cast.owner, at=NOW + timedelta(hours=1), owner=cast.jansen, name="Aan de overkant")
    again = staged(cast, SCANS / "home-2027.xml", at=NOW + timedelta(hours=2))
    assert again.site == home
    assert first_site(cast.jansen) == home


def test_one_lease_that_ran_out_is_one_lease() -> None:
    with translation.override("en"):
        assert problem_words("expired_left_out", "1") == "1 lease that ran out is left out."
        assert problem_words("expired_left_out", "2") == "2 leases that ran out are left out."


def test_the_list_of_imports_counts_what_was_taken_over(cast: Cast) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    (waiting,) = past_imports(cast.jansen.id)
    take(cast, batch)
    (done,) = past_imports(cast.jansen.id)
    assert (waiting.new, done.new) == (7, 6)
