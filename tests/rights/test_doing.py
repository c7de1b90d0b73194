"""What each kind of request really does, and what the clock, the letters and the recipients do meanwhile."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gestand.core.audit import write_audit
from gestand.core.deadlines import answer_by, extended_answer_by, receipt_day
from gestand.core.freezing import Frozen
from gestand.core.mail.models import OutgoingMail
from gestand.people import actions as people
from gestand.people.actions.freezing import NotToldYet, freeze_person
from gestand.people.models import ConsentEvent, Freeze, MailAddress, Membership
from gestand.rights.actions import sorting
from gestand.rights.actions.answers import AlreadyAnswered, NeedsReasons, NeedsWords, answer_in_writing, refuse_request
from gestand.rights.actions.asking import write_to_asker
from gestand.rights.actions.correcting import NothingChanged, Wanted, correct
from gestand.rights.actions.delivery import take_answer_back
from gestand.rights.actions.extending import AlreadyExtended, TooLateToExtend, extend_request
from gestand.rights.actions.identity import identify
from gestand.rights.actions.notices import mail_notice, note_notice, open_notices
from gestand.rights.actions.objecting import noes_of_others, weigh_objection
from gestand.rights.actions.restricting import lift_restriction, restrict_and_answer, tell_before_lifting
from gestand.rights.actions.texts import LacksPlace, save_text
from gestand.rights.dossier import write_dossier
from gestand.rights.models import Occasion, OwnReply, Request
from gestand.rights.replies import text_for, words_for
from tests.cast import Cast, browser_of
from tests.rights.steps import entered, mail_leaves

PAPER = {"channel": "letter", "email": ""}
MAIL = {"channel": "mail", "email": "eva@jansen.example"}


def _wanted(**changes: Any) -> Wanted:
    usual: dict[str, Any] = {"person": {}, "phones": {}, "mails": {}, "addresses": {}}
    return Wanted(**{**usual, **changes})


def _who(cast: Cast) -> dict[str, Any]:
    return {"by": cast.owner, "at": timezone.now()}


def _went_to_mail_provider(cast: Cast) -> None:
    write_audit(
        "core.egress.pass",
        **_who(cast),
        subject=("person", cast.eva.id),
        facts={"recipient": "bookkeeper", "purpose": "purpose.payment", "count": 1},
    )


# Correction -----------------------------------------------------------------------------------------------------------


def test_a_correction_is_made_and_keeps_its_before_and_after(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    phone = cast.eva.phone_numbers.get()
    wanted = _wanted(person={"family_name": "Janssen"}, phones={phone.id: "030 123 45 68"})
    correct(request=request, wanted=wanted, **_who(cast))
    cast.eva.refresh_from_db()
    kept = {row.field_name: (row.old, row.new) for row in request.corrections.all()}
    assert cast.eva.family_name == "Janssen"
    assert kept == {"family_name": ("Jansen", "Janssen"), "number": ("+31201234567", "+31301234568")}


def test_the_address_of_the_household_is_corrected_too(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    place = cast.jansen.addresses.get()
    correct(request=request, wanted=_wanted(addresses={place.id: {"street": "Laan 4"}}), **_who(cast))
    place.refresh_from_db()
    assert (place.street, place.city) == ("Laan 4", "Bilthoven")


def test_who_received_the_data_must_be_told_of_a_correction(cast: Cast) -> None:
    _went_to_mail_provider(cast)
    request = entered(cast, kind="rectification")
    correct(request=request, wanted=_wanted(person={"family_name": "Janssen"}), **_who(cast))
    assert [notice.recipient for notice in request.notices.all()] == ["bookkeeper"]


def test_a_correction_that_changes_nothing_is_none(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    with pytest.raises(NothingChanged):
        correct(request=request, wanted=_wanted(person={"family_name": "Jansen"}), **_who(cast))


def test_a_wrong_number_changes_nothing_at_all(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    wanted = _wanted(person={"family_name": "Janssen"}, new_phone="geen nummer")
    with pytest.raises((ValidationError, Exception)):
        correct(request=request, wanted=wanted, **_who(cast))
    cast.eva.refresh_from_db()
    assert cast.eva.family_name == "Jansen"
    assert not request.corrections.exists()


def test_a_restriction_does_not_stand_in_the_way_of_a_correction(cast: Cast) -> None:
    freeze_person(**_who(cast), person=cast.eva, ground="accuracy")
    request = entered(cast, kind="rectification")
    correct(request=request, wanted=_wanted(person={"family_name": "Janssen"}), **_who(cast))
    with pytest.raises(Frozen):
        people.change_person(**_who(cast), person=cast.eva, family_name="Weer anders")


def test_a_second_request_for_restriction_says_that_it_holds_already(cast: Cast) -> None:
    freeze_person(**_who(cast), person=cast.eva, ground="accuracy")
    request = entered(cast, kind="restriction")
    page = browser_of(cast.anna).get(reverse("rights:request", args=[request.id])).content.decode()
    assert "niets hoeft een tweede keer te worden beperkt" in page
    assert reverse("rights:restrict", args=[request.id]) not in page
    assert reverse("rights:answer", args=[request.id]) in page
    assert reverse("rights:lifting", args=[request.id]) not in page


def test_a_no_that_stays_for_who_did_not_ask_is_told_on_the_page(cast: Cast) -> None:
    """Eva was taken for who asks; her data is restricted, so the objection noted for her cannot be lifted."""
    request = entered(cast, kind="objection")
    freeze_person(**_who(cast), person=cast.eva, ground="accuracy")
    identify(request=request, person_id=cast.carla.id, proof="called_back", **_who(cast))
    request.refresh_from_db()
    assert [(each.name, each.is_objection) for each in noes_of_others(request)] == [("Eva Jansen", True)]
    page = browser_of(cast.anna).get(reverse("rights:request", args=[request.id])).content.decode()
    assert "bezwaar genoteerd" in page
    assert reverse("people:person", args=[cast.eva.id]) in page


def test_a_withdrawal_of_who_did_not_ask_stays_on_the_page_until_it_is_given_again(cast: Cast) -> None:
    given = {"person": cast.eva, "purpose": "purpose.mailing", "source": "telefoon", "wording": "Ja"}
    people.record_consent(**_who(cast), **given, wording_version="1")
    request = entered(cast, kind="withdrawal")
    identify(request=request, person_id=cast.carla.id, proof="called_back", **_who(cast))
    request.refresh_from_db()
    assert [(each.name, each.is_objection) for each in noes_of_others(request)] == [("Eva Jansen", False)]
    people.record_consent(**_who(cast), **given, wording_version="1")
    assert noes_of_others(request) == []


def test_an_objection_that_is_lifted_again_is_no_no(cast: Cast) -> None:
    request = entered(cast, kind="objection")
    identify(request=request, person_id=cast.carla.id, proof="called_back", **_who(cast))
    request.refresh_from_db()
    assert noes_of_others(request) == []


# Restriction ----------------------------------------------------------------------------------------------------------


def _restricted(cast: Cast, **way: str) -> Request:
    request = entered(cast, kind="restriction")
    restrict_and_answer(request=request, ground="accuracy", words="Beperkt.", **(way or PAPER), **_who(cast))
    request.refresh_from_db()
    return request


def test_a_restriction_freezes_the_person_and_answers(cast: Cast) -> None:
    request = _restricted(cast)
    assert request.state == "answered"
    with pytest.raises(Frozen):
        people.change_person(**_who(cast), person=cast.eva, family_name="Anders")


def test_a_restriction_is_lifted_after_its_notice_and_not_before(cast: Cast) -> None:
    request = _restricted(cast)
    with pytest.raises(NotToldYet):
        lift_restriction(request=request, **_who(cast))
    tell_before_lifting(request=request, reasons="Het klopt nu.", words="Eindigt. {reasons}", **MAIL, **_who(cast))
    with pytest.raises(NotToldYet):  # the notice waits in the outbox
        lift_restriction(request=request, **_who(cast))
    mail_leaves(timezone.now())
    lift_restriction(request=request, **_who(cast))
    assert Freeze.objects.get().lifted_at is not None


def test_the_answer_to_a_frozen_person_leaves(cast: Cast) -> None:
    request = _restricted(cast, **MAIL)
    mail_leaves(timezone.now())
    request.refresh_from_db()
    assert request.state == "answered"


def test_an_answer_taken_back_leaves_the_data_frozen_and_asks_for_the_letter(cast: Cast) -> None:
    request = _restricted(cast, **MAIL)
    take_answer_back(request=request, **_who(cast))
    page = browser_of(cast.anna).get(f"/requests/{request.id}/").content.decode()
    assert "Antwoord schrijven" in page
    assert "Beperken en de brief schrijven" not in page
    assert Freeze.objects.get().lifted_at is None


# Withdrawal and objection ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "verb"), [("withdrawal", "withdrawn"), ("objection", "objected")])
def test_marketing_stops_at_the_moment_that_it_is_known_who_asks(cast: Cast, kind: str, verb: str) -> None:
    request = entered(cast, kind=kind, identified=False, message="Geen nieuwsbrieven meer.")
    assert not ConsentEvent.objects.exists()
    identify(request=request, person_id=cast.eva.id, proof="called_back", **_who(cast))
    event = ConsentEvent.objects.get()
    assert (event.verb, event.purpose, event.wording) == (verb, "purpose.mailing", "Geen nieuwsbrieven meer.")
    assert str(request.number) in event.source


def test_another_objection_is_weighed_with_reasons(cast: Cast) -> None:
    request = entered(cast, kind="objection")
    weigh: dict[str, Any] = {"request": request, "purpose": "purpose.changes"}
    with pytest.raises(NeedsReasons):
        weigh_objection(**weigh, honoured=False, reasons=" ", **_who(cast))
    weigh_objection(**weigh, honoured=False, reasons="Wij moeten u waarschuwen.", **_who(cast))
    assert not ConsentEvent.objects.filter(purpose="purpose.changes").exists()
    weigh_objection(**weigh, honoured=True, reasons="", **_who(cast))
    assert ConsentEvent.objects.filter(purpose="purpose.changes", verb="objected").count() == 1
    assert request.weighings.count() == 1


def test_an_objection_noted_for_the_wrong_person_is_undone(cast: Cast) -> None:
    request = entered(cast, kind="objection")
    weigh_objection(request=request, purpose="purpose.changes", honoured=True, reasons="", **_who(cast))
    identify(request=request, person_id=cast.carla.id, proof="called_back", **_who(cast))
    of_eva = ConsentEvent.objects.filter(person=cast.eva, verb="lifted")
    assert {event.purpose for event in of_eva} == {"purpose.mailing", "purpose.changes"}
    assert [event.verb for event in ConsentEvent.objects.filter(person=cast.carla)] == ["objected"]
    assert not request.weighings.exists()


def test_an_objection_of_ones_own_is_not_undone_with_another(cast: Cast) -> None:
    people.record_objection(person=cast.eva, purpose="purpose.mailing", source="telefoon", **_who(cast))
    request = entered(cast, kind="objection")
    identify(request=request, person_id=cast.carla.id, proof="called_back", **_who(cast))
    assert not ConsentEvent.objects.filter(verb="lifted").exists()


def test_a_withdrawal_noted_for_the_wrong_person_is_told(cast: Cast) -> None:
    request = entered(cast, kind="withdrawal")
    to = f"/requests/{request.id}/identify/"
    page = browser_of(cast.anna).post(to, {"person": cast.carla.id, "proof": "called_back"}, follow=True)
    assert "Voor Eva" in page.content.decode()
    assert ConsentEvent.objects.filter(person=cast.eva).count() == 1


# Extension and refusal ------------------------------------------------------------------------------------------------


def _extend(cast: Cast, request: Request, **changes: Any) -> Request:
    given: dict[str, Any] = {"ground": "complex", "reasons": "Drie archieven.", "words": "Later. {reasons}", **PAPER}
    return extend_request(request=request, **{**given, **_who(cast), **changes})


def test_an_extension_on_paper_moves_the_clock_at_once(cast: Cast) -> None:
    request = _extend(cast, entered(cast))
    assert request.due_on == extended_answer_by(receipt_day(request.received_at))
    assert "Drie archieven." in request.letters.get().text


def test_an_extension_by_mail_moves_the_clock_when_it_has_left(cast: Cast) -> None:
    request = _extend(cast, entered(cast), **MAIL)
    first = answer_by(receipt_day(request.received_at))
    request.refresh_from_db()
    assert request.due_on == first
    mail_leaves(timezone.now())
    request.refresh_from_db()
    assert request.due_on > first
    assert request.extended_at is not None


def test_an_extension_whose_mail_leaves_too_late_moves_nothing(cast: Cast) -> None:
    request = _extend(cast, entered(cast), **MAIL)
    mail_leaves(timezone.now() + timedelta(days=29))
    request.refresh_from_db()
    assert request.extended_at is None


def test_after_the_first_term_no_extension_is_possible(cast: Cast) -> None:
    request = entered(cast, received_at=timezone.localtime() - timedelta(days=29))
    with pytest.raises(TooLateToExtend):
        _extend(cast, request)


def test_a_request_is_extended_once(cast: Cast) -> None:
    request = _extend(cast, entered(cast))
    with pytest.raises(AlreadyExtended):
        _extend(cast, request)
    waiting = _extend(cast, entered(cast), **MAIL)
    with pytest.raises(AlreadyExtended):
        _extend(cast, waiting)


def test_an_extension_needs_reasons(cast: Cast) -> None:
    with pytest.raises(NeedsReasons):
        _extend(cast, entered(cast), reasons=" ")


def test_a_refusal_has_reasons_the_authority_and_the_court(cast: Cast) -> None:
    request = entered(cast)
    refuse_request(
        request=request, ground="excessive", reasons="Vijf keer deze maand.", words="Nee.", **PAPER, **_who(cast)
    )
    request.refresh_from_db()
    assert request.state == "refused"
    assert "Vijf keer deze maand." in request.answer
    assert "autoriteitpersoonsgegevens" in request.answer
    assert "rechter" in request.answer


def test_a_mailed_refusal_is_one_when_it_has_left(cast: Cast) -> None:
    request = entered(cast)
    refuse_request(request=request, ground="others", reasons="Van anderen.", words="{reasons}", **MAIL, **_who(cast))
    request.refresh_from_db()
    assert request.state == "sending"
    mail_leaves(timezone.now())
    request.refresh_from_db()
    assert request.state == "refused"


def test_a_place_that_nobody_filled_in_does_not_go_out(cast: Cast) -> None:
    with pytest.raises(NeedsWords, match="client"):
        answer_in_writing(request=entered(cast), words="Zie {client}.", **PAPER, **_who(cast))


def test_a_refusal_that_is_taken_back_leaves_no_ground(cast: Cast) -> None:
    request = entered(cast)
    refuse_request(request=request, ground="others", reasons="Van anderen.", words="{reasons}", **MAIL, **_who(cast))
    take_answer_back(request=request, **_who(cast))
    request.refresh_from_db()
    assert (request.state, request.refusal_ground, request.letters.count()) == ("identified", "", 0)


# Putting in order -----------------------------------------------------------------------------------------------------


def test_the_kind_can_be_changed_and_the_clock_stays(cast: Cast) -> None:
    request = entered(cast)
    changed = sorting.change_kind(request=request, kind="erasure", **_who(cast))
    assert (changed.kind, changed.due_on) == ("erasure", request.due_on)


def test_a_double_is_joined_with_the_one_that_came_first(cast: Cast) -> None:
    first = entered(cast, received_at=timezone.localtime() - timedelta(days=3))
    second = entered(cast)
    with pytest.raises(sorting.NotADouble):
        sorting.join_requests(request=first, other=second, **_who(cast))
    joined = sorting.join_requests(request=second, other=first, **_who(cast))
    assert (joined.state, joined.joined_to_id) == ("joined", first.id)


def test_a_request_of_somebody_else_is_no_double(cast: Cast) -> None:
    other = entered(cast, person_id=cast.carla.id, received_at=timezone.localtime() - timedelta(days=3))
    with pytest.raises(sorting.NotADouble):
        sorting.join_requests(request=entered(cast), other=other, **_who(cast))


def test_who_asked_may_take_it_back(cast: Cast) -> None:
    request = sorting.withdraw_request(request=entered(cast), note="Belde af.", **_who(cast))
    assert (request.state, request.answer) == ("withdrawn", "Belde af.")
    with pytest.raises(AlreadyAnswered):
        answer_in_writing(request=request, words="Te laat.", **PAPER, **_who(cast))


def test_a_request_about_a_clients_data_is_passed_on_and_the_person_is_told(cast: Cast) -> None:
    request = entered(cast, person_id=cast.carla.id)
    sorting.pass_on(
        request=request,
        client_id=cast.bakery.id,
        words_to_client="Carla vraagt inzage.",
        client_channel="mail",
        client_email="info@zoutebrood.example",
        words="Doorgegeven.",
        **PAPER,
        **_who(cast),
    )
    request.refresh_from_db()
    assert (request.state, request.passed_to) == ("passed_on", cast.bakery)
    assert {letter.occasion for letter in request.letters.all()} == {"client", "passed_on"}
    assert OutgoingMail.objects.get().to == "info@zoutebrood.example"


def test_a_household_is_no_controller_to_pass_on_to(cast: Cast) -> None:
    with pytest.raises(sorting.NotTheirs):
        sorting.pass_on(
            request=entered(cast),
            client_id=cast.jansen.id,
            words_to_client="x",
            client_channel="letter",
            client_email="",
            words="x",
            **PAPER,
            **_who(cast),
        )


# Recipients -----------------------------------------------------------------------------------------------------------


def test_a_recipient_counts_as_told_when_the_mail_has_left(cast: Cast) -> None:
    request = entered(cast, kind="erasure")
    open_notices(request, recipients=["bookkeeper"])
    open_notices(request, recipients=["bookkeeper"])
    notice = request.notices.get()
    mail_notice(notice=notice, words="Wis het ook.", email="avg@boekhouder.example", **_who(cast))
    notice.refresh_from_db()
    assert notice.done_on is None
    mail_leaves(timezone.now())
    notice.refresh_from_db()
    assert notice.done_on == timezone.localdate()


def test_telling_by_hand_is_noted_and_not_needed_wants_a_reason(cast: Cast) -> None:
    request = entered(cast, kind="erasure")
    open_notices(request, recipients=["bookkeeper"])
    notice = request.notices.get()
    with pytest.raises(NeedsWords):
        note_notice(notice=notice, how="not_needed", note="", told_on=None, **_who(cast))
    note_notice(notice=notice, how="by_hand", note="gebeld", told_on=timezone.localdate(), **_who(cast))
    notice.refresh_from_db()
    assert (notice.how, notice.done_on) == ("by_hand", timezone.localdate())


# Texts and letters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_kind_has_a_text_for_every_occasion(cast: Cast, occasion: Occasion, language: str) -> None:
    for kind in ("access", "rectification", "erasure", "restriction", "portability", "withdrawal", "objection"):
        text = text_for(occasion, kind, language)
        assert text.words.strip()
        assert text.version == "standard 1"


def test_every_letter_to_the_person_holds_the_authority(cast: Cast) -> None:
    request = entered(cast, identified=False)
    for occasion in ("received", "identity"):
        text = words_for(Occasion(occasion), request)
        letter = write_to_asker(
            request=request, occasion=occasion, words=text.words, text_version=text.version, **PAPER, **_who(cast)
        )
        assert "autoriteitpersoonsgegevens" in letter.text
        assert letter.text_version == "standard 1"


def test_an_own_text_is_used_with_its_version_and_can_go_back(cast: Cast) -> None:
    save = {"occasion": "done", "kind": "access", "language": "nl", **_who(cast)}
    save_text(**save, text="Eigen {number}.")
    assert text_for(Occasion.DONE, "access", "nl").version == "own 1"
    save_text(**save, text="")
    assert text_for(Occasion.DONE, "access", "nl").version == "standard 1"
    assert OwnReply.objects.count() == 2


def test_an_own_text_of_a_refusal_keeps_the_place_of_the_reasons(cast: Cast) -> None:
    with pytest.raises(LacksPlace):
        save_text(occasion="refused", kind="access", language="nl", text="Nee.", **_who(cast))


# Pages and evidence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("access", "reply/received/"), ("access", "reply/identity/"), ("access", "reply/extended/"),
        ("access", "reply/refused/"), ("access", "sort/"), ("access", "pass-on/"), ("rectification", "correct/"),
        ("restriction", "restrict/"), ("objection", "weigh/"), ("withdrawal", ""), ("portability", ""),
    ],
)  # fmt: skip
def test_each_page_of_the_desk_opens(cast: Cast, kind: str, path: str) -> None:
    request = entered(cast, kind=kind)
    page = browser_of(cast.anna).get(f"/requests/{request.id}/{path}")
    assert page.status_code == 200, path


def test_a_correction_from_its_page(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    browser = browser_of(cast.anna)
    form = browser.get(f"/requests/{request.id}/correct/").context["form"]
    typed = {name: field.initial or "" for name, field in form.fields.items()}
    answer = browser.post(f"/requests/{request.id}/correct/", {**typed, "person-family_name": "Janssen"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = browser.get(f"/requests/{request.id}/").content.decode()
    assert "Jansen" in page
    assert "Janssen" in page


def test_a_refusal_from_its_page(cast: Cast) -> None:
    request = entered(cast)
    answer = browser_of(cast.anna).post(
        f"/requests/{request.id}/reply/refused/",
        {"ground": "others", "reasons": "Van anderen.", "words": "Nee. {reasons}", "channel": "letter"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    request.refresh_from_db()
    assert request.state == "refused"


def test_the_dossier_holds_what_was_done_and_no_team_member(cast: Cast) -> None:
    request = entered(cast, kind="rectification", message="=HYPERLINK(1)")
    correct(request=request, wanted=_wanted(person={"family_name": "=1+1"}), **_who(cast))
    answer_in_writing(request=request, words="Verbeterd.", **PAPER, **_who(cast))
    request.refresh_from_db()
    packed = zipfile.ZipFile(io.BytesIO(write_dossier(request, language="nl", **_who(cast))))
    names = packed.namelist()
    assert {"request.json", "history.csv", "corrections.csv", "README.txt"} <= set(names)
    assert any(name.startswith("letters/01-done") for name in names)
    everything = b"".join(packed.read(name) for name in names if not name.endswith(".pdf")).decode()
    assert "Anna" not in everything.replace("privacy@helder-it.example", "")
    assert "'=1+1" in packed.read("corrections.csv").decode()
    assert packed.read("verzoek.pdf" if "verzoek.pdf" in names else names[0]).startswith(b"%PDF")


def test_the_board_finds_a_request_and_says_who_waits_for_whom(findable: Cast) -> None:
    request = entered(findable, identified=False, email="zoek@mij.example")
    browser = browser_of(findable.anna)
    assert "Wacht op jou" in browser.get("/requests/").content.decode()
    write_to_asker(request=request, occasion="identity", words="Wie?", **PAPER, **_who(findable))
    assert "Wacht op de persoon" in browser.get("/requests/").content.decode()
    assert "Eva Jansen" in browser.get("/requests/?q=zoek@mij.example").content.decode()
    assert f"/requests/{request.id}/" not in browser.get("/requests/?q=niemand").content.decode()


def test_membership_is_offered_to_pass_on_to(cast: Cast) -> None:
    Membership.objects.create(client=cast.bakery, person=cast.eva, role="employee")
    MailAddress.objects.create(client=cast.bakery, address="info@zoutebrood.example", folded="info@zoutebrood.example")
    page = browser_of(cast.anna).get(f"/requests/{entered(cast).id}/pass-on/").content.decode()
    assert "Bakkerij Het Zoute Brood" in page
    assert "info@zoutebrood.example" in page
