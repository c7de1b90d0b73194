"""Clauses ``right.consent`` and ``right.object``: a no is heard by everything, and every mail on a choice says how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.purposes import Purpose, rests_on_a_choice
from gestand.core.house import house
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.people.models import ConsentEvent, ConsentVerb, PreferenceLink
from gestand.people.preferences.links import link_of, token_of
from gestand.people.preferences.standing import choices_of
from gestand.people.queries.uses import who_may_be_used_for

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_PAIRS = {
    ConsentVerb.WITHDRAWN: (ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN),
    ConsentVerb.OBJECTED: (ConsentVerb.OBJECTED, ConsentVerb.LIFTED),
}
#: So many persons are asked of the outbox one by one, as it asks itself.
_ASKED_AT_THE_DOOR = 20
#: So many links are opened to see that the page behind them shows what holds.
_LINKS_OPENED = 20


def a_no_is_heard(*, at: datetime) -> Evidence:
    """Everybody's last no, asked of the one question on which mail stands; and the page behind the newest links."""
    noes = used = 0
    for purpose in Purpose:
        if rests_on_a_choice(purpose):
            persons = sorted(_who_said_no(purpose), reverse=True)
            noes += len(persons)
            used += _used_all_the_same(purpose, persons, at=at)
    links = list(PreferenceLink.objects.working().select_related("person")[:_LINKS_OPENED])
    counts = {
        "noes": noes,
        "used": used,
        "links": PreferenceLink.objects.working().count(),
        "dead": sum(not _opens(link, at=at) for link in links),
        "closed": int(house.mail_choices is None),
    }
    if counts["used"] or counts["dead"] or counts["closed"]:
        return broken(
            _(
                "Of those who said no (%(noes)s), the data of %(used)s would be used all the same; of the links to "
                "the preferences (%(links)s), %(dead)s do not work."
            ),
            todo=_("Stop every mailing, and look with these persons what was noted."),
            button=Button(_("Look at the outbox"), "core:outbox"),
            counts=counts,
        )
    return kept(
        _(
            "Whoever said no (%(noes)s) is left alone from that moment on; the links with which one says it "
            "(%(links)s) work."
        ),
        counts=counts,
    )


def _who_said_no(purpose: Purpose) -> set[UUID]:
    """Persons of whom the last word of a pair is a no."""
    found: set[UUID] = set()
    for no, pair in _PAIRS.items():
        same = ConsentEvent.objects.filter(person_id=OuterRef("person_id"), purpose=purpose, verb__in=pair)
        last = ConsentEvent.objects.filter(purpose=purpose, verb=no).order_by()
        last = last.filter(id=Subquery(same.order_by("-at", "-id").values("id")[:1]))
        found.update(last.values_list("person_id", flat=True).iterator())
    return found


def _used_all_the_same(purpose: Purpose, persons: list[UUID], *, at: datetime) -> int:
    """Of these, how many the outbox would mail: asked where the outbox asks."""
    if house.mail_choices is None:
        return len(persons)
    used = set(who_may_be_used_for(purpose, persons, at=at))
    newest = persons[:_ASKED_AT_THE_DOOR]
    used.update(person for person in newest if house.mail_choices.may_be_used_for(person, purpose, at=at))
    return len(used)


def _opens(link: PreferenceLink, *, at: datetime) -> bool:
    return link_of(token_of(link)).id == link.id and bool(choices_of(link.person_id, at=at))


def mail_tells_how_to_stop(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each mail on a choice that left to a person carried the way to say no; the outbox notes it as it leaves."""
    chosen = [purpose.value for purpose in Purpose if rests_on_a_choice(purpose)]
    noted = OutgoingMail.objects.filter(purpose__in=chosen, account_id__isnull=True, tells_how_to_stop__isnull=False)
    counts = {
        "mails": noted.order_by().count(),
        "without": noted.filter(tells_how_to_stop=False).order_by().count(),
    }
    if counts["without"]:
        return broken(
            _("Newsletters, warnings and notices that left: %(mails)s; without the way to stop them: %(without)s."),
            todo=_("Stop this mailing, and tell these people how they say no."),
            button=Button(_("Look at the outbox"), "core:outbox"),
            counts=counts,
        )
    return kept(
        _("Each newsletter, warning and notice that left (%(mails)s) said how one stops it with one click."),
        counts=counts,
    )


PROOFS = (
    Proof(
        key="people.no_is_heard",
        clauses=("right.consent", "right.object"),
        kind=ProofKind.DATA,
        what=_("Whoever withdrew or objected is asked of the outbox: it must refuse. The newest links are opened."),
        limits=_("It asks what the program would do; what somebody does by hand outside Gestand it does not see."),
        check=a_no_is_heard,
        every=timedelta(hours=1),
        time_limit_seconds=120,
    ),
    Proof(
        key="people.way_out",
        clauses=("right.consent", "right.object", "purpose.mailing", "purpose.changes"),
        kind=ProofKind.DATA,
        what=_("Each newsletter, warning and notice that left carried the link with which one says no."),
        limits=_("It believes what the outbox noted, and opens nobody's mailbox."),
        check=mail_tells_how_to_stop,
        every=timedelta(hours=1),
    ),
)
