"""The one door out: only here are network libraries imported, and nothing passes without a recipient and a purpose.

``gate.allow`` asks the register who the recipient is: a *processor* works for the firm and needs an agreement; a
*controller of its own* (a bank, the tax office, the addressee of a mail) answers for itself; a third kind receives *no
personal data* (DNS). Each passage is a line in the audit log, from which the list of disclosures is made.
Doors: ``smtp``, ``http``, ``dns``. A demo has a gate that never opens.
"""

from gestand.core.egress.gate import PassageRefused, allow, check
from gestand.core.egress.recipients import Agreement, Recipient, RecipientKind, RecipientSource, Safeguard

__all__ = [
    "Agreement",
    "PassageRefused",
    "Recipient",
    "RecipientKind",
    "RecipientSource",
    "Safeguard",
    "allow",
    "check",
]
