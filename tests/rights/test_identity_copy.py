"""A blackened copy of an identity document: asked for in doubt, sent once, checked, destroyed."""

from __future__ import annotations

import io
import json
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone
from PIL import Image, PngImagePlugin

from gestand.core.audit.models import AuditLine
from gestand.core.files import read_file
from gestand.core.files.models import StoredFile
from gestand.core.files.store import files_folder, remove_from_disk
from gestand.core.one_time_link import LinkNotValid
from gestand.rights.actions.identity import identify
from gestand.rights.identity_copy.asking import AskedAlready, LowerRungLeft, NoDoubt, ask_for_copy, withdraw_copy
from gestand.rights.identity_copy.checking import CopyGone, NotLookedAt, check_copy
from gestand.rights.identity_copy.proofs import copies_are_gone
from gestand.rights.identity_copy.receiving import receive_copy
from gestand.rights.identity_copy.upkeep import sweep_copies
from gestand.rights.models import IdentityCopy, Request
from tests.cast import Cast
from tests.rights.specimens import as_jpeg, as_png, blackened, card_lines, draw_document, passport_lines
from tests.rights.steps import entered, last_mail, link_in, made

WHY = {
    "doubt_words": "Uw adres is bij ons niet bekend.",
    "no_call": "Er is geen nummer bekend.",
    "no_visit": "U woont te ver weg.",
}
NOTHING_READABLE = {"photo": False, "mrz": False, "number": False, "bsn": False}
SEEN = {"hidden_photo": "no", "hidden_mrz": "no", "hidden_number": "no", "hidden_bsn": "no"}
YES = {**SEEN, "name_agrees": "yes", "birth_date": "unknown", "sure": "on"}
pytestmark = pytest.mark.django_db


def asked_for(cast: Cast, request: Request | None = None, **changes: str) -> tuple[IdentityCopy, str]:
    """A question for a copy about Eva's request, and the code in its mail."""
    copy = ask_for_copy(
        request=request or entered(cast, identified=False, email="eva@elders.example"),
        person_id=cast.eva.id,
        **{**WHY, "email": "eva@elders.example", **changes},
        by=cast.owner,
        at=timezone.now(),
    )
    return copy, link_in(last_mail()).partition("#")[2]


