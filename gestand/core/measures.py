"""What the firm does to keep personal data safe (GDPR 32), one sentence for each clause of the statement's section 4.

The register of processing and the agreements with business clients name them; whether each is kept is for its proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

MEASURES: dict[str, str | Promise] = {
    "secure.documented": _("Network data is documented with care, and the client gets it too."),
    "secure.passwords": _("Every machine asks for a password."),
    "secure.disk": _("The disks of the firm's machines are encrypted."),
    "secure.server": _("The server stands in a locked place."),
    "secure.transport": _("Mail and files travel over encrypted connections."),
    "secure.mfa": _("The firm's accounts ask for a second factor."),
    "secure.endpoint": _("The firm's machines have antivirus software that is up to date."),
    "secure.https": _("The website and this program are reached over HTTPS."),
    "secure.mail": _("DKIM, SPF and DMARC stop mail that is forged in the firm's name."),
    "secure.report": _("Anybody can report a suspected leak; each report is followed up."),
    "secure.access": _(
        "Access is limited to who needs it, and an audit log that shows tampering records what is done."
    ),
}
