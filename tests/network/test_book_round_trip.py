"""What is documented goes along with a client and comes back: by the portable package, and by the book's own files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from gestand.core.house import house
from gestand.network.book.contents import TABLES
from gestand.network.models import Change, Dependency, Device, DevicePhoto
from gestand.network.row_rules import RULED
from gestand.rights.package.build import write_package
from gestand.rights.portable.refusals import PackageRefused
from gestand.rights.portable.scope import client_scope, person_scope
from gestand.rights.portable.tables import division
from gestand.rights.portable.taking import take_in
from tests.cast import NOW, Cast
from tests.network.everything import write_everything
from tests.rights.test_portable import changed, data_of, empty_gestand, packed, refused, rows_in

pytestmark = pytest.mark.django_db
Rows = dict[str, list[dict[str, Any]]]


def held_models() -> set[Any]:
    """Every table of the room that holds documentation of a client."""
    every = apps.get_app_config("network").get_models()
    held = [model for model in every if getattr(model.personal, "held_for", None) is not None]  # type: ignore[attr-defined]
    return {model for model in held if not model.personal.stays_here}  # type: ignore[attr-defined]


def test_every_table_of_the_documentation_is_in_the_book_and_has_its_rule() -> None:
    there = {table.model for table in TABLES}
    ours = {
        model for model in held_models() if model._meta.label_lower in {each.name for each in division("nl").tables}
    }
    assert ours == there == set(RULED)
    assert {model._meta.label_lower for model in there} <= house.row_rules.keys()


def test_a_business_comes_back_with_its_whole_network(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    counts = {table.name: table.of_client(cast.bakery.id).count() for table in TABLES}
    assert 0 not in counts.values()
    empty_gestand()
    take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert {table.name: table.of_client(cast.bakery.id).count() for table in TABLES} == counts
    assert packed(client_scope(cast.bakery.id)) == package


def test_an_adult_takes_the_network_of_the_household_along(cast: Cast) -> None:
    write_everything(cast, cast.jansen, cast.eva)
    package = packed(person_scope(cast.eva.id))
    assert len(rows_in(package, "network.device")) == 3
    assert len(rows_in(package, "network.dependency")) == 1
    empty_gestand()
    take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert packed(person_scope(cast.eva.id)) == package


def test_an_employee_takes_no_device_of_the_business_along(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(person_scope(cast.carla.id))
    assert [rows_in(package, f"network.{name}") for name in ("device", "deviceuser", "change")] == [[], [], []]
    assert len(rows_in(package, "network.mailbox")) == 0


def test_history_and_photos_come_back(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    empty_gestand()
    take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    laptop = Device.objects.get(name="Laptop van Carla")
    told = Change.objects.get(thing_id=laptop.pk, verb="change")
    assert told.fields["model"] == ["", "ThinkPad E16"]
    assert DevicePhoto.objects.get(device=laptop).file.media_type == "image/jpeg"
    assert Dependency.objects.get().client_id == cast.bakery.id


def put(table: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        rows = next(each["rows"] for each in data["tables"] if each["name"] == f"network.{table}")
        rows[0].update(values)

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("subnet", prefix="192.168.10.5/24"), "bewaard"),
        (put("subnet", gateway="10.0.0.1"), "10.0.0.1"),
        (put("interface", mac="00-1B-44-11-3A-B7"), "bewaard"),
        (put("device", state="gone", gone_on=None), "weg"),
        (put("connection", external_ipv4="192.168.1.1"), "192.168.1.1"),
        (put("domain", name="geen domein"), "domein"),
        (put("addressuse", sort_key="0"), "bewaard"),
        (put("change", fields={"name": "x"}), "voor en na"),
        (put("device", note="Bsn 111222333", facts={"x": ["y"]}), "korte tekst"),
    ],
)
def test_what_no_form_takes_comes_in_with_no_package(
    cast: Cast, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    empty_gestand()
    assert why in refused(changed(package, change), cast)


def test_a_device_comes_in_though_another_list_told_when_its_updates_end(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    empty_gestand()
    other = changed(package, put("device", system_cycle="windows/99-99h9", system_ends_on="2031-01-01"))
    take_in(io.BytesIO(other), by=cast.owner, at=NOW)
    assert Device.objects.filter(system_cycle="windows/99-99h9", system_ends_on__year=2031).count() == 1


def test_a_dependency_on_what_is_not_in_the_package_is_refused(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    empty_gestand()
    strange = put("dependency", needed_id="01a207be-2fa4-7d85-a578-b4159a692599")
    assert "niet in zit" in refused(changed(package, strange), cast)


@pytest.mark.parametrize(
    "change",
    [
        put("subnet", prefix="10.0.0.0/24", first="0" * 20 + "ffff0a000000", last="0" * 20 + "ffff0a0000ff",
            gateway="", dns="", dhcp_first="", dhcp_last=""),  # its address does not lie in it any more
        put("dependency", needed_kind="site"),
        put("change", thing_kind="backup"),
    ],
)  # fmt: skip
def test_rows_that_contradict_each_other_come_in_with_no_package(
    cast: Cast, change: Callable[[dict[str, Any]], None]
) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = changed(packed(client_scope(cast.bakery.id)), change)
    empty_gestand()
    with pytest.raises(PackageRefused):
        take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert not Device.objects.exists()


def test_the_package_of_access_names_what_an_employee_uses(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    written = io.BytesIO()
    write_package(cast.carla.id, language="nl", at=NOW, to=written, pdf=False)
    page = index_of(written)
    assert "Gebruikers van apparaten" in page
    assert "carla" in page


def test_the_package_of_access_names_what_a_household_has_and_what_depends_on_what(cast: Cast) -> None:
    write_everything(cast, cast.jansen, cast.eva)
    written = io.BytesIO()
    write_package(cast.eva.id, language="nl", at=NOW, to=written, pdf=False)
    with zipfile.ZipFile(written) as archive:
        rows = csv.reader(io.StringIO(archive.read("csv/network.dependency.csv").decode("utf-8-sig")), delimiter=";")
        assert {"carla@zoutebrood.example", "zoutebrood.example"} <= {cell for row in rows for cell in row}
        assert sum(name.endswith(".jpg") for name in archive.namelist()) >= 1
    page = index_of(written)
    assert "Dream Router" in page


def index_of(written: io.BytesIO) -> str:
    with zipfile.ZipFile(written) as archive:
        return archive.read("index.html").decode()


def test_what_is_held_for_a_client_goes_along_once(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    data = data_of(packed(client_scope(cast.bakery.id)))
    paths = [row["file"] for table in data["tables"] for row in table["rows"] if table["name"] == "network.devicephoto"]
    assert len(paths) == 1
    assert {each["table"] for each in data["stays"]}.isdisjoint(table.model._meta.label_lower for table in TABLES)
