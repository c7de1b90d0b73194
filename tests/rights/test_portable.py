"""Taking data along and in: the same bytes after a round trip, and nothing that a stranger's package could do."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from gestand.core import journal
from gestand.core.erasure import erase, plan_erasure
from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.refusals import Refused
from gestand.core.search.models import SearchEntry
from gestand.people.models import (
    Address,
    Attachment,
    Client,
    ConsentEvent,
    Correspondence,
    Membership,
    Merge,
    Person,
    PhoneNumber,
)
from gestand.rights.erasure import who_goes
from gestand.rights.portable.scope import Scope, client_scope, person_scope
from gestand.rights.portable.tables import division
from gestand.rights.portable.taking import conflict_sentence, look_through, take_in
from gestand.rights.portable.write import write_portable
from tests.cast import NOW, Cast, make_call, make_client
from tests.erasure.conftest import journal_folder

__all__ = ["journal_folder"]


def packed(scope: Scope) -> bytes:
    out = io.BytesIO()
    write_portable(scope, to=out)
    return out.getvalue()


def data_of(package: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("data.json"))
    return loaded


def rows_in(package: bytes, table: str) -> list[dict[str, Any]]:
    return next(each["rows"] for each in data_of(package)["tables"] if each["name"] == table)


def changed(package: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The same package with another data.json."""
    data = data_of(package)
    change(data)
    return repacked(package, {"data.json": json.dumps(data).encode()})


def repacked(package: bytes, entries: dict[str, bytes]) -> bytes:
    old, out = zipfile.ZipFile(io.BytesIO(package)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *entries]):
            new.writestr(name, entries[name] if name in entries else old.read(name))
    return out.getvalue()


def empty_gestand() -> None:
    """As a Gestand in which nobody was ever written down; the files of before are nobody's."""
    for model in (Attachment, Correspondence, Membership, ConsentEvent, Person, Client):
        model._base_manager.all().delete()
    StoredFile.objects.all().delete()
    SearchEntry.objects.all().delete()


def with_history(cast: Cast) -> Cast:
    """A consent, a letter with its file, and texts of every kind."""
    ConsentEvent.objects.create(
        person=cast.eva, purpose="purpose.mailing", verb="given", wording="Ja, graag.", wording_version="1",
        source="per telefoon", at=NOW, recorded_at=NOW, recorded_by=cast.anna.id,
    )  # fmt: skip
    call = make_call(cast.jansen, cast.eva, 'Zei: "=1+1;\r\nEND:VCARD" en ging <b>weg</b>.')
    stored = store_file(b"Beste Eva", name="brief.txt", media_type="text/plain", at=NOW)
    Attachment.objects.create(correspondence=call, file=stored)
    Client.objects.filter(id=cast.jansen.id).update(note="Sleutel ligt bij de buren.")
    return cast


def everything_here() -> dict[str, int]:
    return {table.name: table.model._base_manager.count() for table in division("nl").tables} | {
        "files": StoredFile.objects.count()
    }


def refused(package: bytes, cast: Cast) -> str:
    """The sentence with which a package is refused, by a look and by taking it in; nothing has changed."""
    before = everything_here()
    try:
        look = look_through(io.BytesIO(package))
    except Refused as refusal:
        looked = str(refusal)
    else:
        assert look.conflicts
        looked = conflict_sentence(look)
    with pytest.raises(Refused) as taken:
        take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert everything_here() == before
    assert str(taken.value) == looked
    return looked


# The round trip -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["person", "household", "business", "employee"])
def test_export_import_export_gives_the_same_bytes(cast: Cast, whose: str) -> None:
    with_history(cast)
    scope_of: dict[str, Callable[[], Scope]] = {
        "person": lambda: person_scope(cast.eva.id),
        "household": lambda: client_scope(cast.jansen.id),
        "business": lambda: client_scope(cast.bakery.id),
        "employee": lambda: person_scope(cast.carla.id),
    }
    first = packed(scope_of[whose]())
    empty_gestand()
    look = take_in(io.BytesIO(first), by=cast.owner, at=NOW)
    assert look.new == sum(len(table["rows"]) for table in data_of(first)["tables"])
    assert packed(scope_of[whose]()) == first


def test_a_household_comes_back_with_its_consents_letters_and_notes(cast: Cast) -> None:
    with_history(cast)
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    consent = ConsentEvent.objects.get()
    assert (consent.wording, consent.source, consent.recorded_by) == ("Ja, graag.", "per telefoon", None)
    assert Attachment.objects.get().file.name == "brief.txt"
    assert Client.objects.get().note == "Sleutel ligt bij de buren."
    assert SearchEntry.objects.filter(kind="person", object_id=cast.eva.id).exists()


def test_our_notes_stay_out_of_a_persons_own_package(cast: Cast) -> None:
    Person.objects.filter(id=cast.eva.id).update(note="Belt altijd om zeven uur.")
    package = packed(person_scope(cast.eva.id))
    assert "zeven uur" not in json.dumps(data_of(package))
    left_out = next(each["left_out"] for each in data_of(package)["tables"] if each["name"] == "people.person")
    assert "note" in {each["field"] for each in left_out}


