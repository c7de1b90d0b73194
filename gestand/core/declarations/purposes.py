"""The closed list of purposes, each with its legal basis (GDPR 6(1))."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    CONSENT = "6(1)(a)", _("consent")
    CONTRACT = "6(1)(b)", _("the contract")
    LEGAL_DUTY = "6(1)(c)", _("a legal duty")
    LEGITIMATE_INTEREST = "6(1)(f)", _("a legitimate interest")


class Purpose(models.TextChoices):
    PAYMENT = "purpose.payment", _("handling payments")
    MAILING = "purpose.mailing", _("sending newsletters and warnings")
    CONTACT = "purpose.contact", _("calling and mailing for the service")
    CHANGES = "purpose.changes", _("telling clients about changes to services and products")
    DELIVERY = "purpose.delivery", _("delivering goods and services")
    MAINTENANCE = "purpose.maintenance", _("keeping equipment in order")
    RIGHTS = "beyond.purpose.rights", _("answering requests about privacy rights")
    SECURITY = "beyond.purpose.security", _("security and login")
    ENQUIRY = "beyond.purpose.enquiry", _("answering questions from the website")
    STANDIN = "beyond.purpose.standin", _("working with stand-ins")


#: Under which basis each purpose stands (the first one leads), with the article of GDPR 6(1).
BASES: dict[Purpose, tuple[Basis, ...]] = {
    Purpose.PAYMENT: (Basis.CONTRACT, Basis.LEGAL_DUTY),
    Purpose.MAILING: (Basis.CONSENT, Basis.LEGITIMATE_INTEREST),
    Purpose.CONTACT: (Basis.CONTRACT,),
    Purpose.CHANGES: (Basis.LEGITIMATE_INTEREST,),
    Purpose.DELIVERY: (Basis.CONTRACT,),
    Purpose.MAINTENANCE: (Basis.CONTRACT,),
    Purpose.RIGHTS: (Basis.LEGAL_DUTY,),
    Purpose.SECURITY: (Basis.LEGITIMATE_INTEREST,),
    Purpose.ENQUIRY: (Basis.LEGITIMATE_INTEREST,),
    Purpose.STANDIN: (Basis.CONTRACT,),
}


#: What an interest of ours allows towards clients alone (Tw 11.7(3)); whoever is none has to agree first.
TO_CLIENTS_ALONE = frozenset({Purpose.MAILING, Purpose.CHANGES})


def rests_on_a_choice(purpose: Purpose | str) -> bool:
    """Whether one may say no to it: it rests on consent (7(3)) or an interest of ours (21(1)), and on nothing else."""
    if purpose not in Purpose.values:
        return False
    return set(BASES[Purpose(purpose)]) <= {Basis.CONSENT, Basis.LEGITIMATE_INTEREST}
