"""Packages: asked for, made by a job, looked through, sent or handed over once, and destroyed."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.files import destroy_file, store_file
from gestand.core.ids import new_id
from gestand.core.jobs import enqueue
from gestand.core.jobs.upkeep import end_of_term
from gestand.core.mail import queue_mail
from gestand.core.one_time_link import (
    MEDIA_TYPE,
    LinkNotValid,
    claim,
    claim_or_refuse,
    digest_of,
    link_until,
    new_token,
    no_claim,
    opened_by,
)
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights import letters
from gestand.rights.actions.answers import AlreadyAnswered, NeedsAddress, close, put_in_outbox
from gestand.rights.actions.delivery import has_arrived, link_ran_out
from gestand.rights.actions.letters import keep_letter
from gestand.rights.mentions.deciding import require_decided, require_in_it
from gestand.rights.models import (
    AnswerChannel,
    Occasion,
    Package,
    PackageForm,
    PackageState,
    Request,
    RequestKind,
    RequestState,
)
from gestand.rights.package.summary import PackageSummary
from gestand.rights.portable.write import PortableSummary
from gestand.rights.replies import STANDARD_NUMBER
from gestand.rights.terms import package_until

ANSWERED_WITH_A_PACKAGE = (RequestKind.ACCESS, RequestKind.PORTABILITY)
_MAY_MAKE = (RequestState.IDENTIFIED, RequestState.READY, RequestState.ANSWERED)


class NotIdentified(Refused):
    code = "not_identified"


class NotAccess(Refused):
    code = "not_access"


class PackageNotReady(Refused):
    code = "package_not_ready"


class NotLookedThrough(Refused):
    code = "not_looked_through"


def ask_package(*, request: Request, language: str, by: Actor, at: datetime) -> Package:
    """Have the package of an access request made (by a job); an earlier one that lies unsent is dropped.

    Refuses before the person is identified (``NotIdentified``), for another kind of request (``NotAccess``), and
    while an answer waits in the outbox (``AlreadyAnswered``), and while mentions wait (``MentionsWait``).
    """
    by.require_owner()
    with transaction.atomic():
        request = Request.objects.select_for_update().get(id=request.id)
        if request.state == RequestState.SENDING:
            raise AlreadyAnswered(_("The answer waits in the outbox already. Take it back first."))
        if request.person_id is None or request.state not in _MAY_MAKE:
            raise NotIdentified(_("First make sure who asks; nothing is made before that."))
        if request.kind not in ANSWERED_WITH_A_PACKAGE:
            raise NotAccess(_("Only a request for access, or to take data along, is answered with a package."))
        require_decided(request)
        _drop_unsent(request)
        package = Package.objects.create(
            id=new_id(),
            request=request,
            person_id=request.person_id,
            form=PackageForm.PORTABLE if request.kind == RequestKind.PORTABILITY else PackageForm.ACCESS,
            language=language,
            asked_at=at,
        )
        job = enqueue("rights.make_package", by=by, at=at, package_id=package.id)
        package.job_id = job.id
        package.save(update_fields=["job_id"])
        _audit("rights.package.ask", package, by=by, at=at)
    return package


def keep_package(
    *, package_id: UUID, content: BinaryIO, summary: PackageSummary | PortableSummary, at: datetime
) -> bool:
    """Seal a package that was made and mark it ready; False when it is not wanted any more (nothing is kept then)."""
    with transaction.atomic():
        package = Package.objects.select_for_update().filter(id=package_id, state=PackageState.MAKING).first()
        if package is None:
            return False
        stored = store_file(content, name=f"{package.id}.zip", media_type=MEDIA_TYPE, at=at)
        package.file = stored
        package.state = PackageState.READY
        package.made_at = at
        package.rows = summary.rows
        package.contents = summary.as_plain()
        package.gone_on = package_until(at)
        package.save(update_fields=["file", "state", "made_at", "rows", "contents", "gone_on"])
        ready = Request.objects.filter(packages=package, state=RequestState.IDENTIFIED)
        ready.update(state=RequestState.READY)
        _audit("rights.package.made", package, by=SYSTEM, at=at, rows=summary.rows, files=summary.files)
    return True


def send_package(*, package: Package, email: str, looked_through: bool, by: Actor, at: datetime) -> Package:
    """Mail the one-time link (24 hours) of an access request and keep the words; it is answered when the mail has left.

    Refuses when the package is not ready or already on its way (``PackageNotReady``), without an address
    (``NeedsAddress``), and when nobody has looked whether free texts speak of others (``NotLookedThrough``;
    GDPR 15(4)). The kept answer does not hold the link.
    """
    by.require_owner()
    if not email.strip():
        raise NeedsAddress(_("To which address?"), field="email")
    with transaction.atomic():
        package = _ready(package)
        if not looked_through:
            raise NotLookedThrough(
                _("Look through it first: do free texts speak of somebody else?"), field="looked_through"
            )
        require_in_it(package)
        request = _request_of(package)
        token = new_token()
        package.link_digest = digest_of(token)
        package.link_until = link_until(at)
        package.save(update_fields=["link_digest", "link_until"])
        letter = letters.package_ready(request, token=token, until=package.link_until, language=package.language)
        mail_id = queue_mail(
            to=email,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            person_id=package.person_id,
            language=package.language,
        )
        if request.state != RequestState.ANSWERED:
            put_in_outbox(request, text=letter.text.replace(token, "…"), mail_id=mail_id)
        keep_letter(
            request=request,
            occasion=Occasion.DONE,
            subject=letter.subject,
            text=letter.text.replace(token, "…"),
            channel=AnswerChannel.MAIL,
            mail_id=mail_id,
            by=by,
            at=at,
            text_version=f"standard {STANDARD_NUMBER}",
        )
        _audit("rights.package.send", package, by=by, at=at, recipient="addressee")
        reindex("request", [request.id])
    return package


def hand_over(*, package: Package, words: str, by: Actor, at: datetime) -> Request:
    """Close an access request whose package the owner downloaded and gave in person; ``words`` go with it."""
    by.require_owner()
    with transaction.atomic():
        request = _request_of(package)
        if package.state != PackageState.COLLECTED or request.state == RequestState.ANSWERED:
            raise PackageNotReady(_("Download the package first; then note that you handed it over."))
        letter = letters.answer(request, words, language=package.language)
        keep_letter(
            request=request,
            occasion=Occasion.DONE,
            subject=letter.subject,
            text=letter.text,
            channel=AnswerChannel.IN_PERSON,
            mail_id=None,
            by=by,
            at=at,
        )
        close(request, text=letter.text, channel=AnswerChannel.IN_PERSON, at=at)
        write_audit(
            "rights.request.answer",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=AnswerChannel.IN_PERSON.value,
            facts={"package": package.id, "recipient": "addressee"},
        )
        reindex("request", [request.id])
    return request


def claim_by_link(*, token: str, at: datetime) -> Package:
    """Take the package that a link opens, for one download. Refuses (``BeingFetched``) a second one at the same time,
    and (``LinkNotValid``) everything else alike.
    """
    ready = Package.objects.filter(state=PackageState.READY, file__isnull=False).select_related("file")
    package: Package | None = opened_by(ready, token, at=at)
    if package is None:
        raise LinkNotValid(_("This link does not work (any more)."))
    claim_or_refuse(_to_claim(package), at=at)
    return package


def claim_for_owner(*, package: Package, by: Actor, at: datetime) -> Package:
    """Take a ready package for the owner's one download, to hand it over otherwise. Refuses (``PackageNotReady``)."""
    by.require_owner()
    fresh = Package.objects.select_related("file", "request").get(id=package.id)
    require_in_it(fresh)
    is_here = fresh.state == PackageState.READY and fresh.file is not None and not fresh.link_digest
    if not is_here or not claim(_to_claim(fresh), at=at):
        raise PackageNotReady(_("This package cannot be downloaded (any more). It can be made anew."))
    return fresh


