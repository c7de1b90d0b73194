"""Outgoing mail: a row in the outbox and a job, in one transaction; the egress gate sends it, once."""

from gestand.core.mail.outbox import Attachment, MailRefused, queue_mail

__all__ = ["Attachment", "MailRefused", "queue_mail"]
