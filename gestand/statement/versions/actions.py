"""What the owner does with versions: draft, plan, publish; each with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.firm import Firm
from gestand.core.ids import new_id
from gestand.core.jobs.queue import enqueue
from gestand.core.law import law
from gestand.core.refusals import Refused
from gestand.statement.models.versions import ONLY_ROW, StatementSettings, StatementVersion, VersionState
from gestand.statement.proving.jobs import PROVE_NOW
from gestand.statement.versions.changed import public_page_changed
from gestand.statement.versions.contents import content_of_today, digest_of
from gestand.statement.versions.telling import list_clients_to_tell

if TYPE_CHECKING:
    from gestand.core.actors import Actor

RENDER = "statement.render_version"
TELL = "statement.tell_clients"
_LONGEST_SUMMARY = 2000


class NotReadyToPublish(Refused):
    code = "not_ready_to_publish"


class NoSuchPlan(Refused):
    code = "no_such_plan"


class TooSoon(Refused):
    code = "too_soon"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What changes, in both languages, and whether clients are told first; if not, why."""

    summary_nl: str = ""
    summary_en: str = ""
    tells_clients: bool = False
    not_told_because: str = ""


def draft_statement(*, by: Actor, at: datetime) -> StatementVersion:
    """The one draft, made anew from today's texts and facts."""
    by.require_owner()
    with transaction.atomic():
        content = content_of_today(at=at)
        draft, is_new = StatementVersion.objects.update_or_create(
            state=VersionState.DRAFT,
            defaults={"content": content, "digest": digest_of(content), "frozen_at": at},
        )
        if is_new:
            write_audit("statement.version.draft", by=by, at=at, subject=("statement", draft.id))
    return draft


def first_day_for_a_change(today: date) -> date:
    """The first day on which a change that clients hear of may take effect."""
    return law("statement.notice", today).length.added_to(today)


def plan_statement(*, takes_effect_on: date, announcement: Announcement, by: Actor, at: datetime) -> StatementVersion:
    """Freeze today's texts and facts, to be published on a day to come; clients are told first where that was chosen.

    Refuses a day that is over (``TooSoon``) or nearer than the term of notice when clients are told, and a statement
    that lacks what the law asks (``NotReadyToPublish``). An earlier plan is replaced; the same plan
    once more (a button pressed twice) changes nothing, and nobody is told twice. GDPR 13(3).
    """
    by.require_owner()
    today = timezone.localdate(at)
    if takes_effect_on <= today:
        raise TooSoon(_("Choose a day to come, or publish now."), field="takes_effect_on")
    if announcement.tells_clients and takes_effect_on < first_day_for_a_change(today):
        raise TooSoon(
            _("Clients must have %(term)s to read about it first.") % {"term": law("statement.notice", today).words},
            field="takes_effect_on",
        )
    with transaction.atomic():
        Firm.objects.select_for_update().first()  # one plan at a time
        before = StatementVersion.objects.filter(state=VersionState.PLANNED).first()
        if before is not None and _is_the_same_plan(before, announcement, at=at, takes_effect_on=takes_effect_on):
            return before
        StatementVersion.objects.filter(state__in=(VersionState.PLANNED, VersionState.DRAFT)).delete()
        planned = _frozen(announcement, at=at, takes_effect_on=takes_effect_on)
        write_audit(
            "statement.version.plan", by=by, at=at, subject=("statement", planned.id), facts={"on": takes_effect_on}
        )
        if planned.tells_clients:
            list_clients_to_tell(planned)
            enqueue(TELL, by=by, at=at, version_id=planned.id)
    return planned


def _is_the_same_plan(
    planned: StatementVersion, announcement: Announcement, *, at: datetime, takes_effect_on: date
) -> bool:
    wanted = (
        takes_effect_on,
        announcement.tells_clients,
        _told(announcement.summary_nl),
        _told(announcement.summary_en),
    )
    there = (planned.takes_effect_on, planned.tells_clients, planned.summary_nl, planned.summary_en)
    return there == wanted and planned.digest == digest_of(content_of_today(at=at))


def _told(words: str) -> str:
    return words.strip()[:_LONGEST_SUMMARY]


