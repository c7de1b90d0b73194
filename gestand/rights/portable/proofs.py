"""What shows that data can be taken along: the round trip, and that each sending went to a confirmed address."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.rights.canary.scratch import told_in_scratch
from gestand.rights.models import Transfer, TransferState
from gestand.rights.portable.canary import RoundTrip

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_WENT = (TransferState.SENT, TransferState.COLLECTED)


def fly_there_and_back() -> RoundTrip:
    """In a process and a scratch database of its own."""
    said = told_in_scratch("gestand.rights.portable.canary")
    return RoundTrip(**{**said, "complaints": tuple(said["complaints"])})


def packages_come_back(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """An invented person and household go out, everything is emptied, they are taken in and go out again."""
    seen = fly_there_and_back()
    counts = {
        "packages": seen.packages,
        "tables": seen.tables,
        "rows": seen.rows,
        "files": seen.files,
        "complaints": len(seen.complaints),
    }
    if seen.complaints:
        return broken(
            _(
                "%(packages)s packages went to an empty Gestand and back, and %(complaints)s things are not as they "
                "were: something gets lost on the way, or goes along that should stay."
            ),
            todo=_("Give nobody a portable package before this is mended; show it to who made the program."),
            counts=counts,
        )
    return kept(
        _(
            "%(packages)s packages with %(rows)s rows of %(tables)s tables and %(files)s files went to an empty "
            "Gestand and came back byte for byte the same."
        ),
        counts=counts,
    )


def sendings_were_confirmed(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """No link went to an organisation that had not confirmed its address."""
    went = Transfer.objects.filter(state__in=_WENT).order_by()
    counts = {"sendings": went.count(), "unconfirmed": went.filter(confirmed_at=None).count()}
    if counts["unconfirmed"]:
        return broken(
            _("Sendings to an address that its organisation had not confirmed: %(unconfirmed)s of %(sendings)s."),
            todo=_("Find out who received it; this may be a breach that has to be reported."),
            button=Button(_("Look at the requests"), "rights:requests"),
            counts=counts,
        )
    return kept(
        _("Each sending to an organisation (%(sendings)s) went to an address that it had confirmed."), counts=counts
    )


PROOFS = (
    Proof(
        key="rights.round_trip",
        clauses=("right.port",),
        kind=ProofKind.CANARY,
        what=_(
            "Packages of an invented person and household are taken in by an empty Gestand and written there again: "
            "the same bytes, with nothing of anybody else."
        ),
        limits=_(
            "Both ends are this version of the program (SQLite); it does not see what another program makes of the "
            "file."
        ),
        check=packages_come_back,
        time_limit_seconds=300,
    ),
    Proof(
        key="rights.sendings",
        clauses=("right.port",),
        kind=ProofKind.DATA,
        what=_("Each link to an organisation went to an address that the organisation had confirmed."),
        limits=_("It believes that whoever reads that mailbox is the organisation that the person meant."),
        check=sendings_were_confirmed,
    ),
)
