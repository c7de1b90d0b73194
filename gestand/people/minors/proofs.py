"""Clause ``minors``: no form forgets to ask, and nothing that a child filled in is kept without a parent's yes."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.files.sealing import VERSION
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind
from gestand.people.minors.forms import SIXTEEN, YOUNGER, AgeQuestion
from gestand.people.minors.kinds import entry_kinds
from gestand.people.minors.public_forms import faults, public_forms
from gestand.people.models import ParentalConsent

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_PUT_BACK = _("Put back the version of the program that was installed: the question was taken out.")
#: What is over goes within the hour; a server that stood still gets a day.
_A_DAY = timedelta(days=1)
_OWN = "kind@voorbeeld.example"


def forms_ask_the_age(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each form of a public page asks; filled in by a child alone, none of them is taken."""
    asking = [each.form for each in public_forms() if issubclass(each.form, AgeQuestion)]
    counts = {
        "forms": len(public_forms()),
        "asking": len(asking),
        "without": len(faults()),
        "taken": sum(_is_taken(form) for form in asking),
    }
    if counts["without"] or counts["taken"]:
        return broken(
            _(
                "Of the forms of public pages (%(forms)s) without the question of age: %(without)s; taken from a child "
                "alone: %(taken)s."
            ),
            todo=_PUT_BACK,
            counts=counts,
        )
    return kept(
        _(
            "Of the forms of public pages (%(forms)s), those in which somebody leaves something behind (%(asking)s) "
            "ask whether one is 16, and take nothing from a child alone."
        ),
        counts=counts,
    )


def _is_taken(form: type[AgeQuestion]) -> bool:
    """Whether it takes an entry that does not say the age, names no parent, or names the child as the parent."""
    own = {name: _OWN for name, field in form.base_fields.items() if isinstance(field, forms.EmailField)}
    nobody = {"age": YOUNGER, "parent_email": ""}
    tries = ({"age": ""}, nobody, {"age": YOUNGER, "parent_email": _OWN} if len(own) > 1 else nobody)
    fields = ({"age"}, {"parent_email"}, {"parent_email"})
    if form.entry_kind not in entry_kinds() or SIXTEEN == YOUNGER:
        return True
    return any(not (set(form({**own, **said}).errors) & where) for said, where in zip(tries, fields, strict=True))


def nothing_without_a_yes(*, at: datetime) -> Evidence:
    """What a child filled in stands sealed until the yes; its key has left with the mail; it goes after seven days."""
    today = timezone.localdate(at)
    waiting, confirmed = ParentalConsent.objects.waiting().order_by(), ParentalConsent.objects.confirmed().order_by()
    with_words = OutgoingMail.objects.filter(id=OuterRef("question_mail_id"), sent_at__isnull=False).exclude(text="")
    counts = {
        "waiting": waiting.count(),
        "confirmed": confirmed.count(),
        "readable": sum(not _is_sealed(sealed) for sealed in waiting.values_list("sealed_entry", flat=True).iterator())
        + waiting.filter(Exists(with_words)).count(),
        "too_old": waiting.filter(Q(forget_on__isnull=True) | Q(forget_on__lt=today - _A_DAY)).count(),
        "kept_early": waiting.filter(kept_id__isnull=False).count(),
        "without_proof": confirmed.filter(Q(wording="") | Q(parent_address="") | ~Q(sealed_entry="")).count(),
    }
    if counts["readable"] or counts["too_old"] or counts["kept_early"] or counts["without_proof"]:
        return broken(
            _(
                "Of what children filled in and no parent agreed to (%(waiting)s): readable %(readable)s, older than "
                "seven days %(too_old)s, kept already %(kept_early)s. Consents of parents (%(confirmed)s) without "
                "their proof: %(without_proof)s."
            ),
            todo=_("Look whether the hourly jobs run; remove by hand what should not be here, and write down why."),
            counts=counts,
        )
    return kept(
        _(
            "What waits for a parent (%(waiting)s) is sealed under a key that is not here, and is at most seven days "
            "old; each yes (%(confirmed)s) has its words, moment and address."
        ),
        counts=counts,
    )


def _is_sealed(entry: str) -> bool:
    try:
        return base64.b64decode(entry, validate=True)[:1] == bytes([VERSION])
    except ValueError:
        return False


PROOFS = (
    Proof(
        key="people.minors_forms",
        clauses=("minors",),
        kind=ProofKind.LIVE,
        what=_(
            "The forms of all public pages are found by their addresses, and filled in as by a child: without an age, "
            "without a parent, and with the child's own address as the parent's."
        ),
        limits=_("It takes the visitor's word for the age, and cannot see that a parent's address is a parent's."),
        check=forms_ask_the_age,
    ),
    Proof(
        key="people.minors_kept",
        clauses=("minors",),
        kind=ProofKind.DATA,
        what=_("What a child fills in is sealed until a parent agrees, gone after seven days; each yes has its proof."),
        limits=_("It does not know of children who said that they were 16, or who called or wrote."),
        check=nothing_without_a_yes,
        every=timedelta(hours=6),
    ),
)