def collected(*, package: Package, by: Actor, at: datetime) -> None:
    """The last byte has left: the link is used up, and the file goes with the next sweep."""
    with transaction.atomic():
        fetched = Package.objects.filter(id=package.id, state=PackageState.READY).update(
            state=PackageState.COLLECTED, collected_at=at, link_digest="", claimed_at=None
        )
        if fetched:
            _audit("rights.package.collect", package, by=by, at=at, recipient="addressee")
            has_arrived(package=package, at=at)


def release(*, package: Package) -> None:
    """A download broke off: the link works again."""
    Package.objects.filter(id=package.id, state=PackageState.READY).update(claimed_at=None)


def sweep_packages(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Close packages whose link or term is over and destroy the files of every closed one; says how many files went."""
    today = timezone.localdate(at)
    free = no_claim(at)
    with transaction.atomic():
        over = Q(link_until__lte=at) | Q(gone_on__lte=today)
        for package in Package.objects.filter(free & over, state=PackageState.READY):
            package.state = PackageState.EXPIRED
            package.link_digest = ""
            package.save(update_fields=["state", "link_digest"])
            _audit("rights.package.expire", package, by=by, at=at)
            Request.objects.filter(packages=package, state=RequestState.READY).update(state=RequestState.IDENTIFIED)
            link_ran_out(package=package, by=by, at=at)
    destroyed = 0
    closed = (PackageState.COLLECTED, PackageState.EXPIRED, PackageState.FAILED)
    for package in Package.objects.filter(state__in=closed, file__isnull=False).select_related("file"):
        with transaction.atomic():
            stored = package.file
            package.file = None
            package.save(update_fields=["file"])
            if stored is not None:
                destroy_file(stored)
            _audit("rights.package.destroy", package, by=by, at=at)
        destroyed += 1
    # What is told about a package goes with its term; that it was made and sent stays in the audit log.
    Package.objects.filter(asked_at__lt=end_of_term("keep.package", at), file__isnull=True).delete()
    return destroyed


def _to_claim(package: Package) -> QuerySet[Package]:
    return Package.objects.filter(id=package.id, state=PackageState.READY)


def _ready(package: Package) -> Package:
    fresh = Package.objects.select_for_update().get(id=package.id)
    if fresh.state != PackageState.READY or fresh.link_digest:
        raise PackageNotReady(_("This package is on its way already, or gone. It can be made anew."))
    return fresh


def _request_of(package: Package) -> Request:
    return Request.objects.select_for_update(of=("self",)).select_related("person").get(packages=package)


def _drop_unsent(request: Request) -> None:
    request.packages.filter(state__in=(PackageState.MAKING, PackageState.READY)).update(
        state=PackageState.EXPIRED, link_digest=""
    )
    if request.state == RequestState.READY:
        request.state = RequestState.IDENTIFIED
        request.save(update_fields=["state"])


def _audit(action: str, package: Package, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("request", package.request_id),
        facts={"package": package.id, "person": package.person_id, **facts},
    )
