"""The proof about copies of identity documents: none without a doubt in words, none after its check, none too old."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gestand.core.files.models import StoredFile
from gestand.core.files.store import is_on_disk
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.rights.models import LIVE_STATES, IdentityCopy, IdentityProof, Request

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence


def copies_are_gone(*, at: datetime) -> Evidence:
    """Every question for a copy has its doubt; no copy is older than its check or its days, in tables or on disk."""
    copies = IdentityCopy.objects.order_by()
    ended = copies.exclude(state__in=LIVE_STATES).filter(sealed_as__isnull=False)
    rows_left = ended.filter(Exists(StoredFile.objects.filter(id=OuterRef("sealed_as"))))
    left = set(rows_left.values_list("id", flat=True))
    left |= {
        copy_id
        for copy_id, sealed_as in ended.values_list("id", "sealed_as").iterator(chunk_size=500)
        if sealed_as is not None and is_on_disk(sealed_as)
    }
    by_copy = Request.objects.filter(identity=IdentityProof.ID_COPY).order_by()
    checked = IdentityCopy.objects.filter(request_id=OuterRef("id"), state="agrees", checked_by__isnull=False)
    counts = {
        "asked": copies.count(),
        "without_doubt": copies.filter(Q(doubt="") | Q(no_call="") | Q(no_visit="")).count(),
        "waiting": copies.filter(state="sent").count(),
        "too_old": copies.filter(state="sent", check_until__lt=at).count(),
        "destroyed": ended.count() - len(left),
        "left": len(left),
        "identified": by_copy.count(),
        "unchecked": by_copy.filter(~Exists(checked)).count(),
    }
    if any(counts[fault] for fault in ("without_doubt", "too_old", "left", "unchecked")):
        return broken(
            _(
                "Copies that were asked for: %(asked)s; without a written doubt: %(without_doubt)s; waiting past their "
                "days: %(too_old)s; still here after their check: %(left)s. Askers known by a copy that nobody "
                "checked: "
                "%(unchecked)s of %(identified)s."
            ),
            todo=_("Destroy what is left (the hourly job does it when it runs), and ask for no copy without a doubt."),
            button=Button(_("Look at the requests"), "rights:requests"),
            counts=counts,
        )
    return kept(
        _(
            "Each copy that was asked for (%(asked)s) has its written doubt; %(waiting)s wait to be checked, and "
            "%(destroyed)s were destroyed: not in the tables and not on the disk."
        ),
        counts=counts,
    )


PROOFS = (
    Proof(
        key="rights.identity_copy",
        clauses=("right.identity",),
        kind=ProofKind.DATA,
        what=_(
            "A copy of an identity document is asked for with a written doubt alone, and is gone after its check: "
            "looked for in the tables and on the disk."
        ),
        limits=_(
            "It believes whoever checked that nothing could be read, and does not see what a client mails unasked. "
            "What a disk keeps of a deleted file is sealed, under the key of this Gestand."
        ),
        check=copies_are_gone,
    ),
)