def upload(content: bytes, name: str = "copy.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def specimen() -> bytes:
    return as_png(blackened(draw_document("card", width=700)))


def sent(cast: Cast, **changes: Any) -> IdentityCopy:
    _copy, code = asked_for(cast, **changes)
    return receive_copy(token=code, upload=upload(specimen()), at=timezone.now())


def checked(cast: Cast, copy: IdentityCopy, **changes: Any) -> IdentityCopy:
    said = {"readable": NOTHING_READABLE, "name_agrees": True, "birth_date": "unknown", **changes}
    return check_copy(copy=copy, **said, by=cast.owner, at=timezone.now())


# Specimens ------------------------------------------------------------------------------------------------------------


def test_the_specimens_carry_the_check_digits_of_the_norm() -> None:
    # The example of Doc 9303 part 4 ends in ...L898902C36UTO7408122F1204159ZE184226B<<<<<10.
    from tests.rights.specimens import check_digit

    assert [check_digit(part) for part in ("L898902C3", "740812", "120415", "ZE184226B<<<<<")] == ["6", "2", "9", "1"]
    assert [len(line) for line in (*passport_lines(), *card_lines())] == [44, 44, 30, 30, 30]


# Asking ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["doubt_words", "no_call", "no_visit"])
def test_no_copy_is_asked_for_without_a_written_doubt_and_the_lower_ways(cast: Cast, missing: str) -> None:
    with pytest.raises((NoDoubt, LowerRungLeft)):
        asked_for(cast, **{missing: "  "})
    assert not IdentityCopy.objects.exists()


def test_the_mail_says_why_and_holds_the_code_behind_the_hash(cast: Cast) -> None:
    copy, code = asked_for(cast)
    mail = last_mail()
    assert mail.to == "eva@elders.example"
    assert WHY["doubt_words"] in mail.text
    assert "/verzoek/identiteit/#" in mail.text
    assert code not in (copy.link_digest, str(copy.id))


def test_a_second_copy_is_not_asked_for_while_one_is_under_way(cast: Cast) -> None:
    copy, _code = asked_for(cast)
    with pytest.raises(AskedAlready):
        asked_for(cast, copy.request)


def test_a_doubt_takes_back_what_was_settled_and_what_was_made(cast: Cast) -> None:
    request = entered(cast)
    package = made(cast, request)
    asked_for(cast, request)
    request.refresh_from_db()
    package.refresh_from_db()
    assert (request.state, request.identity, request.person_id) == ("received", "", None)
    assert package.state == "expired"


def test_the_page_shows_the_ladder_and_asks(cast: Cast, anna: Browser) -> None:
    request = entered(cast, identified=False, email="eva@elders.example")
    page = anna.get(f"/requests/{request.id}/copy/?person={cast.eva.id}").content.decode()
    assert "Het meegegeven adres is niet bekend." in page
    assert "Er is 1 nummer bekend." in page
    answer = anna.post(
        f"/requests/{request.id}/copy/", {**WHY, "person": str(cast.eva.id), "email": "eva@elders.example"}
    )
    assert answer.status_code == 302
    assert IdentityCopy.objects.get().state == "asked"
    assert "Gevraagd" in anna.get(f"/requests/{request.id}/").content.decode()


# Sending --------------------------------------------------------------------------------------------------------------


def test_a_copy_is_sealed_and_nobody_finds_its_pixels_on_the_disk(cast: Cast) -> None:
    copy = sent(cast)
    assert copy.state == "sent"
    assert copy.file is not None
    assert read_file(copy.file).startswith(b"\x89PNG")
    on_disk = b"".join(path.read_bytes() for path in files_folder().rglob("*") if path.is_file())
    assert b"\x89PNG" not in on_disk


def test_a_link_works_once(cast: Cast) -> None:
    _copy, code = asked_for(cast)
    receive_copy(token=code, upload=upload(specimen()), at=timezone.now())
    with pytest.raises(LinkNotValid):
        receive_copy(token=code, upload=upload(specimen()), at=timezone.now())


@pytest.mark.parametrize("code", ["", " ", "A" * 32, "\x00", "é" * 40])
def test_a_wrong_code_opens_nothing(cast: Cast, code: str) -> None:
    asked_for(cast)
    visitor = Browser()
    assert visitor.post("/verzoek/identiteit/openen/", {"code": code}).status_code == 404
    answer = visitor.post("/verzoek/identiteit/sturen/", {"code": code, "picture": upload(specimen())})
    assert answer.status_code == 404
    assert not StoredFile.objects.exists()


def test_a_link_that_is_too_old_opens_nothing(cast: Cast) -> None:
    copy, code = asked_for(cast)
    IdentityCopy.objects.filter(id=copy.id).update(link_until=timezone.now())
    assert Browser().post("/verzoek/identiteit/openen/", {"code": code}).status_code == 404


def test_a_link_of_a_request_that_was_answered_opens_nothing(cast: Cast) -> None:
    copy, code = asked_for(cast)
    Request.objects.filter(id=copy.request_id).update(state="answered")
    assert Browser().post("/verzoek/identiteit/openen/", {"code": code}).status_code == 404


def test_the_code_of_a_package_is_no_code_for_a_copy(cast: Cast) -> None:
    _copy, code = asked_for(cast)
    assert Browser().post("/pakket/", {"code": code}).status_code == 404


def test_the_page_learns_the_watermark_and_no_name(cast: Cast) -> None:
    copy, code = asked_for(cast)
    facts = json.loads(Browser().post("/verzoek/identiteit/openen/", {"code": code}).content)
    assert facts["watermark"].startswith(f"Alleen voor verzoek {copy.request.number} aan Helder IT")
    assert "Jansen" not in json.dumps(facts)


def test_the_page_sets_no_cookie_and_says_what_to_do_without_a_script(cast: Cast) -> None:
    answer = Browser().get("/verzoek/identiteit/")
    assert not answer.cookies
    words = answer.content.decode()
    assert "Deze pagina heeft een script nodig" in words
    assert "tel:+31300123456" in words
    assert "This page needs a script" in Browser().get("/en/request/identity/").content.decode()


# Hostile pictures -----------------------------------------------------------------------------------------------------


def stored_pixels(cast: Cast, content: bytes, *, kind: str = "image/png") -> bytes:
    _copy, code = asked_for(cast)
    copy = receive_copy(token=code, upload=upload(content, kind=kind), at=timezone.now())
    assert copy.file is not None
    return read_file(copy.file)


def test_place_camera_and_comments_do_not_come_along(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERAMERK"
    exif.get_ifd(0x8825)[1] = "N"
    photo = as_jpeg(blackened(draw_document("card", width=700)), exif=exif.tobytes())
    assert b"CAMERAMERK" in photo
    kept = stored_pixels(cast, photo, kind="image/jpeg")
    assert b"CAMERAMERK" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_words_in_a_png_do_not_come_along(cast: Cast) -> None:
    out, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Comment", "GEHEIM-999999990")
    blackened(draw_document("card", width=700)).save(out, "PNG", pnginfo=notes)
    assert b"GEHEIM" not in stored_pixels(cast, out.getvalue())


def test_what_hangs_behind_a_picture_does_not_come_along(cast: Cast) -> None:
    page = b"<script>alert(1)</script>PK\x03\x04%PDF-1.7"
    assert page not in stored_pixels(cast, specimen() + page)


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims to be 60,000 by 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("black", "white")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>",
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "gif": b"GIF89a\x01\0\x01\0\0\0\0;",
    "web page": b"<!doctype html><script>alert(1)</script>",
    "cut": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "empty": b"",
    "bomb": bomb(),
    "moving": moving(),
    "huge": as_png(Image.new("RGB", (3000, 3000))),
    "tiny": as_png(Image.new("RGB", (20, 20))),
    "not blackened": as_png(draw_document("card", width=700).picture),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_blackened_picture_is_refused_with_a_sentence(cast: Cast, kind: str) -> None:
    copy, code = asked_for(cast)
    answer = Browser().post("/verzoek/identiteit/sturen/", {"code": code, "picture": upload(HOSTILE[kind])})
    assert answer.status_code == 422
    assert len(json.loads(answer.content)["sentence"]) > 10
    copy.refresh_from_db()
    assert (copy.state, copy.file_id) == ("asked", None)
    assert not StoredFile.objects.exists()


def test_a_picture_of_twenty_megabytes_is_not_even_read(cast: Cast) -> None:
    _copy, code = asked_for(cast)
    huge = upload(b"\x89PNG" + b"x" * 20_000_000)
    answer = Browser().post("/verzoek/identiteit/sturen/", {"code": code, "picture": huge})
    assert answer.status_code == 422


# Who may see it -------------------------------------------------------------------------------------------------------


def test_nobody_but_the_owner_sees_it(
    cast: Cast, anna: Browser, bram: Browser, dirk: Browser, visitor: Browser
) -> None:
    copy = sent(cast)
    for path in (f"/requests/copy/{copy.id}/", f"/requests/copy/{copy.id}/picture/"):
        seen = anna.get(path)
        assert seen.status_code == 200
        assert not seen.streaming or seen.getvalue()
        assert bram.get(path).status_code == 404
        assert dirk.get(path).status_code == 404
        assert visitor.get(path).status_code in (302, 404)
    assert bram.post(f"/requests/copy/{copy.id}/", YES).status_code == 404
    copy.refresh_from_db()
    assert copy.state == "sent"


def test_each_look_is_written_down_and_the_picture_is_not_kept_on_the_way(cast: Cast, anna: Browser) -> None:
    copy = sent(cast)
    answer = anna.get(f"/requests/copy/{copy.id}/picture/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "image/png"
    assert answer.getvalue()
    assert AuditLine.objects.filter(action="rights.copy.look", subject_id=copy.request_id).count() == 1


# The check ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_at_the_check_the_copy_is_gone_and_who_asks_is_known(cast: Cast, anna: Browser) -> None:
    copy = sent(cast)
    file_id = copy.file_id
    assert anna.post(f"/requests/copy/{copy.id}/", YES).status_code == 302
    copy.refresh_from_db()
    assert (copy.state, copy.file_id, copy.checked_by) == ("agrees", None, cast.anna.id)
    assert copy.destroyed_at is not None
    assert not StoredFile.objects.filter(id=file_id).exists()
    assert not [path for path in files_folder().rglob("*") if path.name == str(file_id)]
    assert (copy.request.identity, copy.request.person_id) == ("id_copy", cast.eva.id)
    assert anna.get(f"/requests/copy/{copy.id}/picture/").status_code == 404
    assert "weg uit de tabellen" in anna.get(f"/requests/copy/{copy.id}/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", ["photo", "mrz", "number", "bsn"])
def test_what_can_be_read_is_destroyed_and_asked_anew(cast: Cast, seen: str) -> None:
    copy = sent(cast)
    checked(cast, copy, readable={**NOTHING_READABLE, seen: True}, name_agrees=None, birth_date="")
    copy.refresh_from_db()
    assert (copy.state, copy.readable, copy.file_id, copy.name_agrees) == ("readable", seen, None, None)
    assert not StoredFile.objects.exists()
    again = IdentityCopy.objects.exclude(id=copy.id).get()
    assert (again.state, again.doubt) == ("asked", WHY["doubt_words"])
    assert last_mail().to == "eva@elders.example"
    assert "was dit te lezen" in last_mail().text


def test_of_each_of_the_four_it_must_be_said(cast: Cast, anna: Browser) -> None:
    copy = sent(cast)
    with pytest.raises(NotLookedAt):
        checked(cast, copy, readable={"photo": False, "mrz": False, "number": False})
    with pytest.raises(NotLookedAt):
        checked(cast, copy, name_agrees=None)
    assert anna.post(f"/requests/copy/{copy.id}/", {**YES, "hidden_bsn": ""}).status_code == 422
    assert anna.post(f"/requests/copy/{copy.id}/", {**YES, "sure": ""}).status_code == 422
    copy.refresh_from_db()
    assert copy.state == "sent"


@pytest.mark.parametrize(("name", "birth"), [(False, "agrees"), (True, "differs")])
def test_another_name_or_birth_date_identifies_nobody(cast: Cast, name: bool, birth: str) -> None:
    copy = checked(cast, sent(cast), name_agrees=name, birth_date=birth)
    assert copy.state == "differs"
    assert Request.objects.get().state == "received"


def test_a_copy_is_checked_once(cast: Cast) -> None:
    copy = sent(cast)
    checked(cast, copy)
    with pytest.raises(CopyGone):
        checked(cast, copy)


# Terms ----------------------------------------------------------------------------------------------------------------


def test_an_unchecked_copy_goes_after_five_days(cast: Cast) -> None:
    copy = sent(cast)
    assert sweep_copies(at=timezone.now() + timedelta(days=4, hours=23)) == 0
    assert sweep_copies(at=timezone.now() + timedelta(days=5, minutes=1)) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.file_id) == ("expired", None)
    assert not StoredFile.objects.exists()


def test_a_link_that_nobody_used_goes_after_seven_days(cast: Cast) -> None:
    copy, _code = asked_for(cast)
    assert sweep_copies(at=timezone.now() + timedelta(days=7, minutes=1)) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.link_digest) == ("expired", "")


def test_after_a_restore_a_copy_that_no_backup_held_is_closed(cast: Cast) -> None:
    copy = sent(cast)
    assert copy.file is not None
    assert copy.file.is_passing
    remove_from_disk(copy.file.id)
    assert sweep_copies(at=timezone.now()) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.file_id) == ("expired", None)


