"""What a log line may hold: ids, codes and counts."""

from __future__ import annotations

import logging
import re
import sys
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from hypothesis import given, settings
from hypothesis import strategies as st

from gestand.core.redaction import RedactingFormatter, install_excepthooks, redact, redacted_path
from gestand.core.reference import new_reference
from gestand.team.models import Account
from tests.cast import NOW, Cast

AN_ID = UUID("01934f6e-7c3a-7abc-9def-0123456789ab")


def written(message: object, *args: object, error: BaseException | None = None) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("gestand.test", logging.ERROR, __file__, 1, message, args, trace)
    return RedactingFormatter().format(record)


HOSTILE = [
    ("mail of carla.berg+nieuws@zoutebrood.example failed", "carla"),
    ("mail of CARLA@SUB.ZOUTEBROOD.EXAMPLE failed", "CARLA"),
    ('recipient "carla berg"@zoutebrood.example refused', "carla"),
    ("mailto:carla%40zoutebrood.example", "carla"),
    ("<carla@zoutebrood.example>: 550 no such user", "carla"),
    ("called +31 30 012 34 56 twice", "34"),
    ("called +31300123456", "300123"),
    ("called 0031-30-0123456", "0123456"),
    ("called 030 012 34 56.", "012"),
    ("called (030) 0123456", "0123456"),
    ("called 06-12345678", "12345678"),
    ("called 06 12 34 56 78 now", "34"),
    ("connection from 203.0.113.7:55123", "203.0"),
    ("connection from [2001:db8:85a3::8a2e:370:7334]:443", "8a2e"),
    ("connection from 2001:0db8:85a3:0000:0000:8a2e:0370:7334", "8a2e"),
    ("connection from ::ffff:203.0.113.7", "203.0"),
    ("connection from fe80::1ff:fe23:4567:890a%eth0", "fe23"),
    ("paid to NL91 ABNA 0417 1643 00", "0417"),
    ("paid to NL91ABNA0417164300", "ABNA"),
    ("paid to nl91abna0417164300", "0417"),
    ("paid to DE89 3704 0044 0532 0130 00", "0532"),
    ("lives at 3721 AB 12", "3721"),
    ("lives at 3721AB, 12a", "3721"),
    ("lives at 3721ab", "3721"),
    ("citizen 123456782", "123456782"),
    ("card 4111 1111 1111 1111", "1111"),
    ("vat NL123456782B01", "123456782"),
    ("GET /people/?q=Jansen&page=2 HTTP/1.1", "Jansen"),
    ("GET https://gestand.example/p#h4k9Q2mmZx81 done", "h4k9"),
    ("token=abc", "abc"),
    ("password: 'geheim woord'", "geheim"),
    ('{"api_key": "s3cr3t"}', "s3cr3t"),
    ("Authorization: Bearer abc.def.ghi", "abc.def"),
    ("cookie gestand_session=q8w7e6r5", "q8w7"),
    ("link eyJhbGciOiJIUzI1NiJ9abcDEF12345 used", "eyJ"),
    ("digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86"),
    ("postgresql://gestand:geheim@db/gestand", "geheim"),
    ("device 3c:22:fb:9a:01:7e", "9a"),
    ("Key (email)=(carla) already exists.", "carla"),
    ("Key (name, city)=(Carla (van den) Berg, Bilthoven) already exists.", "Berg"),
    ("Failing row contains (1, Carla, null).", "Carla"),
    ("duplicate\nDETAIL:  Carla Berg woont hier\n", "Carla"),
]


@pytest.mark.parametrize(("line", "secret"), HOSTILE, ids=[line[:30] for line, _ in HOSTILE])
def test_what_looks_like_a_person_or_a_secret_is_masked(line: str, secret: str) -> None:
    assert secret not in redact(line)


@pytest.mark.parametrize(
    "line",
    [
        f"client {AN_ID} archived",
        "reference K7F2-93QD, view people:client",
        "job rights.make_package done, 200 of 200 in 12.5 s",
        "listening on 127.0.0.1:8000 and [::1]:8000",
        "moment 2026-11-23T09:00:00+01:00, day 2026-11-23, until 09:12:30",
        "gestand.core.jobs.queue started with 4 workers, port 8000 is open",
        "migration core.0003_audit_triggers_refuse_changes_and_deletes applied",
        "exit code: 1",
    ],
)
def test_ids_codes_counts_and_moments_stay(line: str) -> None:
    assert redact(line) == line


def test_a_line_cannot_be_forged_with_a_line_break() -> None:
    assert "\n" not in written("done %s", "x\n2026 ERROR all is lost")
    assert "\n" not in redact("a\nb\rc\x1b[31m")


def test_a_text_given_as_argument_shows_only_its_length() -> None:
    line = written("client %s changed by %s", "Carla van den Berg", AN_ID)
    assert "Carla" not in line
    assert "[text of 18]" in line
    assert str(AN_ID) in line


def test_a_row_given_as_argument_shows_its_id_and_not_its_name() -> None:
    line = written("account %s", Account(id=AN_ID, name="Carla", email="carla@zoutebrood.example", created_at=NOW))
    assert "Carla" not in line
    assert f"<team.Account {AN_ID}>" in line


def test_lists_and_mappings_are_not_printed_whole() -> None:
    line = written("got %s and %s", ["Carla Berg", 3], {"name": "Carla"})
    assert "Carla" not in line
    assert "3]" in line


def test_arguments_that_do_not_fit_are_not_printed_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Carla" not in written("%d rows", "Carla Berg") + capsys.readouterr().err


