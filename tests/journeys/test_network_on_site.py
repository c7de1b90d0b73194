"""On site with a phone of 390 px: a device added while the connection is cut, labels, a scan; in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PIL import Image
from pypdf import PdfReader

from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.models import Device, DevicePhoto, Place
from tests.cast import NOW, Cast, browser_of

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from gestand.team.models import Account

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SAVE = ".form-foot button.primary"
WAITING = "[data-waiting-list] li"
#: What lies in the browser's own storage, as text: whatever another account could read there.
STORED = """async () => {
  const asked = indexedDB.open("gestand-onsite", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", {keyPath: "id"});
  const base = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const all = base.transaction("waiting").objectStore("waiting").getAll();
  const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
  base.close();
  return rows.map((row) => ({...row, iv: "", sealed: new TextDecoder("latin1").decode(row.sealed)}));
}"""


def a_photo(width: int = 2400, height: int = 1800) -> FilePayload:
    drawn = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(drawn, "JPEG", quality=90)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def a_place(cast: Cast, name: str) -> Place:
    return Place.objects.create(site=site_for(cast.jansen, by=cast.owner, at=NOW), name=name)


def a_device(cast: Cast, name: str) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name=name)
    assert isinstance(made, Device)
    return made


def stored(page: Page) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = page.evaluate(STORED)
    return rows


def sign_in(page: Page, account: Account) -> None:
    cookie = browser_of(account).cookies["gestand_session"]
    here = urlsplit(page.url)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"{here.scheme}://{here.netloc}"}])


def open_form(page: Page, cast: Cast) -> None:
    page.goto(f"/clients/{cast.jansen.id}/network/add/")
    page.wait_for_selector("[data-onsite-form][data-ready=kept]")


def fill_in(page: Page, kind: str = "Printer") -> None:
    page.locator("label.chip", has_text=kind).first.click()
    page.set_input_files("input[name=photo]", a_photo())
    page.wait_for_selector("[data-photo-shown]:not([hidden])")
    page.locator("label.chip", has_text="Zolder").click()


def test_a_device_added_without_a_connection_is_sent_once_when_it_is_back(
    cast: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None]
) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    fill_in(page)
    page.fill("input[name=serial_number]", "GEHEIM4711")
    page.context.set_offline(True)
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=lost]")
    assert not Device.objects.exists()
    assert page.input_value("input[name=serial_number]") == ""
    assert page.evaluate("document.querySelector('.waiting').getBoundingClientRect().top < 400")
    assert_no_axe_findings(page)
    (row,) = stored(page)
    assert "GEHEIM4711" not in str(row)
    page.context.set_offline(False)
    page.wait_for_selector(f"{WAITING}[data-now=done]")
    device = Device.objects.get()
    assert (device.name, device.serial_number, device.place.name) == ("Printer zolder", "GEHEIM4711", "Zolder")  # type: ignore[union-attr]
    photo = DevicePhoto.objects.get(device=device)
    assert photo.file.size_bytes < 1_000_000
    assert stored(page) == []
    page.click(f"{WAITING} [data-open]")
    page.wait_for_url(f"**/network/device/{device.pk}/")


def test_two_devices_in_a_row_wait_for_each_other(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    page.context.set_offline(True)
    for kind in ("Printer", "NAS"):
        fill_in(page, kind)
        page.click(SAVE)
        page.wait_for_selector(f"{WAITING}:has-text('{kind}')")
    page.context.set_offline(False)
    page.locator(f"{WAITING}[data-now=done]").nth(1).wait_for()
    assert {device.kind for device in Device.objects.all()} == {"printer", "nas"}


def test_an_answer_that_is_lost_on_the_way_makes_no_second_device(
    cast: Cast, signed_in_page: Callable[..., Page]
) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    lost: list[str] = []

    def lose_the_first(route: object) -> None:
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost.append("answer")
            route.fetch(max_redirects=0)  # type: ignore[attr-defined]  # the server has it
            route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/network/add/", lose_the_first)
    fill_in(page)
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=lost]")
    assert Device.objects.count() == 1
    page.click(f"{WAITING} [data-send]")
    page.wait_for_selector(f"{WAITING}[data-now=done]")
    assert Device.objects.count() == 1
    assert DevicePhoto.objects.count() == 1
    assert stored(page) == []


def test_who_is_signed_out_meanwhile_signs_in_and_it_is_sent(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    fill_in(page)
    page.context.clear_cookies(name="gestand_session")
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=signin]")
    assert "/account/login/?next=" in (page.get_attribute(f"{WAITING} [data-open]", "href") or "")
    assert not Device.objects.exists()
    sign_in(page, cast.anna)
    page.goto(f"/clients/{cast.jansen.id}/network/add/")
    page.wait_for_selector(f"{WAITING}[data-now=done]")
    assert Device.objects.get().name == "Printer zolder"


def test_another_account_on_that_phone_sees_and_sends_nothing_of_it(
    cast: Cast, signed_in_page: Callable[..., Page]
) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    fill_in(page)
    page.fill("input[name=name]", "GEHEIM4711")
    page.context.set_offline(True)
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=lost]")
    page.context.clear_cookies(name="gestand_session")
    page.context.set_offline(False)
    sign_in(page, cast.bram)
    page.goto("/network/find/")
    page.wait_for_selector("[data-waiting-others]:not([hidden])")
    assert page.locator(WAITING).count() == 0
    assert "GEHEIM4711" not in page.content()
    assert "GEHEIM4711" not in str(stored(page))
    assert not Device.objects.exists()


def test_signing_out_asks_and_wipes_what_waits(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    fill_in(page)
    page.context.set_offline(True)
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=lost]")
    page.route("**/network/add/", lambda route: route.abort("connectionfailed"))
    page.context.set_offline(False)
    asked: list[str] = []
    page.goto("/")
    page.wait_for_selector("[data-waiting-elsewhere]:not([hidden])")
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss())[1])
    page.click("details.menu > summary.avatar")
    page.click("[data-forget-drafts]")
    assert len(asked) == 1
    assert len(stored(page)) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[data-forget-drafts]")
    page.wait_for_url("**/account/**")
    assert stored(page) == []


def test_without_javascript_it_is_a_plain_form(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(cast.anna, **PHONE, java_script_enabled=False)
    page.goto(f"/clients/{cast.jansen.id}/network/add/")
    page.locator("label.chip", has_text="NAS").click()
    page.set_input_files("input[name=photo]", a_photo(200, 100))
    page.fill("input[name=new_place]", "Meterkast")
    page.click(SAVE)
    page.wait_for_url("**/network/device/*/")
    assert Device.objects.get().name == "NAS meterkast"
    assert DevicePhoto.objects.count() == 1


def test_a_device_is_found_in_two_letters(
    cast: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None]
) -> None:
    laptop, _printer = a_device(cast, "Laptop balie"), a_device(cast, "Printer")
    page = signed_in_page(cast.anna, **PHONE)
    page.goto(f"/d/{laptop.short_id}")
    page.goto("/network/find/")
    page.locator("#found", has_text="Printer").wait_for()
    page.locator(".onsite-search input").press_sequentially("lb")
    page.locator("#found:not(:has-text('Printer'))", has_text="Laptop balie").wait_for()
    assert_no_axe_findings(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/network/device/{laptop.pk}/")


def test_labels_are_printed_and_one_that_is_scanned_leads_to_its_device(
    cast: Cast, signed_in_page: Callable[..., Page], page: Page, assert_no_axe_findings: Callable[[Page], None]
) -> None:
    devices = [a_device(cast, f"Laptop {number}") for number in range(3)]
    desk = signed_in_page(cast.anna, viewport={"width": 1440, "height": 900})
    desk.goto(f"/clients/{cast.jansen.id}/network/labels/")
    desk.locator(".label-preview img").wait_for()
    assert_no_axe_findings(desk)
    desk.select_option("select[name=paper]", "dymo-11354")
    desk.wait_for_selector(".label-preview img.roll")
    desk.uncheck(f"#device-{devices[0].short_id}")
    desk.locator(".label-preview h2", has_text="2 ").wait_for()
    with desk.expect_download() as waiting:
        desk.click("button[name=do]")
    pdf = PdfReader(waiting.value.path())
    assert len(pdf.pages) == 2
    assert [round(float(side) / 72 * 25.4, 1) for side in pdf.pages[0].mediabox[2:]] == [57.0, 32.0]
    phone = signed_in_page(cast.anna, **PHONE)
    phone.goto(f"/D/{devices[1].short_id}")
    assert phone.url.endswith(f"/network/device/{devices[1].pk}/")
    page.goto(f"/D/{devices[1].short_id}")
    assert "Helder IT" in page.inner_text("main")
    assert "Laptop" not in page.content()


def test_what_was_typed_in_the_whole_form_survives_a_lost_connection(
    cast: Cast, signed_in_page: Callable[..., Page]
) -> None:
    device = a_device(cast, "Laptop")
    page = signed_in_page(cast.anna, **PHONE)
    for url in (f"/clients/{cast.jansen.id}/network/device/new/", f"/network/device/{device.pk}/edit/"):
        page.goto(url)
        page.fill("input[name=name]", "Laptop van Eva")
        page.fill("textarea[name=note]", "Scharnier stuk")
        page.wait_for_timeout(400)
        page.context.set_offline(True)
        page.click(SAVE)
        page.wait_for_selector("[data-connection-lost]:not([hidden])")
        assert page.input_value("textarea[name=note]") == "Scharnier stuk"
        page.context.set_offline(False)
        page.reload()
        assert page.input_value("textarea[name=note]") == "Scharnier stuk"
        assert page.input_value("input[name=name]") == "Laptop van Eva"
    page.click(SAVE)
    page.wait_for_url(f"**/network/device/{device.pk}/")
    device.refresh_from_db()
    assert device.note == "Scharnier stuk"


#: A browser that reads codes, and a camera that shows nothing: what it reads is ours to say.
READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "code_128"]; }
  async detect() { return window.readable ? [{ rawValue: window.readable }] : []; }
};
const film = document.createElement("canvas");
film.getContext("2d").fillRect(0, 0, 10, 10);
navigator.mediaDevices.getUserMedia = async () => (window.stream = film.captureStream(5));
"""


def test_a_code_is_read_in_the_page_where_the_browser_can(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    device = a_device(cast, "Laptop")
    page = signed_in_page(cast.anna, **PHONE)
    page.goto("/network/find/")
    page.locator("[data-no-scan]").wait_for()
    assert page.locator("[data-scan]").is_hidden()
    page.add_init_script(READER)
    page.goto(f"/clients/{cast.jansen.id}/network/add/")
    page.click("[data-scan=serial_number]")
    page.evaluate("window.readable = 'S/N: PF-4711'")
    page.locator("dialog.scan[open]").wait_for(state="detached")
    assert page.input_value("input[name=serial_number]") == "PF-4711"
    assert page.evaluate("window.stream.getTracks().every(track => track.readyState === 'ended')")
    page.goto("/network/find/")
    page.click("[data-scan=label]")
    page.evaluate(f"window.readable = 'HTTPS://GESTAND.HELDER-IT.EXAMPLE/D/{device.short_id}'")
    page.wait_for_url(f"**/network/device/{device.pk}/")


def test_a_photo_survives_a_phone_that_closes_the_page_for_its_camera(
    cast: Cast, signed_in_page: Callable[..., Page]
) -> None:
    a_place(cast, "Zolder")
    page = signed_in_page(cast.anna, **PHONE)
    open_form(page, cast)
    fill_in(page)
    page.wait_for_timeout(400)
    page.reload()
    page.wait_for_selector("[data-photo-shown]:not([hidden])")
    page.wait_for_selector("[data-onsite-form][data-ready=kept]")
    page.click(SAVE)
    page.wait_for_selector(f"{WAITING}[data-now=done]")
    assert DevicePhoto.objects.get().device.name == "Printer zolder"
    assert stored(page) == []
