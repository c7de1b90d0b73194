"""The proof about mentions: no access package went out while a found place waited for a human."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.rights.models import Decision, Mention, MentionSearch, Package, PackageState, SearchState

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence


def mentions_are_decided(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Of each request whose package went out, every found place has a decision, and its words or its reason."""
    went_out = Package.objects.filter(Q(link_until__isnull=False) | Q(state=PackageState.COLLECTED)).order_by()
    found = Mention.objects.filter(request__packages__in=went_out).distinct()
    empty = Q(decision=Decision.GOES, words="") | Q(decision=Decision.OTHERS, because="")
    counts = {
        "searches": MentionSearch.objects.filter(state=SearchState.DONE).count(),
        "found": found.count(),
        "undecided": found.filter(Q(decision=Decision.WAITING) | empty).count(),
    }
    if counts["undecided"]:
        return broken(
            _("Packages went out while nobody had decided about %(undecided)s of %(found)s mentions."),
            todo=_("Decide about them, and send the package anew."),
            button=Button(_("Look at the requests"), "rights:requests"),
            counts=counts,
        )
    return kept(
        _(
            "Texts about others were looked through %(searches)s times; about each of the %(found)s places a human "
            "decided before the package went out."
        ),
        counts=counts,
    )


PROOFS = (
    Proof(
        key="rights.mentions",
        clauses=("right.access",),
        kind=ProofKind.DATA,
        what=_("Before a package went out, a human decided about each text about others that names the asker."),
        limits=_(
            "It knows places that were found by name, mail address or number. A picture, a scan, or a name that nobody "
            "thought of is seen by a human alone."
        ),
        check=mentions_are_decided,
    ),
)
