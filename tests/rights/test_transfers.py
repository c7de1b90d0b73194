"""Sending what goes along to an organisation that the person names, and taking packages in on the page."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.egress.dns import MailDomain
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.files import read_file
from gestand.core.files.models import StoredFile
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from gestand.core.refusals import Refused
from gestand.people.models import Client, Person
from gestand.rights.models import Package, PackageState, Request, TakenPackage, Transfer
from gestand.rights.portable import sending
from gestand.rights.portable.receiving import forget_old
from gestand.rights.portable.scope import client_scope
from tests.cast import NOW, Cast
from tests.rights.steps import content_of, entered, last_mail, link_in, made, mail_leaves
from tests.rights.test_portable import empty_gestand, packed

ADDRESS = "post@ander-kantoor.example"


@pytest.fixture(autouse=True)
def domain(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the internet knows about the organisation's domain."""
    known: dict[str, Any] = {"answer": MailDomain(exists=True, receives=True, spf="")}

    def look_up(_domain: str, **_more: Any) -> MailDomain:
        if isinstance(known["answer"], Exception):
            raise known["answer"]
        answer: MailDomain = known["answer"]
        return answer

    monkeypatch.setattr(sending, "look_up_mail_domain", look_up)
    return known


@pytest.fixture
def asked(cast: Cast) -> Request:
    return entered(cast, kind="portability")


def ask(cast: Cast, request: Request) -> Transfer:
    return sending.ask_organisation(
        request=request, organisation="Ander Kantoor", email=ADDRESS, by=cast.owner, at=timezone.now()
    )


def mail_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("queued_at", "id")


def confirmed(cast: Cast, request: Request, visitor: Browser) -> Transfer:
    transfer = ask(cast, request)
    assert visitor.post(link_in(mail_to(ADDRESS))).status_code == 200
    run_due_jobs()
    transfer.refresh_from_db()
    return transfer


def code_of(mail: OutgoingMail) -> str:
    return link_in(mail).partition("#")[2]


def test_a_portable_package_answers_the_request(cast: Cast, asked: Request) -> None:
    package = made(cast, asked)
    assert package.file is not None
    with io.BytesIO(read_file(package.file)) as content:
        assert "contacts.vcf" in zipfile.ZipFile(content).namelist()


def test_the_first_mail_tells_the_organisation_nothing_about_the_person(cast: Cast, asked: Request) -> None:
    ask(cast, asked)
    mail = mail_to(ADDRESS)
    assert "Ander Kantoor" in mail.text
    for word in ("Eva", "Jansen", "eva@jansen.example"):
        assert word not in f"{mail.subject} {mail.text}"
    assert Package.objects.count() == 0


def test_opening_the_link_sends_nothing_and_the_button_does(cast: Cast, asked: Request, visitor: Browser) -> None:
    transfer = ask(cast, asked)
    path = link_in(mail_to(ADDRESS))
    assert visitor.get(path).status_code == 200
    transfer.refresh_from_db()
    assert transfer.state == "asked"
    assert visitor.post(path).status_code == 200
    transfer.refresh_from_db()
    assert (transfer.state, transfer.confirm_digest) == ("confirmed", "")
    assert visitor.post(path).status_code == 404


def test_the_organisation_fetches_exactly_what_was_written_down(cast: Cast, asked: Request, visitor: Browser) -> None:
    transfer = confirmed(cast, asked, visitor)
    assert transfer.state == "sent"
    code = code_of(mail_to(ADDRESS))
    fetched = visitor.post("/pakket/", {"code": code})
    content = content_of(fetched)
    assert hashlib.sha256(content).hexdigest() == transfer.sha256
    assert "data.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.collected_at is not None) == ("collected", True)
    assert visitor.post("/pakket/", {"code": code}).status_code == 404


def test_what_lies_on_the_disk_opens_with_the_link_alone(cast: Cast, asked: Request, visitor: Browser) -> None:
    transfer = confirmed(cast, asked, visitor)
    assert transfer.package is not None
    assert transfer.package.file is not None
    sealed = read_file(transfer.package.file)
    assert b"PK" not in sealed[:4]
    assert b"data.json" not in sealed
    code = code_of(mail_to(ADDRESS))
    sending.link_left(mail_id=transfer.mail_id, at=timezone.now())  # type: ignore[arg-type]
    kept = "".join(OutgoingMail.objects.values_list("text", flat=True)) + transfer.package.link_digest
    assert code not in kept


def test_the_mail_that_has_left_does_not_keep_the_code(cast: Cast, asked: Request, visitor: Browser) -> None:
    confirmed(cast, asked, visitor)
    mail = mail_to(ADDRESS)
    assert mail.to == last_mail().to or OutgoingMail.objects.exclude(id=mail.id).exists()
    OutgoingMail.objects.exclude(id=mail.id).delete()
    mail_leaves(timezone.now())
    mail.refresh_from_db()
    assert "#…" in mail.text


def test_the_person_is_told_and_the_log_counts_it(cast: Cast, asked: Request, visitor: Browser) -> None:
    transfer = confirmed(cast, asked, visitor)
    assert "Ander Kantoor" in mail_to("eva@jansen.example").text
    passages = AuditLine.objects.filter(action="core.egress.pass", facts__recipient="named_organisation")
    assert [(line.subject_id, line.facts["count"]) for line in passages] == [(cast.eva.id, transfer.rows)]


