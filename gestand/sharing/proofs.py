"""Proofs of this room: data goes to registered recipients alone, and each processor has an agreement."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.declarations.registry import personal_models
from gestand.core.egress.recipients import all_recipients
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.core.proofs import Button, Evidence, Proof, ProofKind
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.sharing.models import RegisteredRecipient
from gestand.sharing.queries.disclosures import disclosures, disclosures_without_recipient
from gestand.sharing.queries.recipients import incomplete_agreements, processors_without_agreement, recipient_lines

_REGISTER = Button(_("Open the register of recipients"), "sharing:recipients")


def only_to_known(*, at: datetime) -> Evidence:  # noqa: ARG001 - the whole log is looked at
    """Every passage in the audit log, and every recipient that a declaration names."""
    passed, unnamed = disclosures(), _declared_and_unknown()
    counts = {
        "passages": sum(each.passages for each in passed),
        "recipients": len({each.recipient for each in passed}),
        "unknown": sum(each.passages for each in disclosures_without_recipient()),
        "declared_and_unknown": len(unnamed),
    }
    if counts["unknown"]:
        return broken(
            ngettext_lazy(
                "%(unknown)s of the disclosures logged (%(passages)s) names no registered recipient or no purpose.",
                "%(unknown)s of the disclosures logged (%(passages)s) name no registered recipient or no purpose.",
                "unknown",
            ),
            todo=_("Find out to whom it went, and put that recipient in the register or stop the sending."),
            button=_REGISTER,
            counts=counts,
        )
    if unnamed:
        return broken(
            _("A table names a recipient that the register does not know: %(words)s."),
            todo=_("Put that recipient in the register."),
            button=_REGISTER,
            words=", ".join(unnamed),
            counts=counts,
        )
    return kept(
        _("Each disclosure (%(passages)s) went to a registered recipient (%(recipients)s), with a purpose."),
        counts=counts,
    )


def _declared_and_unknown() -> list[str]:
    """Keys that declarations name and nobody knows; a mail provider is not known before mail is set up."""
    known = {recipient.key for recipient in all_recipients()} | {MAIL_PROVIDER}
    known.update(RegisteredRecipient.objects.values_list("key", flat=True))
    named = {key for declared in personal_models() if declared.personal for key in declared.personal.recipients}
    return sorted(named - known)


def agreements_hold(*, at: datetime) -> Evidence:
    """Every processor in the register, and its agreement of today."""
    counts = {
        "processors": sum(1 for line in recipient_lines(at=at, with_disclosures=False) if line.needs_agreement),
        "without_agreement": len(processors_without_agreement(at)),
        "incomplete": len(incomplete_agreements(at)),
    }
    if counts["without_agreement"]:
        return broken(
            ngettext_lazy(
                "%(without_agreement)s of the processors (%(processors)s) has no agreement that holds today.",
                "%(without_agreement)s of the processors (%(processors)s) have no agreement that holds today.",
                "without_agreement",
            ),
            todo=_("Write the agreement down, or put the processor in the archive. Until then nothing goes to it."),
            button=_REGISTER,
            counts=counts,
        )
    if counts["incomplete"]:
        return unproven(
            ngettext_lazy(
                "%(incomplete)s agreement is written down, but its file is not here or a point was not found.",
                "%(incomplete)s agreements are written down, but a file is not here or a point was not found.",
                "incomplete",
            ),
            todo=_("Add the file of the agreement, and tick the eight points of article 28(3)."),
            button=_REGISTER,
            counts=counts,
        )
    if not counts["processors"]:
        return kept(_("There is no processor: nobody works with the data for the firm."), counts=counts)
    return kept(
        _("Each processor (%(processors)s) has an agreement that holds today, with all eight points."), counts=counts
    )


PROOFS = (
    Proof(
        key="sharing.only_to_known",
        clauses=("share.none",),
        kind=ProofKind.DATA,
        what=_("Each disclosure in the audit log names a registered recipient and a purpose."),
        limits=_("It sees what leaves through the program, not what somebody tells or sends in another way."),
        check=only_to_known,
    ),
    Proof(
        key="sharing.agreements",
        clauses=("share.processor",),
        kind=ProofKind.DATA,
        what=_("Each processor in the register has an agreement that is in force, with its file and the eight points."),
        limits=_("It does not read the agreements: that the points stand in them was ticked by a person."),
        check=agreements_hold,
    ),
)