def test_an_address_keeps_its_words_and_ids_and_loses_what_was_typed() -> None:
    assert redacted_path(f"/people/{AN_ID}/edit/?next=Carla") == f"/people/{AN_ID}/edit/?…"
    assert redacted_path("/people/Carla%20van%20den%20Berg") == "/people/…"


def raised(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301
    except Exception as caught:  # noqa: BLE001
        return caught


NAME = "Carla Zoutebrood"


@pytest.mark.parametrize(
    "message",
    [f"no client called {NAME}", f"invalid literal for int() with base 10: '{NAME}'", f"{NAME} woont in Bilthoven"],
)
def test_the_message_of_an_exception_keeps_no_word_that_is_not_the_programs_own(message: str) -> None:
    line = written("failed: reference %s", "K7F2-93QD", error=raised(ValueError(message)))
    assert not re.search("Carla|Zoutebrood|Bilthoven", line)
    assert "builtins.ValueError" in line
    assert "K7F2-93QD" in line


def test_a_mistake_of_the_builder_stays_readable() -> None:
    with pytest.raises(AttributeError) as caught:
        None.full_name  # type: ignore[attr-defined] # noqa: B018
    assert "'NoneType' object has no attribute 'full_name'" in written("failed", error=caught.value)


def test_a_trace_names_file_line_and_function_and_no_values() -> None:
    line = written("failed", error=raised(KeyError(NAME)))
    assert re.search(r"tests/core/test_redaction\.py:\d+ raised", line)
    assert "Carla" not in line
    assert "/root" not in line
    assert "raise error" not in line


def test_the_causes_of_an_exception_are_redacted_too() -> None:
    error = RuntimeError(NAME)
    error.__cause__ = raised(LookupError(NAME))
    line = written("failed", error=raised(error))
    assert "LookupError" in line
    assert "RuntimeError" in line
    assert "Carla" not in line


def test_an_exception_as_argument_is_redacted_too() -> None:
    assert "Carla" not in written("gave up: %s", raised(OSError(2, NAME, f"/home/{NAME}")))


@pytest.mark.django_db
def test_the_databases_own_complaint_does_not_repeat_what_was_typed(cast: Cast) -> None:
    address = cast.anna.email
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Account.objects.create(email=address, name=NAME, role="owner", created_at=NOW)
    line = written("failed", error=caught.value)
    assert "anna" not in line
    assert "Carla" not in line
    assert ("team_account.email" if connection.vendor == "sqlite" else "team_account_email") in line


def test_an_uncaught_exception_goes_to_the_log_with_a_reference(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    monkeypatch.setattr("logging.raiseExceptions", True)
    install_excepthooks()
    error = raised(ValueError(NAME))
    sys.excepthook(type(error), error, error.__traceback__)
    caplog.handler.setFormatter(RedactingFormatter())
    (record,) = caplog.records
    assert re.search(r"stopped: reference [2-9A-Z]{4}-[2-9A-Z]{4}", RedactingFormatter().format(record))
    assert "Carla" not in RedactingFormatter().format(record) + capsys.readouterr().err


def explode(*_args: object) -> None:
    raise ValueError(f"no client called {NAME}")


@pytest.mark.django_db
def test_a_failed_page_shows_the_number_that_stands_beside_its_trace_in_the_log(
    anna: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("gestand.core.views.audit.lines_page", explode)
    anna.raise_request_exception = False
    answer = anna.get("/settings/audit/?about=&q=Carla", REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 500
    lines = [RedactingFormatter().format(record) for record in caplog.records]
    (told,) = [line for line in lines if "page failed" in line]
    found = re.search(r"reference ([2-9A-Z]{4}-[2-9A-Z]{4}), view core:audit", told)
    assert found is not None
    assert found[1] in answer.content.decode()
    assert re.search(r"tests/core/test_redaction\.py:\d+ explode", told)
    assert not re.search(r"Carla|Zoutebrood|203\.0|helder-it", "".join(lines))


def test_references_are_read_out_easily_and_survive_redaction() -> None:
    reference = new_reference()
    assert re.fullmatch("[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", reference) or "U" in reference
    assert reference in redact(f"failed: reference {reference}")


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)
DIGITS = st.text("123456789", min_size=8, max_size=8)
BEFORE = st.sampled_from(["", "from ", "(", "<", "'", "to=", "x: ", "[", '"', "\t"])


@settings(max_examples=200, deadline=None)
@given(before=BEFORE, name=LETTERS, host=LETTERS)
def test_no_mail_address_comes_through(before: str, name: str, host: str) -> None:
    assert name not in redact(f"{before}{name}@{host}.example").replace("from", "").replace("mail", "")


@settings(max_examples=200, deadline=None)
@given(before=BEFORE, digits=DIGITS, style=st.sampled_from(["06{}", "06-{}", "+316{}", "+31 6 {}", "0031 6 {}"]))
def test_no_telephone_number_comes_through(before: str, digits: str, style: str) -> None:
    assert digits not in redact(before + style.format(digits))


@settings(max_examples=200, deadline=None)
@given(before=BEFORE, address=st.ip_addresses().filter(lambda one: not one.is_loopback and not one.is_unspecified))
def test_no_ip_address_comes_through(before: str, address: object) -> None:
    assert str(address) not in redact(f"{before}{address}")


@settings(max_examples=200, deadline=None)
@given(text=st.text(min_size=1, max_size=200))
def test_anything_at_all_becomes_one_printable_line(text: str) -> None:
    assert redact(text).isprintable() or redact(text) == ""
