"""The desk's promises: corrections stand, frozen data rests, recipients know, terms move lawfully alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gestand.core.declarations import Purpose
from gestand.core.mail.models import OutgoingMail
from gestand.people.actions import change_person
from gestand.people.actions.freezing import freeze_person
from gestand.people.models import Freeze, Person
from gestand.rights import letters
from gestand.rights.actions.answers import answer_in_writing
from gestand.rights.actions.correcting import Wanted, correct
from gestand.rights.actions.extending import extend_request
from gestand.rights.actions.notices import open_notices
from gestand.rights.actions.objecting import weigh_objection
from gestand.rights.actions.requests import enter_request
from gestand.rights.actions.restricting import restrict_and_answer
from gestand.rights.models import Correction, Occasion, Request, RequestLetter, Weighing
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.test_why_and_secured import owner


def _asked(home: Home, kind: str) -> Request:
    return enter_request(
        kind=kind,
        channel="phone",
        name="Eva Jansen",
        received_at=home.at - timedelta(days=2),
        person_id=home.cast.eva.id,
        proof="called_back",
        by=owner(home),
        at=home.at,
    )


def _answered(home: Home, request: Request) -> None:
    answer_in_writing(request=request, words="Gedaan.", channel="letter", email="", by=owner(home), at=home.at)


def _corrected(home: Home) -> Request:
    request = _asked(home, "rectification")
    wanted = Wanted(person={"family_name": "Janssen"}, phones={}, mails={}, addresses={})
    correct(request=request, wanted=wanted, by=owner(home), at=home.at)
    _answered(home, request)
    return request


def _frozen(home: Home) -> Freeze:
    """Restricted an hour ago."""
    begun_at = home.at - timedelta(hours=1)
    return freeze_person(by=owner(home), at=begun_at, person=home.cast.eva, ground="accuracy")


def test_what_is_done_as_it_should_be_turns_nothing_red(home: Home) -> None:
    _corrected(home)
    request = _asked(home, "restriction")
    restrict_and_answer(
        request=request, ground="accuracy", words="Beperkt.", channel="letter", email="", by=owner(home), at=home.at
    )
    longer = _asked(home, "access")
    extend_request(
        request=longer, ground="complex", reasons="Veel.", words="{reasons}", channel="letter", email="",
        by=owner(home), at=home.at,
    )  # fmt: skip
    assert home.red() == []


@sabotage("rights.rectification", "a corrected name is put back in the database, as by an old backup")
def test_a_correction_that_was_undone(home: Home) -> None:
    _corrected(home)
    Person.objects.filter(id=home.cast.eva.id).update(family_name="Jansen")


@sabotage("rights.rectification", "a request is answered as corrected and nothing was corrected")
def test_a_correction_that_was_never_made(home: Home) -> None:
    _answered(home, _asked(home, "rectification"))


def test_a_corrected_field_may_change_later(home: Home) -> None:
    _corrected(home)
    later = home.at + timedelta(minutes=1)
    change_person(by=owner(home), at=later, person=home.cast.eva, family_name="Pieters")
    assert Correction.objects.exists()
    assert home.red() == []


@sabotage("rights.recipients_told", "a recipient of corrected data is told nothing for three weeks")
def test_a_recipient_who_does_not_know(home: Home) -> None:
    request = _corrected(home)
    open_notices(request, recipients=["copies"])
    Request.objects.filter(id=request.id).update(closed_at=home.at - timedelta(days=21))


@sabotage("rights.restriction", "a frozen person's name is changed past the actions")
def test_frozen_data_that_changed(home: Home) -> None:
    _frozen(home)
    Person.objects.filter(id=home.cast.eva.id).update(family_name="Anders", changed_at=home.at - timedelta(minutes=5))


@sabotage("rights.restriction", "a mail about work goes to somebody whose data is frozen")
def test_a_mail_to_somebody_frozen(home: Home) -> None:
    _frozen(home)
    OutgoingMail.objects.create(
        to="eva@jansen.example",
        subject="Onderhoud",
        text="Wij komen langs.",
        purpose=Purpose.CONTACT.value,
        person_id=home.cast.eva.id,
        message_id="<een@helder-it.example>",
        state="sent",
        queued_at=home.at - timedelta(minutes=9),
        sent_at=home.at - timedelta(minutes=8),
        closed_at=home.at - timedelta(minutes=8),
    )


@sabotage("rights.restriction", "a restriction is lifted before the person was told")
def test_a_restriction_lifted_in_silence(home: Home) -> None:
    freeze = _frozen(home)
    Freeze.objects.filter(id=freeze.id).update(lifted_at=home.at)


@sabotage("rights.term", "a term is extended that nobody told the person about")
def test_an_extension_that_was_not_told(home: Home) -> None:
    request = _asked(home, "access")
    extend_request(
        request=request, ground="complex", reasons="Veel.", words="{reasons}", channel="letter", email="",
        by=owner(home), at=home.at,
    )  # fmt: skip
    RequestLetter.objects.filter(occasion=Occasion.EXTENDED).update(sent_at=None)


@sabotage("rights.complaint", "a letter about a request leaves without the address of the authority")
def test_a_letter_without_the_authority(home: Home) -> None:
    request = _asked(home, "access")
    RequestLetter.objects.create(
        request=request,
        occasion=Occasion.IDENTITY,
        text_version="own 1",
        subject="Vraag",
        text="Wie bent u?",
        channel="letter",
        written_at=timezone.now(),
        sent_at=timezone.now(),
    )
    assert letters.complaint("nl")


@sabotage("rights.objections", "the firm goes on in spite of an objection and says no reason")
def test_an_objection_passed_over(home: Home) -> None:
    request = _asked(home, "objection")
    weigh_objection(
        request=request, purpose="purpose.changes", honoured=False, reasons="Waarschuwen.", by=owner(home), at=home.at
    )
    Weighing.objects.update(reasons="")
