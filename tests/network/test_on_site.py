"""On site: a device in two letters, and one written down with its photo, sent twice or late."""

from __future__ import annotations

import base64
import gzip
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from gestand.core.freezing import FROZEN
from gestand.network import actions
from gestand.network.actions.on_site import add_device_on_site, suggested_name
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.kinds import ICONS, SHORT_NAMES
from gestand.network.models import Device, DeviceKind, DevicePhoto, Place, Site
from gestand.network.queries.on_site import devices_like
from gestand.network.waiting import key_of, tag_of
from gestand.people.models import Client
from tests.cast import NOW, Cast, browser_of

pytestmark = pytest.mark.django_db

KEY = "abcdefghijklmnopqrstuvwx"


def a_device(cast: Cast, name: str, client: Client | None = None, **more: Any) -> Device:
    made = actions.add_thing(
        "device", by=cast.owner, at=NOW, owner=client or cast.jansen, **{"kind": "computer", "name": name, **more}
    )
    assert isinstance(made, Device)
    return made


def a_place(cast: Cast, name: str) -> Place:
    return Place.objects.create(site=site_for(cast.jansen, by=cast.owner, at=NOW), name=name)


def a_photo(width: int = 40, height: int = 30) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    picture = Image.new("RGB", (width, height), "teal")
    exif = picture.getexif()
    exif[0x010F] = "Geheime camera"
    picture.save(drawn, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_0001.JPG", drawn.getvalue(), content_type="image/jpeg")


def found(cast: Cast, typed: str) -> list[str]:
    return [line.device.name for line in devices_like(typed, cast.jansen, most=20)[0]]


def sent(browser: Browser, client: Client, **fields: Any) -> HttpResponse:
    return browser.post(reverse("network:device-add", args=[client.id]), {"kind": "printer", **fields})


def sent_by_script(browser: Browser, cast: Cast, whose: str, **fields: Any) -> HttpResponse:
    return browser.post(
        reverse("network:device-add", args=[cast.jansen.id]),
        {"kind": "printer", "form_key": KEY, "whose": whose, **fields},
        headers={"x-requested-with": "on-site"},
    )


# At the device in two letters


def test_two_letters_find_the_device(cast: Cast) -> None:
    for name in ("Laptop balie", "Printer", "NAS"):
        a_device(cast, name)
    assert found(cast, "pr") == ["Printer"]
    assert found(cast, "ba") == ["Laptop balie"]
    assert found(cast, "lb") == ["Laptop balie"]
    assert found(cast, "zz") == []


def test_a_name_that_begins_so_comes_before_one_that_holds_it(cast: Cast) -> None:
    for name in ("Oude laptop", "Balie", "Laptop balie", "Kabalie"):
        a_device(cast, name)
    assert found(cast, "ba") == ["Balie", "Laptop balie", "Kabalie"]
    assert found(cast, "la ba") == ["Laptop balie"]


def test_a_device_answers_to_its_place_maker_number_and_code(cast: Cast) -> None:
    attic = a_place(cast, "Zolder")
    nas = a_device(cast, "Opslag", place=attic, site=attic.site, make="Synology", serial_number="SN-4711")
    a_device(cast, "Printer")
    for typed in (
        "zo",
        "syno",
        "4711",
        "sn-47",
        nas.short_id,
        nas.short_id.lower(),
        f"{nas.short_id[:4]}-{nas.short_id[4:]}",
    ):
        assert found(cast, typed) == ["Opslag"], typed


def test_accents_and_capitals_make_no_difference(cast: Cast) -> None:
    a_device(cast, "Café-scherm")
    assert found(cast, "CAFE") == found(cast, "café") == found(cast, "scherm") == ["Café-scherm"]


def test_the_page_narrows_within_the_client_and_then_beyond(cast: Cast, anna: Browser) -> None:
    a_device(cast, "Printer thuis")
    a_device(cast, "Printer winkel", cast.bakery)
    anna.post(reverse("network:here"), {"client": str(cast.jansen.id)})
    page = anna.get(reverse("network:find"), {"q": "pr"})
    assert [line.device.name for line in page.context["found"]] == ["Printer thuis"]
    assert [hit.title for hit in page.context["elsewhere"]] == ["Printer winkel"]
    anna.post(reverse("network:here"))
    page = anna.get(reverse("network:find"), {"q": "pr"})
    assert page.context["found"] == []
    assert {hit.title for hit in page.context["elsewhere"]} == {"Printer thuis", "Printer winkel"}


def test_a_letter_more_asks_for_the_list_alone(cast: Cast, anna: Browser) -> None:
    a_device(cast, "Printer")
    anna.post(reverse("network:here"), {"client": str(cast.jansen.id)})
    part = anna.get(reverse("network:find"), {"q": "pr"}, headers={"hx-request": "true"}).content.decode()
    assert "Printer" in part
    assert "<html" not in part


def test_enter_goes_to_the_best_one(cast: Cast, anna: Browser) -> None:
    printer = a_device(cast, "Printer")
    a_device(cast, "Laptop")
    url = reverse("network:find")
    anna.post(reverse("network:here"), {"client": str(cast.jansen.id)})
    assert anna.get(url, {"q": "pr", "go": 1})["Location"] == reverse("network:thing", args=["device", printer.pk])
    assert anna.get(url, {"q": "zzz", "go": 1}).status_code == 200
    assert anna.get(url, {"q": "", "go": 1}).status_code == 200
    anna.post(reverse("network:here"))
    for typed in ("pri", printer.short_id.lower()):
        assert anna.get(url, {"q": typed, "go": 1})["Location"] == reverse("network:thing", args=["device", printer.pk])


def test_looking_changes_nothing_and_asks_little(cast: Cast, anna: Browser) -> None:
    for number in range(30):
        a_device(cast, f"Printer {number}")
    anna.post(reverse("network:here"), {"client": str(cast.jansen.id)})
    with CaptureQueriesContext(connection) as asked:
        anna.get(reverse("network:find"), {"q": "pr"})
    assert len(asked) <= 15, len(asked)
    changing = ("INSERT", "UPDATE", "DELETE")
    assert not [query["sql"] for query in asked if query["sql"].startswith(changing) and "session" not in query["sql"]]


def test_a_standin_stands_at_his_own_clients_alone(cast: Cast, bram: Browser) -> None:
    a_device(cast, "Printer thuis")
    assert bram.post(reverse("network:here"), {"client": str(cast.jansen.id)}).status_code == 404
    assert bram.post(reverse("network:here"), {"client": "onzin"}).status_code == 404
    session = bram.session
    session["on_site_at"] = cast.jansen.id.hex
    session.save()
    page = bram.get(reverse("network:find"), {"q": "pr"})
    assert page.context["here"] is None
    assert "Printer thuis" not in page.content.decode()


def test_a_scanned_label_says_where_one_stands(cast: Cast, anna: Browser) -> None:
    printer = a_device(cast, "Printer")
    anna.get(f"/d/{printer.short_id}")
    assert anna.get(reverse("network:find")).context["here"] == cast.jansen
    assert anna.get(reverse("network:add"))["Location"] == reverse("network:device-add", args=[cast.jansen.id])


@pytest.mark.parametrize(("name", "limit"), [("device-add", 9_000), ("find", 9_000)])
def test_the_pages_are_small_on_the_way(cast: Cast, anna: Browser, name: str, limit: int) -> None:
    for number in range(12):
        a_device(cast, f"Printer op plek {number}", place=(place := a_place(cast, f"Kamer {number}")), site=place.site)
    anna.post(reverse("network:here"), {"client": str(cast.jansen.id)})
    url = reverse(f"network:{name}", args=[cast.jansen.id] if name == "device-add" else [])
    answer = anna.get(url, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < limit
    assert b"</html>" in gzip.decompress(answer.content)


def test_a_code_answers_from_its_third_letter(cast: Cast) -> None:
    device = a_device(cast, "Opslag", kind="nas")
    Device.objects.filter(pk=device.pk).update(short_id="ZZ7K2PX")
    assert found(cast, "zz") == found(cast, "z7k2") == []
    assert found(cast, "zz7") == ["Opslag"]


# A device with its photo


def test_every_kind_has_an_icon_and_a_short_name() -> None:
    assert set(SHORT_NAMES) == set(ICONS) == set(DeviceKind.values)


def test_a_device_is_written_down_with_its_photo_at_a_new_place(cast: Cast, anna: Browser) -> None:
    answer = sent(anna, cast.jansen, photo=a_photo(), new_place="Zolder", serial_number="X1")
    device = Device.objects.get()
    assert answer["Location"] == reverse("network:thing", args=["device", device.pk])
    assert (device.name, device.place.name, device.serial_number) == ("Printer zolder", "Zolder", "X1")  # type: ignore[union-attr]
    assert device.site == device.place.site == Site.objects.get()  # type: ignore[union-attr]
    assert DevicePhoto.objects.get().device == device


def test_a_place_that_is_there_is_not_made_again(cast: Cast, anna: Browser) -> None:
    attic = a_place(cast, "Zolder")
    sent(anna, cast.jansen, new_place=" zolder ")
    sent(anna, cast.jansen, place=str(attic.pk))
    assert Place.objects.count() == 1
    assert [device.name for device in Device.objects.order_by("name")] == ["Printer zolder", "Printer zolder 2"]


def test_names_are_suggested_in_the_clients_language(cast: Cast) -> None:
    cast.jansen.language = "en"
    assert suggested_name(cast.jansen, "phone", None) == "Phone"
    cast.jansen.language = "nl"
    assert suggested_name(cast.jansen, "phone", None) == "Telefoon"
    room = a_place(cast, "MER")
    assert suggested_name(cast.jansen, "switch", room) == "Switch MER"


def test_a_photo_that_is_none_keeps_everything_else_from_being_written(cast: Cast, anna: Browser) -> None:
    wrong = SimpleUploadedFile("IMG.JPG", b"geen foto", content_type="image/jpeg")
    answer = sent(anna, cast.jansen, photo=wrong, new_place="Zolder")
    assert answer.status_code == 422
    assert answer.context["form"].errors["photo"]
    assert not Device.objects.exists()
    assert not Place.objects.exists()


def test_a_place_of_another_client_cannot_be_chosen(cast: Cast, anna: Browser) -> None:
    theirs = Place.objects.create(site=site_for(cast.bakery, by=cast.owner, at=NOW), name="Winkel")
    own = a_place(cast, "Zolder")
    assert sent(anna, cast.jansen, place=str(theirs.pk)).status_code == 422
    other = Site.objects.create(client=cast.jansen, name="Schuur", created_at=NOW, changed_at=NOW)
    with pytest.raises(NotDocumented):
        add_device_on_site(by=cast.owner, at=NOW, client=cast.jansen, kind="nas", site=other, place=own)
    assert not Device.objects.exists()


def test_a_standin_adds_at_his_own_clients_alone(cast: Cast, bram: Browser) -> None:
    assert sent(bram, cast.jansen).status_code == 404
    assert sent(bram, cast.bakery).status_code == 302
    assert Device.objects.get().client == cast.bakery


# What a phone kept and sends later


def test_what_was_kept_on_a_phone_is_answered_with_its_page(cast: Cast, anna: Browser) -> None:
    answer = sent_by_script(anna, cast, tag_of(cast.anna.id), name="Printer")
    device = Device.objects.get()
    assert answer.json() == {
        "state": "done",
        "url": reverse("network:thing", args=["device", device.pk]),
        "name": "Printer",
    }


def test_sent_again_because_the_answer_was_lost_it_is_one_device(cast: Cast, anna: Browser) -> None:
    photo = a_photo().read()
    for _time in range(3):
        upload = SimpleUploadedFile("photo.jpg", photo, content_type="image/jpeg")
        answer = sent_by_script(anna, cast, tag_of(cast.anna.id), photo=upload)
    device = Device.objects.get()
    assert answer["Location"] == reverse("network:thing", args=["device", device.pk])
    assert DevicePhoto.objects.count() == 1


def test_a_new_session_of_the_same_account_sends_it_once_too(cast: Cast, anna: Browser) -> None:
    sent_by_script(anna, cast, tag_of(cast.anna.id))
    sent_by_script(browser_of(cast.anna), cast, tag_of(cast.anna.id))
    assert Device.objects.count() == 1


def test_it_is_not_sent_in_the_name_of_another_account(cast: Cast, anna: Browser) -> None:
    answer = sent_by_script(anna, cast, tag_of(cast.bram.id))
    assert (answer.status_code, answer.json()) == (409, {"state": "other"})
    assert not Device.objects.exists()


def test_what_is_refused_says_why_in_words(cast: Cast, anna: Browser) -> None:
    answer = sent_by_script(anna, cast, tag_of(cast.anna.id), kind="broodrooster")
    assert answer.status_code == 422
    assert answer.json()["state"] == "refused"
    assert answer.json()["why"]
    sent_by_script(anna, cast, tag_of(cast.anna.id), kind="printer")
    assert Device.objects.count() == 1


def test_whoever_is_signed_out_is_sent_to_sign_in(cast: Cast) -> None:
    answer = sent_by_script(Browser(), cast, tag_of(cast.anna.id))
    assert answer["Location"].startswith("/account/login/?next=")
    assert not Device.objects.exists()


def test_each_account_has_a_key_and_a_mark_of_its_own(cast: Cast, anna: Browser) -> None:
    assert key_of(cast.anna.id) != key_of(cast.bram.id)
    assert tag_of(cast.anna.id) != tag_of(cast.bram.id)
    page = anna.get(reverse("network:device-add", args=[cast.jansen.id])).content.decode()
    assert tag_of(cast.anna.id) in page
    again = browser_of(cast.anna).get(reverse("network:find"))
    assert again["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    masked = [
        base64.b64decode(re.findall('data-masked-key="([^"]+)"', text)[0]) for text in (page, again.content.decode())
    ]
    assert masked[0] != masked[1]
    for each in masked:
        assert bytes(one ^ other for one, other in zip(each[:32], each[32:], strict=True)) == key_of(cast.anna.id)


def test_nothing_is_written_down_while_the_data_is_restricted(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gestand.core.freezing import Frozen
    from gestand.network.actions import on_site

    def restricted(**_of: object) -> None:
        raise Frozen(FROZEN)

    monkeypatch.setattr(on_site, "require_usable", restricted)
    assert sent(anna, cast.jansen).status_code == 422
    assert not Device.objects.exists()
