"""Looking through every free text for a person: a job that runs when it is known who asks for access."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.declarations.registry import rows_about, rows_about_nobody
from gestand.core.ids import new_id
from gestand.core.jobs import JobRun, enqueue, job
from gestand.core.refusals import Refused
from gestand.people.models import Person
from gestand.rights.mentions.names import Called, Finder, called_at_home
from gestand.rights.mentions.texts import TextTable, digest, text_tables
from gestand.rights.models import Decision, Mention, MentionSearch, Request, RequestKind, SearchState
from gestand.rights.subjects import NobodyThere, Subjects, subjects_of

#: A human reads each of them; more are a sign that the name is too common to be looked for like this.
MOST_MENTIONS = 200
_AT_ONCE = 1000
#: Of a household or business so many rows of a table are looked through for a first name alone, the newest ones.
_MOST_AT_HOME = 20_000


class NotLookedFor(Refused):
    code = "not_looked_for"


def start_search(*, request: Request, by: Actor, at: datetime) -> MentionSearch | None:
    """Have the free texts looked through for whoever asks for access; None for other requests.

    What was decided about an unchanged text stays decided; for another person everything begins anew.
    """
    if request.kind != RequestKind.ACCESS or request.person_id is None:
        return None
    with transaction.atomic():
        if not MentionSearch.objects.filter(request=request, person_id=request.person_id).exists():
            Mention.objects.filter(request=request).delete()  # they were about somebody else
        search, _is_new = MentionSearch.objects.update_or_create(
            request=request,
            defaults={
                "person_id": request.person_id,
                "state": SearchState.LOOKING,
                "asked_at": at,
                "done_at": None,
                "is_cut": False,
            },
        )
        search.job_id = enqueue("rights.look_for_mentions", by=by, at=at, search_id=search.id).id
        search.save(update_fields=["job_id"])
        write_audit("rights.mentions.look", by=by, at=at, subject=("request", request.id))
    return search


def look_again(*, request: Request, by: Actor, at: datetime) -> MentionSearch:
    """The owner has it looked through once more. Refuses what is no request for access by somebody known."""
    by.require_owner()
    search = start_search(request=request, by=by, at=at)
    if search is None:
        raise NotLookedFor(_("First make sure who asks; only for a request for access is this looked for."))
    return search


@job("rights.look_for_mentions", label=_("Looking for mentions in free texts"), time_limit_seconds=900, attempts=2)
def look_for_mentions(run: JobRun, *, search_id: UUID) -> None:
    """Read every free text that no path leads to; may run twice."""
    search = MentionSearch.objects.filter(id=search_id, state=SearchState.LOOKING).first()
    if search is None:
        return
    try:
        subjects = subjects_of(search.person_id)
    except (NobodyThere, Person.DoesNotExist):
        MentionSearch.objects.filter(id=search_id).update(state=SearchState.FAILED)
        return
    names = called_at_home(subjects.person)
    finder, tables = Finder(names), text_tables()
    found: dict[tuple[str, str, str], str] = {}
    texts = 0
    for place, table in enumerate(tables):
        run.progress(done=place, total=len(tables), words="")
        texts += _look_in(table, subjects, names, finder, found)
    _keep(search, found, tables=len(tables), texts=texts, at=timezone.now())
    run.progress(done=len(tables), total=len(tables), words="")


def _look_in(
    table: TextTable, subjects: Subjects, names: Called, finder: Finder, found: dict[tuple[str, str, str], str]
) -> int:
    """Add what one table says; gives how many rows it has that are about others."""
    own = rows_about(table.model, persons=subjects.persons, clients=subjects.clients, accounts=subjects.accounts)
    others = table.model._base_manager.exclude(pk__in=own.values("pk"))
    wanted = Q(pk__in=[])
    for field in table.fields:
        if names.everywhere:
            wanted |= Q(**{f"{field}__iregex": names.everywhere})
    at_home: set[Any] = set()
    if names.at_home:
        for near in (rows_about(table.model, clients=names.clients), rows_about_nobody(table.model)):
            at_home.update(near.order_by("-pk").values_list("pk", flat=True)[:_MOST_AT_HOME])
            for field in table.fields:
                wanted |= Q(pk__in=near.values("pk"), **{f"{field}__iregex": names.at_home})
    rows = others.filter(wanted).order_by("pk").values_list("pk", *table.fields)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        for field, text in zip(table.fields, row[1:], strict=True):
            if text and finder.places(str(text), at_home=row[0] in at_home):
                found[table.label, str(row[0]), field] = digest(str(text))
        if len(found) > MOST_MENTIONS:
            break
    return int(others.count())


def _keep(
    search: MentionSearch, found: dict[tuple[str, str, str], str], *, tables: int, texts: int, at: datetime
) -> None:
    """New places wait for a decision; changed texts wait again; what is gone goes."""
    with transaction.atomic():
        claimed = MentionSearch.objects.filter(id=search.id, state=SearchState.LOOKING).update(
            state=SearchState.DONE, done_at=at, tables=tables, texts=texts, is_cut=len(found) > MOST_MENTIONS
        )
        if not claimed:
            return
        known = {
            (mention.table, mention.row_key, mention.field): mention
            for mention in Mention.objects.filter(request_id=search.request_id)
        }
        for place, mention in known.items():
            if place not in found:
                mention.delete()
            elif mention.text_digest != found[place]:
                mention.text_digest, mention.decision, mention.words = found[place], Decision.WAITING, ""
                mention.person_id, mention.decided_at, mention.decided_by = search.person_id, None, None
                mention.save()
        Mention.objects.bulk_create(
            Mention(
                id=new_id(),
                request_id=search.request_id,
                person_id=search.person_id,
                table=table,
                row_key=row_key,
                field=field,
                text_digest=text_digest,
                found_at=at,
            )
            for (table, row_key, field), text_digest in list(found.items())[:MOST_MENTIONS]
            if (table, row_key, field) not in known
        )
