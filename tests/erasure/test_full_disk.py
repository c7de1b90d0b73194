"""What really goes wrong with a disk and a restore: no room for the journal, and keys that were used again."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from gestand.core import journal
from gestand.core.actors import SYSTEM
from gestand.core.erasure import ErasedSubjects, erase, plan_erasure, replay
from gestand.people.models import Client, Person
from gestand.rights.erasure import who_goes
from gestand.team.models import Account
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def no_room_above(size_bytes: int) -> Iterator[None]:
    """The kernel refuses to let any file of this process grow beyond that, as a full disk does."""
    plain = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, plain[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, plain)
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("room", [0, 40])
def test_without_room_for_the_journal_nothing_is_erased(cast: Cast, journal_folder: Path, room: int) -> None:
    """``room``: none at all, or for less than the line."""
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    with pytest.raises(journal.JournalNotWritable), no_room_above(room):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert Person.objects.filter(id=cast.eva.id).exists()
    assert Client.objects.filter(id=cast.jansen.id).exists()
    assert journal.entries() == []
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert not Person.objects.filter(id=cast.eva.id).exists()


def test_a_number_that_was_used_again_hits_nobody_innocent(cast: Cast) -> None:
    """The addresses of accounts have integer keys: after a restore the same number is somebody else's."""
    Account.objects.filter(id=cast.dirk.id).update(is_active=False)
    his = EmailAddress.objects.create(user=cast.dirk, email="dirk@vreemd.example", primary=True, verified=True)
    subjects = ErasedSubjects(accounts=frozenset({cast.dirk.id}))
    plan = plan_erasure(subjects, at=NOW)
    entry = erase(subjects=subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW).entry
    assert "account.EmailAddress" not in entry.rows
    hers = EmailAddress.objects.create(
        id=his.id, user=cast.anna, email="anna@helder-it.example", primary=True, verified=True
    )
    replay(by=SYSTEM, at=NOW)
    assert EmailAddress.objects.get(id=hers.id).user_id == cast.anna.id
    assert not Account.objects.filter(id=cast.dirk.id).exists()