def test_nothing_of_another_client_goes_along_with_a_hand_over(cast: Cast) -> None:
    Membership.objects.create(client=cast.bakery, person=cast.eva, role="contact")
    make_call(cast.bakery, cast.eva, "Over de bakkerij.")
    text = json.dumps(data_of(packed(client_scope(cast.jansen.id))), ensure_ascii=False)
    assert "Over de bakkerij." not in text
    assert str(cast.bakery.id) not in text


def test_a_person_who_works_somewhere_takes_no_part_of_that_business_along(cast: Cast) -> None:
    package = packed(person_scope(cast.carla.id))
    assert rows_in(package, "people.client") == rows_in(package, "people.membership") == []
    assert [row["client"] for row in rows_in(package, "people.correspondence")] == [None]


# What is here already -------------------------------------------------------------------------------------------------


def test_a_package_that_is_here_already_changes_nothing(cast: Cast) -> None:
    with_history(cast)
    package, before = packed(client_scope(cast.jansen.id)), everything_here()
    look = take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert (look.new, look.conflicts, everything_here()) == (0, 0, before)
    assert look.here == sum(len(table["rows"]) for table in data_of(package)["tables"])


def test_what_is_here_and_differs_is_never_overwritten(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    Person.objects.filter(id=cast.eva.id).update(given_name="Eefje")
    assert "zegt iets anders" in refused(package, cast)
    assert Person.objects.get(id=cast.eva.id).given_name == "Eefje"


def test_nothing_is_hung_on_somebody_who_is_here_already(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))

    def add_a_number(data: dict[str, Any]) -> None:
        phones = next(table["rows"] for table in data["tables"] if table["name"] == "people.phonenumber")
        phones.append({**phones[0], "id": "01a207be-2fa4-7d85-a578-b4159a692599", "number": "+31900000000"})

    assert "toegevoegd aan iemand die hier al is" in refused(changed(package, add_a_number), cast)
    assert not PhoneNumber.objects.filter(number="+31900000000").exists()