def take_plan_back(*, by: Actor, at: datetime) -> None:
    """The planned version will not be published. Refuses (``NoSuchPlan``) when nothing is planned any more."""
    by.require_owner()
    with transaction.atomic():
        planned = StatementVersion.objects.filter(state=VersionState.PLANNED).first()
        if planned is None:
            raise NoSuchPlan(_("Nothing is planned any more."))
        write_audit("statement.version.unplan", by=by, at=at, subject=("statement", planned.id))
        planned.delete()


def publish_statement(*, announcement: Announcement, by: Actor, at: datetime) -> StatementVersion:
    """Publish today's texts and facts now; a plan is replaced by it.

    Refuses (``NotReadyToPublish``) a statement that lacks what the law asks, and a change of which nobody is told
    without saying why not; with clients to tell a day has to be planned.
    """
    by.require_owner()
    with transaction.atomic():
        Firm.objects.select_for_update().first()  # one number at a time
        if StatementVersion.objects.published().exists():
            if announcement.tells_clients:
                raise NotReadyToPublish(
                    _("Clients hear of a change before it takes effect: plan a day."), field="tells_clients"
                )
            if not announcement.not_told_because.strip():
                raise NotReadyToPublish(
                    _("Write down why clients need not be told first, or plan a day."), field="not_told_because"
                )
        StatementVersion.objects.filter(state__in=(VersionState.PLANNED, VersionState.DRAFT)).delete()
        version = _frozen(announcement, at=at, takes_effect_on=timezone.localdate(at))
        _publish(version, by=by, at=at)
    return version


def publish_planned(*, at: datetime, by: Actor = SYSTEM) -> StatementVersion | None:
    """Publish the planned version when its day has come; else nothing."""
    with transaction.atomic():
        Firm.objects.select_for_update().first()
        planned = StatementVersion.objects.filter(
            state=VersionState.PLANNED, takes_effect_on__lte=timezone.localdate(at)
        ).first()
        if planned is not None:
            _publish(planned, by=by, at=at)
    return planned


def save_page_settings(*, seals_are_public: bool, by: Actor, at: datetime) -> None:
    """Whether visitors see the seals."""
    by.require_owner()
    with transaction.atomic():
        StatementSettings.objects.update_or_create(id=ONLY_ROW, defaults={"seals_are_public": seals_are_public})
        write_audit("statement.page.settings", by=by, at=at, facts={"seals": seals_are_public})
        transaction.on_commit(public_page_changed)


def _frozen(announcement: Announcement, *, at: datetime, takes_effect_on: date) -> StatementVersion:
    content = content_of_today(at=at)
    _require_complete(content["controller"])
    return StatementVersion.objects.create(
        id=new_id(),
        state=VersionState.PLANNED,
        content=content,
        digest=digest_of(content),
        frozen_at=at,
        summary_nl=_told(announcement.summary_nl),
        summary_en=_told(announcement.summary_en),
        takes_effect_on=takes_effect_on,
        tells_clients=announcement.tells_clients,
        not_told_because=_told(announcement.not_told_because),
    )


def _publish(version: StatementVersion, *, by: Actor, at: datetime) -> None:
    last = StatementVersion.objects.published().aggregate(last=Max("number"))["last"] or 0
    version.number, version.state, version.published_at = last + 1, VersionState.PUBLISHED, at
    version.save(update_fields=["number", "state", "published_at"])
    write_audit(
        "statement.version.publish",
        by=by,
        at=at,
        subject=("statement", version.id),
        facts={"number": version.number, "digest": version.digest},
    )
    enqueue(RENDER, by=by, at=at, version_id=version.id)
    for clause in ("identity", "officer", "statement"):  # what these prove has just changed
        enqueue(PROVE_NOW, by=by, at=at, clause=clause)
    transaction.on_commit(public_page_changed)


def _require_complete(controller: dict[str, object]) -> None:
    """Who is responsible and how to reach them: without it there is no statement (GDPR 13(1)(a))."""
    if not controller.get("name"):
        raise NotReadyToPublish(_("The firm has no name yet: fill in its profile first."))
    if not controller.get("email") and not controller.get("phone"):
        raise NotReadyToPublish(_("Nobody could reach the firm: fill in its e-mail address or phone number first."))