def test_a_wrong_code_opens_nothing(cast: Cast, asked: Request, visitor: Browser) -> None:
    confirmed(cast, asked, visitor)
    assert visitor.post("/pakket/", {"code": "x" * 32}).status_code == 404
    assert visitor.get("/organisatie/verkeerd/").status_code == 404


def test_a_sending_taken_back_opens_nothing(cast: Cast, asked: Request, visitor: Browser, anna: Browser) -> None:
    transfer = confirmed(cast, asked, visitor)
    code = code_of(mail_to(ADDRESS))
    anna.post(f"/requests/{asked.id}/organisation/{transfer.id}/withdraw/")
    assert visitor.post("/pakket/", {"code": code}).status_code == 404
    transfer.refresh_from_db()
    assert transfer.state == "withdrawn"


def test_sendings_that_nobody_confirms_or_fetches_end(cast: Cast, asked: Request, visitor: Browser) -> None:
    transfer = ask(cast, asked)
    sending.end_old_transfers(at=timezone.now() + timedelta(days=8))
    transfer.refresh_from_db()
    assert transfer.state == "expired"
    other = confirmed(cast, asked, visitor)
    Package.objects.update(state=PackageState.EXPIRED)
    sending.end_old_transfers(at=timezone.now())
    other.refresh_from_db()
    assert other.state == "expired"


@pytest.mark.parametrize(
    "answer",
    [
        MailDomain(exists=False, receives=False, spf=""),
        MailDomain(exists=True, receives=False, spf=""),
        OutsideTrouble(Where.NAME, "stil", passing=True),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused(
    cast: Cast, asked: Request, domain: dict[str, Any], answer: Any
) -> None:
    domain["answer"] = answer
    with pytest.raises(Refused):
        ask(cast, asked)
    assert not Transfer.objects.exists()


def test_only_a_known_asker_can_have_it_sent(cast: Cast) -> None:
    for request in (entered(cast, kind="portability", identified=False), entered(cast, kind="access")):
        with pytest.raises(Refused):
            ask(cast, request)


def test_one_sending_at_a_time(cast: Cast, asked: Request) -> None:
    ask(cast, asked)
    with pytest.raises(Refused):
        ask(cast, asked)


def test_the_owners_page_asks_and_tells(cast: Cast, asked: Request, anna: Browser, bram: Browser) -> None:
    page = f"/requests/{asked.id}/organisation/"
    assert bram.get(page).status_code == 404
    wrong = anna.post(page, {"organisation": "", "email": "x"})
    assert wrong.status_code == 422
    right = {"organisation": '<b>Kantoor"</b>', "email": ADDRESS}
    assert anna.post(page, right).status_code == 302
    shown = anna.get(page).content.decode()
    assert "&lt;b&gt;Kantoor&quot;&lt;/b&gt;" in shown
    assert "<b>Kantoor" not in shown
    assert f"/requests/{asked.id}/organisation/" in anna.get(f"/requests/{asked.id}/").content.decode()


# Taking in, on the page -----------------------------------------------------------------------------------------------


def upload(anna: Browser, content: bytes) -> Any:
    return anna.post("/requests/take-in/", {"file": SimpleUploadedFile("pakket.zip", content)})


def test_a_package_is_looked_through_and_taken_in_after_a_yes(cast: Cast, anna: Browser) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    page = upload(anna, package)["Location"]
    assert "Familie Jansen" in anna.get(page).content.decode()
    assert not Client.objects.exists()
    assert anna.post(f"{page}confirm/").status_code == 302
    run_due_jobs()
    assert Person.objects.get().given_name == "Eva"
    taken = TakenPackage.objects.get()
    assert (taken.state, taken.file, StoredFile.objects.count()) == ("done", None, 0)
    assert "overgenomen" in anna.get(page).content.decode()


def test_a_package_in_conflict_cannot_be_taken_in(cast: Cast, anna: Browser) -> None:
    package = packed(client_scope(cast.jansen.id))
    Person.objects.filter(id=cast.eva.id).update(given_name="Eefje")
    page = upload(anna, package)["Location"]
    shown = anna.get(page).content.decode()
    assert "zegt iets anders" in shown
    assert "confirm/" not in shown
    assert anna.post(f"{page}confirm/").status_code == 422
    assert anna.post(f"{page}discard/").status_code == 302
    assert not TakenPackage.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_changed_since_the_upload_is_seen_when_it_is_written(cast: Cast, anna: Browser) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    page = upload(anna, package)["Location"]
    anna.post(f"{page}confirm/")
    Person.objects.create(short_id=cast.eva.short_id, family_name="X", created_at=NOW, changed_at=NOW)
    run_due_jobs()
    taken = TakenPackage.objects.get()
    assert (taken.state, "in gebruik" in taken.failure) == ("failed", True)
    assert not Client.objects.exists()
    assert "in gebruik" in anna.get(page).content.decode()


def test_a_hostile_upload_leaves_nothing(cast: Cast, anna: Browser, bram: Browser) -> None:
    for content in (b"", b"hello", packed(client_scope(cast.jansen.id))[:-30]):
        assert upload(anna, content).status_code == 422
    assert not TakenPackage.objects.exists()
    assert not StoredFile.objects.exists()
    assert upload(bram, b"x").status_code == 404


def test_a_package_that_nobody_took_in_goes_at_its_term(cast: Cast, anna: Browser) -> None:
    upload(anna, packed(client_scope(cast.jansen.id)))
    assert forget_old(at=timezone.now() + timedelta(days=13)) == 0
    assert forget_old(at=timezone.now() + timedelta(days=15)) == 1
    assert not StoredFile.objects.exists()
