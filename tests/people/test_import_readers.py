"""Reading contacts files: every usual export, every usual encoding, and rubbish with a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gestand.core.refusals import Refused
from gestand.people.importers import (
    ImportedContact,
    Limits,
    NotAContactsFile,
    RecognisedFile,
    UnreadableRow,
    read_contacts,
    recognise,
)
from gestand.people.importers.columns import guess_column, header_signature
from gestand.people.importers.encodings import open_text, recognise_encoding
from gestand.people.importers.grouping import company_key, household_key

FILES = Path(__file__).parent / "import_files"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(content: bytes) -> tuple[RecognisedFile, list[ImportedContact | UnreadableRow]]:
    stream = io.BytesIO(content)
    known = recognise(stream)
    return known, list(read_contacts(stream, known.layout, header=known.header))


def read_file(name: str) -> tuple[RecognisedFile, list[ImportedContact | UnreadableRow]]:
    return read((FILES / name).read_bytes())


def contacts_of(name: str) -> list[ImportedContact]:
    return [row for row in read_file(name)[1] if isinstance(row, ImportedContact)]


@pytest.mark.parametrize(
    ("name", "format_", "encoding", "delimiter", "certain", "rows"),
    [
        ("outlook-english.csv", "outlook", "cp1252", ",", True, 5),
        ("outlook-dutch.csv", "outlook", "cp1252", ",", True, 9),
        ("outlook-com.csv", "outlook", "utf-8-sig", ",", True, 2),
        ("google-old.csv", "google", "utf-16", ",", True, 2),
        ("google-2024.csv", "google", "utf-8", ",", True, 3),
        ("google-dutch.csv", "google", "utf-8", ",", True, 1),
        ("iphone.vcf", "vcard", "utf-8", "", True, 2),
        ("android.vcf", "vcard", "utf-8", "", True, 2),
        ("vcard4.vcf", "vcard", "utf-8", "", True, 3),
        ("latin1.vcf", "vcard", "cp1252", "", True, 1),
        ("klanten.xlsx", "excel", "", "", False, 3),
        ("klanten-puntkomma.csv", "table", "cp1252", ";", False, 3),
        ("klanten-utf16-zonder-bom.txt", "table", "utf-16-le", "\t", False, 2),
        ("klanten-utf16-be.txt", "table", "utf-16", "\t", False, 2),
        ("klanten-msdos.csv", "table", "cp850", ";", False, 2),
        ("klanten-mac.csv", "table", "mac_roman", ";", False, 2),
        ("klanten-streep.csv", "table", "utf-8", "|", False, 2),
        ("zonder-kop.csv", "table", "utf-8", ",", False, 2),
        ("kapotte-rijen.csv", "table", "utf-8", ",", False, 7),
    ],
)
def test_a_file_is_recognised_by_its_content(  # noqa: PLR0917 - the columns of the table
    name: str, format_: str, encoding: str, delimiter: str, certain: bool, rows: int
) -> None:
    known, found = read_file(name)
    layout = known.layout
    assert (layout.format, layout.encoding, layout.delimiter) == (format_, encoding, delimiter)
    assert (known.certain, len(found)) == (certain, rows)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("leeg.csv", "empty"),
        ("wit.csv", "empty"),
        ("foto.csv", "picture"),
        ("webpagina.csv", "web page"),
        ("oud.xls", "old Excel"),
        ("outlook.pst", "Outlook data file"),
    ],
)
def test_what_is_no_contacts_file_is_refused_with_what_to_do(name: str, sentence: str) -> None:
    with pytest.raises(NotAContactsFile, match=sentence):
        read_file(name)


def test_a_line_that_begins_like_utf16_does_not_make_the_file_so() -> None:
    stream = io.BytesIO(b"naam\n\xff\xfe")
    assert open_text(stream, recognise_encoding(stream)).read() == "naam\nÿþ"


def test_outlook_gives_everything_that_a_contact_has() -> None:
    rene = next(one for one in contacts_of("outlook-english.csv") if one.given_name == "René")
    assert (rene.organisation, rene.family_name, rene.job_title) == ("Café Zürich B.V.", "Müller", "Owner")
    assert {(phone.number, phone.label) for phone in rene.phones} == {
        ("+31 (0)30 001 23 45", "work"),
        ("06 0000 0034", "mobile"),
        ("030-0012346", "fax"),
    }
    assert [mail.address for mail in rene.mails] == ["rene@cafezurich.example", "info@cafezurich.example"]
    assert (rene.addresses[0].street, rene.addresses[0].country, rene.addresses[0].label) == (
        "Stationsplein 3",
        "Netherlands",
        "work",
    )


def test_dutch_outlook_headers_mean_the_same() -> None:
    carla = contacts_of("outlook-dutch.csv")[0]
    assert (carla.salutation, carla.organisation, carla.family_name) == (
        "Mevr.",
        "Bakkerij Het Zoute Brood",
        "van den Berg",
    )
    assert (carla.addresses[0].postal_code, carla.addresses[0].city) == ("3722 ZZ", "Bilthoven")
    assert "Winkel dicht op maandag." in carla.note  # the second line of a cell


def test_a_citizen_service_number_is_not_read_from_its_column() -> None:
    for name in ("outlook-english.csv", "klanten.xlsx"):
        for contact in contacts_of(name):
            assert "123456782" not in str({**contact.unknown, "note": contact.note})


def test_exchange_addresses_are_no_mail_addresses() -> None:
    sophie = next(one for one in contacts_of("outlook-english.csv") if one.given_name == "Sophie")
    assert [mail.address for mail in sophie.mails] == ["sophie@cafezurich.example"]


def test_google_cells_with_several_values_are_taken_apart() -> None:
    anouk = contacts_of("google-old.csv")[0]
    assert [mail.address for mail in anouk.mails] == ["anouk@post.example", "anouk.vandijk@post.example"]
    assert [(phone.number, phone.label) for phone in anouk.phones][:2] == [
        ("06-00000021", "mobile"),
        ("+31 6 00000022", "mobile"),
    ]
    assert anouk.categories == ["myContacts", "Klanten"]


def test_unknown_columns_are_kept_beside() -> None:
    assert contacts_of("google-2024.csv")[0].unknown["Custom Field 1 - Value"] == "MulderNet"


def test_an_iphone_card_keeps_its_labels_folds_and_second_line() -> None:
    femke, press = contacts_of("iphone.vcf")
    assert ("030 008 12 34", "Oma") in [(phone.number, phone.label) for phone in femke.phones]
    assert femke.note.endswith("door de telefoon wordt gevouwen en weer moet worden opengevouwen.")
    assert (femke.addresses[0].street, femke.addresses[0].extra) == ("Parklaan 14", "Bovenwoning")
    assert (press.hint, press.organisation, press.website) == (
        "business",
        "Drukkerij De Letter",
        "https://www.deletter.example",
    )


def test_an_old_android_card_in_quoted_printable_is_read_and_so_is_one_that_never_ends() -> None:
    renee, bart = contacts_of("android.vcf")
    assert (renee.full_name, renee.addresses[0].city) == ("Renée De Jong", "Houten")
    assert (bart.family_name, bart.phones[0].label) == ("Groot", "work")


def test_version_four_gives_uris_kinds_and_labels() -> None:
    _known, (noor, house, friends) = read_file("vcard4.vcf")
    assert isinstance(noor, ImportedContact)
    assert isinstance(house, ImportedContact)
    assert ("+31-30-009-9999 tst 12", "work") in [(phone.number, phone.label) for phone in noor.phones]
    assert noor.addresses[0].whole == "Kerkplein 1, 3511 ZZ Utrecht"
    assert (house.hint, house.organisation) == ("business", "Stichting Buurthuis")
    assert isinstance(friends, UnreadableRow)
    assert friends.problem == "not_a_contact"


def test_excel_is_read_as_people_see_it() -> None:
    tess, snel, formula = contacts_of("klanten.xlsx")
    assert (tess.addresses[0].street, tess.phones[0].number, tess.started_on) == (
        "Singel 12-bis",
        "300101010",
        "2019-05-01",
    )
    assert (tess.row, snel.hint, snel.organisation) == (4, "business", "Autobedrijf Snel")
    assert formula.given_name == ""  # a formula that was never computed has no value


def test_letters_beyond_ascii_survive_every_encoding() -> None:
    for name in ("klanten-msdos.csv", "klanten-mac.csv", "klanten-streep.csv"):
        assert [one.given_name for one in contacts_of(name)] == ["Zoë", "André"]
    assert [one.family_name for one in contacts_of("outlook-com.csv")] == ["Wiśniewski", "Yılmaz"]


def test_a_list_without_header_is_guessed_from_its_values() -> None:
    known, _rows = read_file("zonder-kop.csv")
    assert known.layout.columns == ("client_name", "mail", "phone:mobile", "postal_code")


def test_one_broken_quotation_mark_costs_one_row() -> None:
    rows = {row.row: row for row in read_file("kapotte-rijen.csv")[1]}
    assert [number for number, row in rows.items() if isinstance(row, UnreadableRow)] == [3, 5]
    third = rows[4]
    assert isinstance(third, ImportedContact)
    assert third.family_name == "Drie"
    assert third.row == 4  # as the spreadsheet counts


def test_rows_have_the_number_that_a_spreadsheet_shows() -> None:
    assert [one.row for one in contacts_of("klanten-puntkomma.csv")] == [2, 3, 4]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Werkadres, postcode", "postal_code:work"),
        ("Land/regio (thuis)", "country:home"),
        ("Home Country/Region", "country:home"),
        ("Factuuradres", "address:invoice"),
        ("Postadres", "address:post"),
        ("Tel. mobiel", "phone:mobile"),
        ("E-mailadres 3", "mail"),
        ("Weergavenaam voor e-mail", ""),
        ("Address 2 - Postal Code", "postal_code:#2"),
        ("Telefoon 2 - Waarde", "phone:#2"),
        ("Geboortedatum", ""),
        ("IBAN", ""),
        ("Burgerservicenummer", "bsn"),
        ("KvK-nummer", "kvk_number"),
        ("Lievelingskleur", None),
    ],
)
def test_headers_are_understood_in_two_languages(header: str, field: str | None) -> None:
    assert guess_column(header) == field


def test_the_memory_of_columns_cannot_be_read_back() -> None:
    assert "jan" not in header_signature(["Jan Jansen", "jan@post.example"])


def test_groups_are_told_by_company_and_by_name_and_address() -> None:
    assert company_key("Café Zürich B.V.") == company_key("cafe zurich bv")
    assert household_key("Jansen", "Laan 2", "3721 ZZ", "Bilthoven") == household_key("Jansen", "laan 2", "3721ZZ", "")
    assert household_key("Jansen", "Laan 4", "3721 ZZ", "") != household_key("Jansen", "Laan 2", "3721 ZZ", "")
    assert household_key("Jansen", "", "", "") == ""


def test_our_own_list_of_clients_is_understood() -> None:
    """What the list of clients exports comes in again: households stay households."""
    header = (
        "Naam;Soort;Rechtsvorm;KvK-nummer;Btw-id;Contact;Telefoon;E-mail;Straat en nummer;Postcode;Plaats;Klant sinds"
    )
    rows = [
        "Familie Jansen;Huishouden;;;;Eva Jansen;020 123 45 67;eva@jansen.example;Laan 2;3721 ZZ;Bilthoven;2019-03-01",
        "Jan Smit;Bedrijf;;12345678;;Jan Smit;;;Weg 1;3500 ZZ;Utrecht;2020-01-01",
    ]
    _known, found = read("\r\n".join([header, *rows]).encode("utf-8-sig"))
    eva, smit = (one for one in found if isinstance(one, ImportedContact))
    assert (eva.organisation, eva.full_name, eva.addresses[0].street) == ("", "Eva Jansen", "Laan 2")
    assert (smit.organisation, smit.full_name, smit.kvk_number) == ("Jan Smit", "Jan Smit", "12345678")


# -- Bombs and rubbish ------------------------------------------------------------------------------------------------


def workbook(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_opened() -> None:
    bomb = workbook({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (60 * 1024 * 1024)})
    with pytest.raises(NotAContactsFile, match="unpacks to more"):
        recognise(io.BytesIO(bomb))


def test_entities_in_a_workbook_are_refused() -> None:
    laughs = b'<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    files = zipfile.ZipFile(io.BytesIO((FILES / "klanten.xlsx").read_bytes()))
    content = {name: files.read(name) for name in files.namelist()} | {"xl/workbook.xml": laughs}
    with pytest.raises(NotAContactsFile, match="damaged"):
        recognise(io.BytesIO(workbook(content)))


def test_a_zip_of_something_else_is_told_to_be_unpacked() -> None:
    with pytest.raises(NotAContactsFile, match="Unpack it first"):
        recognise(io.BytesIO(workbook({"contacten.csv": b"a;b"})))


def test_a_huge_cell_costs_its_row_alone() -> None:
    known, rows = read(
        b"Voornaam,Achternaam,E-mail\nJan,Groot," + b"x" * (Limits.CELL_CHARACTERS + 1) + b"\nEva,Klein,e@a.example\n"
    )
    assert known.layout.columns == ("given_name", "family_name", "mail")
    assert [type(row).__name__ for row in rows] == ["UnreadableRow", "ImportedContact"]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    _known, rows = read(b'Voornaam,Achternaam,E-mail\nJan,"' + b"x" * 3_000_000 + b"\nEva,Klein,e@a.example\n")
    assert isinstance(rows[0], UnreadableRow)


def test_too_many_columns_are_no_contacts() -> None:
    with pytest.raises(NotAContactsFile, match="300 columns"):
        read(b",".join(b"c%d" % number for number in range(400)) + b"\n" + b"1," * 399 + b"1\n")


def read_or_refuse(content: bytes) -> None:
    """What every reader promises: contacts, unreadable rows, or a refusal; never another exception."""
    try:
        _known, rows = read(content)
    except Refused:
        return
    assert all(row.row > 0 for row in rows)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(alphabet=st.sampled_from("aé0@.,;\"'\t|\n\r =:\\\x00-+"), max_size=300),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_any_table_is_read_or_refused(body: str, encoding: str) -> None:
    read_or_refuse(("Voornaam,Achternaam,E-mail,Telefoon\n" + body).encode(encoding, errors="replace"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            ["BEGIN:VCARD", "END:VCARD", "FN:Jan", "N:a;b", "TEL;CELL:06", 'TEL;TYPE="a,b":1', "ADR:;;a", "PHOTO:xx",
             " vouw", "item1.X-ABLabel:x", "NOTE;ENCODING=QUOTED-PRINTABLE:=E9=", "AGENT:", "KIND:group", ":",
             "N;CHARSET=onzin:é", "EMAIL"]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_card_is_read_or_refused(lines: list[str]) -> None:
    read_or_refuse("\r\n".join(["BEGIN:VCARD", *lines]).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    content = bytearray((FILES / "klanten.xlsx").read_bytes())
    place %= len(content)
    content[place : place + len(damage)] = damage
    read_or_refuse(bytes(content))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-mail 2-adres", "mail"),
        ("E-mailadres 2", "mail"),
        ("E-mail 2 Address", "mail"),
        ("E-mail 1 - Value", "mail:#1"),
        ("E-mail 1 - Type", "mail_label:#1"),
        ("Telefoon 2", "phone"),
    ],
)
def test_a_second_mail_address_is_read_whoever_named_the_column(header: str, field: str) -> None:
    assert guess_column(header) == field