def test_who_is_known_in_another_way_needs_no_copy_any_more(cast: Cast) -> None:
    copy = sent(cast)
    at = timezone.now()
    identify(request=copy.request, person_id=cast.eva.id, proof="called_back", by=cast.owner, at=at)
    assert sweep_copies(at=at) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.file_id) == ("withdrawn", None)


def test_the_owner_takes_the_question_back(cast: Cast, anna: Browser) -> None:
    copy = sent(cast)
    assert anna.post(f"/requests/copy/{copy.id}/withdraw/").status_code == 302
    copy.refresh_from_db()
    assert (copy.state, copy.file_id) == ("withdrawn", None)
    assert withdraw_copy(copy=copy, by=cast.owner, at=timezone.now()) is False


def test_every_step_stands_in_the_audit_log_with_ids_alone(cast: Cast) -> None:
    checked(cast, sent(cast))
    lines = list(
        AuditLine.objects.filter(action__startswith="rights.copy").order_by("id").values_list("action", "facts")
    )
    assert [action for action, _facts in lines] == ["rights.copy.ask", "rights.copy.send", "rights.copy.check"]
    assert "Jansen" not in json.dumps([facts for _action, facts in lines])


def test_the_proof_knows_a_copy_that_lies_here_after_its_check(cast: Cast) -> None:
    sent(cast)
    assert copies_are_gone(at=timezone.now()).state == "kept"
    assert copies_are_gone(at=timezone.now() + timedelta(days=6)).state == "broken"
