"""Looking through every text and file for a person: a job that runs when it is known who asks for access."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.ids import new_id
from gestand.core.jobs import JobRun, enqueue, job
from gestand.core.refusals import Refused
from gestand.people.models import Person
from gestand.rights.mentions.names import SHORTEST_NAME, called_at_home
from gestand.rights.mentions.reading import MOST_MENTIONS, Looked, Looking
from gestand.rights.mentions.texts import text_tables
from gestand.rights.models import Decision, Mention, MentionSearch, Request, RequestKind, SearchState
from gestand.rights.subjects import NobodyThere, subjects_of

#: So many files that no program can read are shown by name; of more the number is told.
MOST_UNREAD = 200


class NotLookedFor(Refused):
    code = "not_looked_for"


def start_search(*, request: Request, by: Actor, at: datetime) -> MentionSearch | None:
    """Have texts and files looked through for whoever asks for access; None for other requests.

    What was decided about an unchanged text stays decided; for another person everything begins anew.
    """
    if request.kind != RequestKind.ACCESS or request.person_id is None:
        return None
    with transaction.atomic():
        if not MentionSearch.objects.filter(request=request, person_id=request.person_id).exists():
            Mention.objects.filter(request=request).delete()  # they were about somebody else
            MentionSearch.objects.filter(request=request).delete()
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


def look_again(*, request: Request, by: Actor, at: datetime, also_called: str | None = None) -> MentionSearch:
    """The owner has it looked through once more, for other names too (with commas between them; None leaves them as
    they are). Refuses what is no request for access by somebody known, and a name that is too short (``NotLookedFor``).
    """
    by.require_owner()
    names = None if also_called is None else [name.strip() for name in also_called.split(",") if name.strip()]
    if names and min(map(len, names)) < SHORTEST_NAME:
        raise NotLookedFor(
            _("A name needs at least three letters: a shorter one stands in every text."), field="also_called"
        )
    with transaction.atomic():
        search = start_search(request=request, by=by, at=at)
        if search is not None and names is not None:
            search.also_called = ", ".join(names)
            search.save(update_fields=["also_called"])
    if search is None:
        raise NotLookedFor(_("First make sure who asks; only for a request for access is this looked for."))
    return search


@job(
    "rights.look_for_mentions", label=_("Looking for mentions in texts and files"), time_limit_seconds=1200, attempts=2
)
def look_for_mentions(run: JobRun, *, search_id: UUID) -> None:
    """Read every text and file that no path leads to; may run twice."""
    search = MentionSearch.objects.filter(id=search_id, state=SearchState.LOOKING).first()
    if search is None:
        return
    try:
        subjects = subjects_of(search.person_id)
    except (NobodyThere, Person.DoesNotExist):
        MentionSearch.objects.filter(id=search_id).update(state=SearchState.FAILED)
        return
    looked = Looking(run, subjects, called_at_home(subjects.person, also=search.also_called)).all()
    _keep(search, looked, at=timezone.now())


def _keep(search: MentionSearch, looked: Looked, *, at: datetime) -> None:
    """New places wait for a decision; changed texts wait again; what is gone goes."""
    found = looked.found
    unread = [[*place, why, sha256] for place, (why, sha256) in looked.unread.items()]
    with transaction.atomic():
        claimed = MentionSearch.objects.filter(id=search.id, state=SearchState.LOOKING).update(
            state=SearchState.DONE,
            done_at=at,
            tables=len(text_tables()),
            texts=looked.texts,
            files=looked.files,
            unread=unread[:MOST_UNREAD],
            unread_count=len(unread),
            is_cut=looked.is_full,
        )
        if not claimed:
            return
        if unread[:MOST_UNREAD] != search.unread:  # what a human looked at before is not what is here now
            MentionSearch.objects.filter(id=search.id).update(looked_at=None, looked_by=None)
        known = {
            (mention.table, mention.row_key, mention.field): mention
            for mention in Mention.objects.filter(request_id=search.request_id)
        }
        for place, mention in known.items():
            today = found.get(place) or looked.unread.get(place, ("", ""))[1]  # a human may have said that it is in it
            if not today:
                mention.delete()
            elif mention.text_digest != today:
                mention.text_digest, mention.decision, mention.words = today, Decision.WAITING, ""
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
