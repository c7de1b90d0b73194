"""Tables of core, gathered for Django."""

from gestand.core.audit.models import AuditCheck, AuditLine, Seal
from gestand.core.files.models import StoredFile
from gestand.core.firm import Firm
from gestand.core.jobs.models import Job, ScheduledRun
from gestand.core.mail.models import MailAttachment, MailSettings, OutgoingMail
from gestand.core.once.models import SentForm
from gestand.core.search.models import SearchEntry

__all__ = [
    "AuditCheck",
    "AuditLine",
    "Firm",
    "Job",
    "MailAttachment",
    "MailSettings",
    "OutgoingMail",
    "ScheduledRun",
    "Seal",
    "SearchEntry",
    "SentForm",
    "StoredFile",
]
