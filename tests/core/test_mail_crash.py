"""The program is killed (kill -9) while it sends: nothing is lost and nothing is sent twice."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.jobs.models import Job, JobState
from gestand.core.mail.actions import send_again
from gestand.core.mail.models import OutgoingMail
from tests.core.child import end_child, start_child
from tests.core.mail_server import MailServer
from tests.core.test_mail_sending import queued, server, set_up

__all__ = ["server"]  # the fixture

WORKER = """
import os, signal, threading
from gestand.core.house import house
from gestand.core.jobs.worker import run_worker
from gestand.core.mail import sending, transports

house.scheduled_jobs = []

def die(*_all, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

real_begin, real_sent, real_send = sending._begin, sending.note_sent, transports.send_by_smtp

def die_after_begin(mail):
    real_begin(mail)
    die()

match os.environ.get("DIE"):
    case "before_the_server_is_called":
        sending.message_of = die
    case "before_the_last_line_is_announced":
        sending._begin = die
    case "between_announcing_and_the_last_line":
        sending._begin = die_after_begin
    case "before_the_answer_is_written_down":
        sending.note_sent = die

run_worker(threading.Event())
"""


def until(condition: object, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


CASES = [
    # where it dies, how many the server then has, the state after the next start, how many it has in the end
    ("before_the_server_is_called", 0, "sent", 1),
    ("before_the_last_line_is_announced", 0, "sent", 1),
    ("between_announcing_and_the_last_line", 0, "in_doubt", 0),
    ("before_the_answer_is_written_down", 1, "in_doubt", 1),
]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "at_death", "state", "in_the_end"), CASES)
def test_a_kill_at_any_point_loses_nothing_and_sends_nothing_twice(
    server: MailServer, where: str, at_death: int, state: str, in_the_end: int
) -> None:
    set_up(server.port)
    mail = queued()
    first = start_child(WORKER, DIE=where)
    assert until(lambda: first.poll() is not None), "it was to die"
    end_child(first)
    assert len(server.messages) == at_death
    assert Job.objects.get().state == JobState.RUNNING
    second = start_child(WORKER)
    try:
        assert until(lambda: Job.objects.get().state == JobState.DONE)
    finally:
        end_child(second)
    mail.refresh_from_db()
    assert (mail.state, len(server.messages)) == (state, in_the_end)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_in_doubt_goes_again_when_the_owner_says_so(server: MailServer) -> None:
    set_up(server.port)
    mail = queued()
    OutgoingMail.objects.update(state="in_doubt", sending_at=timezone.now())
    mail.refresh_from_db()
    send_again(mail, by=SYSTEM, at=timezone.now())
    child = start_child(WORKER)
    try:
        assert until(lambda: OutgoingMail.objects.get().state == "sent")
    finally:
        end_child(child)
    assert [message["Message-ID"] for message in server.messages] == [mail.message_id]
