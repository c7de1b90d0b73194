"""A visitor blackens a picture of an identity document in a real browser; nothing covered is in the sent pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from PIL import Image, ImageChops

from gestand.core.files import read_file
from gestand.rights.identity_copy.asking import ask_for_copy
from gestand.rights.models import IdentityCopy
from tests.cast import Cast
from tests.rights.specimens import SECRET_COLOURS, as_jpeg, as_png, draw_document, traces_of, turned
from tests.rights.steps import entered, last_mail, link_in

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page, Request

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"doubt_words": "Uw adres is bij ons niet bekend.", "no_call": "Geen nummer.", "no_visit": "Te ver weg."}


def link(cast: Cast, language: str = "nl") -> str:
    """The link from the mail, to the page of Eva's request."""
    asked = entered(cast, identified=False, email="eva@elders.example", language=language)
    ask_for_copy(
        request=asked, person_id=cast.eva.id, **WHY, email="eva@elders.example", by=cast.owner, at=timezone.now()
    )
    return link_in(last_mail())


def choose(page: Page, cast: Cast, guide: str, picture: bytes, kind: str = "image/jpeg") -> None:
    page.goto(link(cast))
    page.locator(f"input[name=guide][value={guide}]").check()
    page.locator("[data-file]").set_input_files({"name": "pas.jpg", "mimeType": kind, "buffer": picture})
    page.locator("[data-stage] .blacken-cover").first.wait_for()


def lay_outline(page: Page, left: float, top: float, width: float, height: float) -> None:
    """Drag the dashed outline, by its corner and its edge, onto the document (parts of the picture)."""
    stage, frame = page.locator("[data-stage]"), page.locator(".blacken-frame")
    stage.scroll_into_view_if_needed()
    for _again in range(3):  # its corner cannot leave the picture while its place is still to change
        whole, now = box_of(stage), box_of(frame)
        wanted_left, wanted_top = whole["x"] + left * whole["width"], whole["y"] + top * whole["height"]
        middle = now["y"] + now["height"] / 2
        drag(page, now["x"] + 2, middle, wanted_left - now["x"], wanted_top + height * whole["height"] / 2 - middle)
        now = box_of(frame)
        right = now["x"] + now["width"]
        drag(page, right - 4, now["y"] + 4, wanted_left + width * whole["width"] - right, wanted_top - now["y"])


def box_of(place: Locator) -> FloatRect:
    place.wait_for()
    box = place.bounding_box()
    assert box is not None
    return box


