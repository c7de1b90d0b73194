"""Tables of core, gathered for Django."""

from gestand.core.audit.models import AuditLine
from gestand.core.files.models import StoredFile
from gestand.core.firm import Firm
from gestand.core.jobs.models import Job, ScheduledRun
from gestand.core.mail.models import MailAttachment, MailSettings, OutgoingMail
from gestand.core.search.models import SearchEntry

__all__ = [
    "AuditLine",
    "Firm",
    "Job",
    "MailAttachment",
    "MailSettings",
    "OutgoingMail",
    "ScheduledRun",
    "SearchEntry",
    "StoredFile",
]
