"""Lists of devices that somebody keeps under a name, and columns of one's own."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import NotAllowed
from gestand.network.actions.device_views import (
    MOST_VIEWS,
    ViewRefused,
    change_view,
    choose_columns,
    open_with,
    remove_view,
    save_view,
)
from gestand.network.models import DeviceListChoice, DeviceView
from gestand.network.queries.device_filter import USUAL_COLUMNS
from gestand.network.queries.device_views import lists_of
from tests.cast import Cast
from tests.network.test_device_list import device

LIST = "network:device-list"


def keep(browser: Browser, name: str, query: str, **more: str) -> None:
    browser.post(reverse("network:device-view-save"), {"name": name, "query": query, **more})


def test_a_list_is_kept_under_a_name_and_found_back(cast: Cast, anna: Browser) -> None:
    keep(anna, "Printers van HP", "kind=printer&make=HP&column=make&column=serial")
    page = anna.get(reverse(LIST))
    assert [chip.url for chip in page.context["lists"]] == ["?kind=printer&make=HP&column=make&column=serial"]
    shown = anna.get(f"{reverse(LIST)}?kind=printer&make=HP&column=make&column=serial")
    assert [head["label"] for head in shown.context["heads"]] == ["Apparaat", "Merk en model", "Serienummer"]


def test_a_list_forgets_what_no_list_knows(cast: Cast) -> None:
    view = save_view(by=cast.owner, name="Alles", query="kind=printer&evil=<script>&after=x&column=nonsense")
    assert view.query == "kind=printer"


def test_the_same_name_again_replaces_the_list(cast: Cast) -> None:
    save_view(by=cast.owner, name="Mijn lijst", query="kind=printer")
    save_view(by=cast.owner, name=" Mijn  lijst ", query="kind=server")
    assert [view.query for view in DeviceView.objects.all()] == ["kind=server"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_list_needs_a_name_that_fits(cast: Cast, anna: Browser, name: str) -> None:
    with pytest.raises(ViewRefused):
        save_view(by=cast.owner, name=name, query="")
    keep(anna, name, "kind=printer")
    assert not DeviceView.objects.exists()


def test_there_is_an_end_to_the_number_of_lists(cast: Cast) -> None:
    for number in range(MOST_VIEWS):
        save_view(by=cast.owner, name=f"Lijst {number}", query="")
    with pytest.raises(ViewRefused):
        save_view(by=cast.owner, name="Nog een", query="")


def test_a_shared_list_is_there_for_the_team_with_their_own_clients(cast: Cast, anna: Browser, bram: Browser) -> None:
    device(cast, "Kassa", client=cast.bakery)
    device(cast, "Laptop")
    keep(anna, "Voor ons allen", "kind=computer", is_shared="on")
    keep(anna, "Van mij", "kind=server")
    page = bram.get(reverse(LIST))
    assert [chip.label for chip in page.context["lists"]] == ["Voor ons allen"]
    listed = bram.get(f"{reverse(LIST)}?kind=computer").content.decode()
    assert "Kassa" in listed
    assert "Laptop" not in listed


def test_a_list_is_renamed_shared_and_chosen_to_open_with(cast: Cast, anna: Browser) -> None:
    view = save_view(by=cast.owner, name="Oud", query="kind=printer")
    url = reverse("network:device-view-edit", args=[view.pk])
    assert anna.get(url).status_code == 200
    anna.post(url, {"name": "Nieuw", "is_shared": "on", "opens_with": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Nieuw", True)
    assert anna.get(reverse(LIST)).context["wanted"].kind == "printer"
    assert anna.get(f"{reverse(LIST)}?order=name").context["wanted"].kind == ""


def test_two_lists_of_one_person_have_two_names(cast: Cast, anna: Browser) -> None:
    save_view(by=cast.owner, name="Een", query="")
    view = save_view(by=cast.owner, name="Twee", query="")
    answer = anna.post(reverse("network:device-view-edit", args=[view.pk]), {"name": "Een"})
    assert answer.status_code == 422


def test_a_list_is_opened_with_and_no_longer(cast: Cast, bram: Browser) -> None:
    view = save_view(by=cast.owner, name="Printers", query="kind=printer", is_shared=True)
    url = reverse("network:device-view-open", args=[view.pk])
    bram.post(url)
    assert bram.get(reverse(LIST)).context["wanted"].kind == "printer"
    bram.post(url)
    assert bram.get(reverse(LIST)).context["wanted"].kind == ""


def test_who_opened_with_a_list_that_is_no_longer_shared_sees_everything(cast: Cast) -> None:
    view = save_view(by=cast.owner, name="Printers", query="kind=printer", is_shared=True)
    open_with(view, by=cast.standin)
    change_view(view, by=cast.owner, name="Printers", is_shared=False, opens_with=False)
    assert lists_of(cast.standin).opens_with is None
    assert not DeviceListChoice.objects.filter(opens_with=view).exists()


def test_a_removed_list_is_gone_and_nobody_opens_with_it(cast: Cast, anna: Browser) -> None:
    view = save_view(by=cast.owner, name="Printers", query="kind=printer", opens_with=True)
    anna.post(reverse("network:device-view-remove", args=[view.pk]))
    assert not DeviceView.objects.exists()
    assert anna.get(reverse(LIST)).context["wanted"].kind == ""


# Attacks


def test_nobody_touches_the_list_of_another(cast: Cast, bram: Browser) -> None:
    view = save_view(by=cast.owner, name="Van Anna", query="kind=printer")
    for name in ("device-view-edit", "device-view-remove", "device-view-open"):
        assert bram.post(reverse(f"network:{name}", args=[view.pk]), {"name": "Gekaapt"}).status_code == 404
    for act in (
        lambda: change_view(view, by=cast.standin, name="Gekaapt", is_shared=True, opens_with=False),
        lambda: remove_view(view, by=cast.standin),
        lambda: open_with(view, by=cast.standin),
    ):
        with pytest.raises(NotAllowed):
            act()
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Van Anna", False)


def test_a_shared_list_is_changed_by_its_owner_alone(cast: Cast, bram: Browser) -> None:
    view = save_view(by=cast.owner, name="Van Anna", query="", is_shared=True)
    assert bram.get(reverse("network:device-view-edit", args=[view.pk])).status_code == 404
    assert bram.post(reverse("network:device-view-remove", args=[view.pk])).status_code == 404
    assert "Bewerken" not in bram.get(reverse("network:device-views")).content.decode()


def test_a_list_that_names_a_client_opens_no_door(cast: Cast, bram: Browser) -> None:
    device(cast, "Laptop Eva")
    save_view(by=cast.owner, name="Jansen", query=f"client={cast.jansen.id}", is_shared=True)
    page = bram.get(f"{reverse(LIST)}?client={cast.jansen.id}").content.decode()
    assert "Laptop Eva" not in page
    assert "Familie Jansen" not in page


# Columns


def test_everybody_has_columns_of_his_own_in_his_own_order(cast: Cast, anna: Browser, bram: Browser) -> None:
    chosen = {"listed": ["serial", "client", "make"], "column": ["client", "serial"]}
    anna.post(reverse("network:device-columns"), chosen)
    assert lists_of(cast.owner).columns == ("serial", "client")
    heads = [head["label"] for head in anna.get(reverse(LIST)).context["heads"]]
    assert heads == ["Apparaat", "Serienummer", "Klant"]
    assert len(bram.get(reverse(LIST)).context["heads"]) == 1 + len(USUAL_COLUMNS)


def test_a_column_moves_a_place_without_script(cast: Cast, anna: Browser) -> None:
    choose_columns(["client", "make", "serial"], by=cast.owner)
    names = ["client", "make", "serial"]
    anna.post(reverse("network:device-columns"), {"listed": names, "column": names, "up": "serial"})
    assert lists_of(cast.owner).columns == ("client", "serial", "make")
    anna.post(reverse("network:device-columns"), {"listed": names, "column": names, "down": "client"})
    assert lists_of(cast.owner).columns == ("make", "client", "serial")


def test_the_usual_columns_come_back(cast: Cast, anna: Browser) -> None:
    choose_columns(["serial"], by=cast.owner)
    anna.post(reverse("network:device-columns"), {"usual": "1"})
    assert lists_of(cast.owner).columns == ()
    assert anna.get(reverse("network:device-columns")).status_code == 200