def drag(page: Page, x: float, y: float, right: float, down: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def look_and_send(page: Page) -> None:
    page.locator("[data-flatten]").click()
    page.locator("[data-preview]").wait_for()
    page.locator("[data-sure]").check()
    page.locator("[data-send]").click()
    page.locator("[data-step=sent]").wait_for()


def sent_picture() -> Image.Image:
    copy = IdentityCopy.objects.get()
    assert copy.state == "sent"
    assert copy.file is not None
    content = read_file(copy.file)
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    assert not picture.getexif()
    assert set(picture.info) == set()
    return picture.convert("RGB")


def assert_nothing_survives(sent: Image.Image, boxes: list[tuple[float, float, float, float]]) -> None:
    """Under each box one colour alone, and nowhere a trace of what was covered."""
    for x, y, width, height in boxes:
        inside = sent.crop(
            (
                int(max(0, x) * sent.width) + 1,
                int(max(0, y) * sent.height) + 1,
                int(min(1, x + width) * sent.width) - 1,
                int(min(1, y + height) * sent.height) - 1,
            )
        )
        assert inside.getcolors() == [(inside.width * inside.height, (0, 0, 0))]
    for colour in SECRET_COLOURS:
        assert traces_of(colour, sent) == 0, colour


def boxes_on(page: Page) -> list[tuple[float, float, float, float]]:
    return [
        tuple(box)
        for box in page.locator(".blacken-cover").evaluate_all(
            "nodes => nodes.map(({style: s}) => [s.left, s.top, s.width, s.height].map(p => parseFloat(p) / 100))"
        )
    ]


@pytest.mark.parametrize("guide", ["passport", "card", "card_back"])
def test_nothing_that_was_covered_is_in_the_sent_pixels(page: Page, cast: Cast, guide: str) -> None:
    specimen = draw_document(guide)
    assert all(traces_of(colour, specimen.picture) for colour in SECRET_COLOURS[:2] if guide != "card_back")
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    choose(page, cast, guide, as_jpeg(specimen.picture))
    page.on("request", note)
    whole = specimen.picture
    lay_outline(page, 40 / whole.width, 40 / whole.height, 1 - 80 / whole.width, 1 - 80 / whole.height)
    page.locator("[data-flatten]").click()
    page.locator("[data-preview]").wait_for()
    assert requests == []  # until now nothing has left the browser
    page.locator("[data-back=cover]").click()
    boxes = boxes_on(page)
    look_and_send(page)
    assert len(requests) == 1
    assert b"Exif" not in (requests[0].post_data_buffer or b"")
    assert_nothing_survives(sent_picture(), boxes)


@pytest.mark.parametrize("degrees", [7, 90, 180, -83])
def test_a_picture_that_was_taken_askew_is_put_straight_and_blackened(page: Page, cast: Cast, degrees: int) -> None:
    specimen = draw_document("passport", width=1000)
    choose(page, cast, "passport", as_jpeg(turned(specimen, degrees)))
    quarter = round(degrees / 90)
    for _turn in range(quarter % 4):
        page.locator("[data-right]").click()
    rest = degrees - 90 * quarter
    page.locator("[data-angle]").fill(str(rest))
    size = page.locator("[data-canvas]").evaluate("canvas => [canvas.width, canvas.height]")
    scale = min(1, 1600 / max(turned(specimen, degrees).size))
    width, height = (specimen.picture.width - 80) * scale / size[0], (specimen.picture.height - 80) * scale / size[1]
    lay_outline(page, (1 - width) / 2, (1 - height) / 2, width, height)
    boxes = boxes_on(page)
    look_and_send(page)
    assert_nothing_survives(sent_picture(), boxes)


def test_the_camera_s_own_turn_is_followed_and_forgotten(page: Page, cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the picture lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    specimen = draw_document("card", width=900)
    lying = specimen.picture.transpose(Image.Transpose.ROTATE_90)
    choose(page, cast, "card", as_jpeg(lying, exif=exif.tobytes()))
    size = page.locator("[data-canvas]").evaluate("canvas => [canvas.width, canvas.height]")
    assert size == list(specimen.picture.size)
    lay_outline(page, 40 / size[0], 40 / size[1], 1 - 80 / size[0], 1 - 80 / size[1])
    boxes = boxes_on(page)
    look_and_send(page)
    assert_nothing_survives(sent_picture(), boxes)


def test_the_watermark_stands_over_the_whole_picture(page: Page, cast: Cast) -> None:
    white = Image.new("RGB", (1200, 800), "white")
    choose(page, cast, "card", as_png(white), kind="image/png")
    look_and_send(page)
    sent = sent_picture()
    inked = (
        ImageChops.difference(sent, Image.new("RGB", sent.size, "white")).convert("L").point(lambda v: 255 * (v > 20))
    )
    for left in range(0, 1200, 300):
        for top in range(0, 800, 200):
            assert inked.crop((left, top, left + 300, top + 200)).getbbox(), (left, top)


def test_everything_can_be_done_with_the_keyboard(page: Page, cast: Cast) -> None:
    choose(page, cast, "card", as_jpeg(draw_document("card").picture))
    photo = page.get_by_role("group", name="Pasfoto", exact=True)
    photo.focus()
    before = box_of(photo)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    after = box_of(photo)
    assert after["x"] > before["x"]
    assert after["height"] > before["height"]
    assert "Pasfoto" in (page.locator("[data-live]").text_content() or "")
    count = page.locator(".blacken-cover").count()
    page.locator("[data-add]").press("Enter")
    assert page.locator(".blacken-cover").count() == count + 1
    page.keyboard.press("Delete")
    assert page.locator(".blacken-cover").count() == count
    page.locator("[data-flatten]").press("Enter")
    page.locator("[data-preview]").wait_for()
    page.locator("[data-sure]").press("Space")
    page.locator("[data-send]").press("Enter")
    page.locator("[data-step=sent]").wait_for()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        ("a.pdf", b"%PDF-1.7 ", "PDF"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "geen foto"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "beschadigd"),
    ],
)
def test_what_is_no_picture_is_said_in_the_browser(
    page: Page, cast: Cast, name: str, content: bytes, words: str
) -> None:
    page.goto(link(cast))
    page.locator("[data-step=choose]").wait_for()
    page.locator("[data-file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert words in alert.inner_text()


def test_nothing_goes_before_one_has_looked(page: Page, cast: Cast) -> None:
    choose(page, cast, "card", as_jpeg(draw_document("card").picture))
    page.locator("[data-flatten]").click()
    page.locator("[data-send]").click()
    assert "Kijk eerst" in page.get_by_role("alert").inner_text()
    assert IdentityCopy.objects.get().state == "asked"


def test_a_used_link_says_so(page: Page, cast: Cast) -> None:
    path = link(cast)
    IdentityCopy.objects.update(link_digest="")
    page.goto(path)
    page.locator("[data-step=no-link]").wait_for()
    assert "#" not in page.url


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_no_faults_of_accessibility(
    page: Page, cast: Cast, assert_no_axe_findings: Callable[[Any], None], language: str
) -> None:
    page.goto(link(cast, language))
    page.locator("[data-step=choose]").wait_for()
    assert_no_axe_findings(page)
    page.locator("[data-file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": as_jpeg(draw_document("passport").picture)}
    )
    page.locator(".blacken-cover").first.wait_for()
    assert_no_axe_findings(page)
    page.locator("[data-flatten]").click()
    page.locator("[data-preview]").wait_for()
    assert_no_axe_findings(page)