def test_a_reference_to_somebody_elses_row_is_refused(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    Correspondence.objects.filter(client=cast.jansen).delete()

    def point_at_the_bakery(data: dict[str, Any]) -> None:
        for table in data["tables"]:
            if table["name"] == "people.correspondence":
                table["rows"][0]["client"] = str(cast.bakery.id)

    assert "er niet in zit" in refused(changed(package, point_at_the_bakery), cast)


def test_what_was_erased_here_does_not_come_back(cast: Cast, journal_folder: Any) -> None:
    package = packed(client_scope(cast.jansen.id))
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert journal.entries()
    assert "voorgoed gewist" in refused(package, cast)


def test_who_was_joined_with_another_here_does_not_come_back(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    other = make_client("Anders", "household")
    Merge.objects.create(client=other, gone_id=cast.jansen.id, merged_at=NOW)
    assert "samengevoegd" in refused(package, cast)


def test_a_short_id_that_is_in_use_here_is_no_second_ones(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    short_id = cast.eva.short_id
    empty_gestand()
    Person.objects.create(short_id=short_id, family_name="Ander", created_at=NOW, changed_at=NOW)
    assert "in gebruik" in refused(package, cast)


# Hostile packages -----------------------------------------------------------------------------------------------------


def the_tables(data: dict[str, Any]) -> dict[str, Any]:
    return {table["name"]: table for table in data["tables"]}


def _foreign_version(data: dict[str, Any]) -> None:
    data["format"]["version"] = 2


def _unknown_table(data: dict[str, Any]) -> None:
    data["tables"].append({"name": "people.secret", "rows": []})


def _mail_to_send(data: dict[str, Any]) -> None:
    data["tables"].append({"name": "core.outgoingmail", "rows": [{"id": data["scope"]["id"], "to": "x@y.example"}]})


def _account(data: dict[str, Any]) -> None:
    data["tables"].append({"name": "team.account", "rows": [{"id": data["scope"]["id"]}]})


def _unknown_field(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["is_owner"] = True


def _wrong_type(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["given_name"] = {"$ne": ""}


def _too_long(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["given_name"] = "x" * 81


def _unknown_code(data: dict[str, Any]) -> None:
    the_tables(data)["people.client"]["rows"][0]["kind"] = "spy"


def _script_as_website(data: dict[str, Any]) -> None:
    the_tables(data)["people.client"]["rows"][0]["website"] = "javascript:alert(1)"


def _zero_letter(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["given_name"] = "E\x00va"


def _half_letter(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["given_name"] = "\ud800"


def _number_too_large(data: dict[str, Any]) -> None:
    the_tables(data)["people.phonenumber"]["rows"][0]["order"] = 10**30


def _no_moment(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"][0]["created_at"] = "0001-01-01T00:00:00+14:00"


def _about_nobody(data: dict[str, Any]) -> None:
    the_tables(data)["people.correspondence"]["rows"][0] |= {"client": None, "person": None}


def _two_owners(data: dict[str, Any]) -> None:
    tables = the_tables(data)
    tables["people.address"]["rows"][0]["person"] = tables["people.person"]["rows"][0]["id"]


def _twice(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"] *= 2


def _table_twice(data: dict[str, Any]) -> None:
    data["tables"].append(the_tables(data)["people.person"])


def _somebody_else_altogether(data: dict[str, Any]) -> None:
    data["scope"]["id"] = "01a207be-2fa4-7d85-a578-b4159a692599"


def _file_from_the_disk(data: dict[str, Any]) -> None:
    data["files"][0]["path"] = "../../keys/files"


def _file_of_another_size(data: dict[str, Any]) -> None:
    data["files"][0]["size_bytes"] += 1


def _file_of_another_kind(data: dict[str, Any]) -> None:
    data["files"][0]["media_type"] = "image/png"


def _file_twice(data: dict[str, Any]) -> None:
    rows = the_tables(data)["people.attachment"]["rows"]
    rows.append({**rows[0], "id": "01a207be-2fa4-7d85-a578-b4159a692599"})


def _rows_as_object(data: dict[str, Any]) -> None:
    the_tables(data)["people.person"]["rows"] = {"0": {}}


HOSTILE = [
    _foreign_version, _unknown_table, _mail_to_send, _account, _unknown_field, _wrong_type, _too_long, _unknown_code,
    _script_as_website, _zero_letter, _half_letter, _number_too_large, _no_moment, _about_nobody, _two_owners, _twice,
    _table_twice, _somebody_else_altogether, _file_from_the_disk, _file_of_another_size, _file_of_another_kind,
    _file_twice, _rows_as_object,
]  # fmt: skip


@pytest.mark.parametrize("change", HOSTILE, ids=lambda change: change.__name__.strip("_"))
def test_a_hostile_package_is_refused_with_a_sentence(cast: Cast, change: Callable[[dict[str, Any]], None]) -> None:
    with_history(cast)
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    sentence = _refused_at_the_end(changed(package, change), cast)
    assert sentence.endswith(".")
    assert "{" not in sentence


def _refused_at_the_end(package: bytes, cast: Cast) -> str:
    """What the database itself finds untrue is refused while it is written."""
    before = everything_here()
    with pytest.raises(Refused) as found:
        take_in(io.BytesIO(package), by=cast.owner, at=NOW)
    assert everything_here() == before
    return str(found.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[",
        b"[" * 100_000,
        b"{}",
        b"\xff\xfe",
        b'{"format":{"name":"gestand.portable-package","version":1}}',
        b'{"format":{"name":"gestand.portable-package","version":1},"format":{}}',
        b'{"format":{"name":"gestand.access-package","version":1}}',
        b'{"format":' + b"9" * 10_000 + b"}",
        b'{"format":NaN}',
        b'{"tables":[]}',
    ],
)
def test_what_is_no_package_is_refused_with_a_sentence(cast: Cast, data: bytes) -> None:
    package = packed(client_scope(cast.jansen.id))
    assert refused(repacked(package, {"data.json": data}), cast).endswith(".")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "files/../../x", "files/0001-a/b", "C:\\x", "data.json/../x", "a\x00b"]
)
def test_a_name_that_leads_elsewhere_is_refused(cast: Cast, name: str) -> None:
    package = packed(client_scope(cast.jansen.id))
    assert refused(repacked(package, {name: b"x"}), cast).endswith(".")


def test_a_bomb_is_refused_before_it_is_unpacked(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    assert "veel te groot" in refused(repacked(package, {"data.json": b" " * 60_000_000}), cast)


def test_a_directory_that_lies_about_a_size_is_refused(cast: Cast) -> None:
    package = bytearray(packed(client_scope(cast.jansen.id)))
    place = package.rfind(b"PK\x01\x02", 0, package.rfind(b"data.json"))
    package[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(package), cast).endswith(".")


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + b"\xff" * 18, b"\x00" * 100_000])
def test_what_is_no_zip_is_refused(cast: Cast, content: bytes) -> None:
    assert refused(content, cast).endswith(".")


def test_a_package_that_is_cut_off_anywhere_is_refused(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    for length in range(0, len(package), max(1, len(package) // 12)):
        assert refused(package[:length], cast).endswith(".")


def test_a_stand_in_takes_nothing_in(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    with pytest.raises(Refused):
        take_in(io.BytesIO(package), by=cast.standin, at=NOW)


def test_a_look_writes_nothing(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    look = look_through(io.BytesIO(package))
    assert (look.new > 0, look.conflicts, look.names) == (True, 0, ["Familie Jansen", "Eva Jansen"])
    assert not any(everything_here().values())


def test_a_persons_own_address_and_the_shared_one_go_along(cast: Cast) -> None:
    Address.objects.create(person=cast.eva, street="Achterom 3", city="Bilthoven")
    package = packed(person_scope(cast.eva.id))
    assert {row["street"] for row in rows_in(package, "people.address")} == {"Laan 2", "Achterom 3"}
