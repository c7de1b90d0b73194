"""From a row in the outbox to a message as RFC 5322 wants it."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.encoding import iri_to_uri

from gestand.core.files import read_file
from gestand.core.mail.choices import with_html, with_text
from gestand.core.mail.sealed_links import with_links

if TYPE_CHECKING:
    from gestand.core.mail.choices import WayOut
    from gestand.core.mail.models import MailSettings, OutgoingMail

#: Every server takes this: no line is longer than 76 characters (but the one address below), no byte above 127.
_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=False)


def message_of(mail: OutgoingMail, sender: MailSettings, *, way_out: WayOut | None = None) -> bytes:
    """The message. Date and Message-ID are those of the row, so that a second attempt is the same message.

    ``way_out`` stands below the words, and where a mail program looks for it (RFC 2369, RFC 8058). It is put in here
    and not in the row, so that the outbox holds no link that works.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=sender.sender_name, addr_spec=plain_domain(sender.sender_address))
    message["To"] = Address(addr_spec=plain_domain(mail.to))
    message["Subject"] = mail.subject
    message["Date"] = timezone.localtime(mail.queued_at)
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(with_text(with_links(mail.text), way_out))
    if mail.html:
        message.add_alternative(with_html(mail.html, way_out), subtype="html")
    for attachment in mail.attachments.select_related("file"):
        kind, _slash, subtype = attachment.file.media_type.partition("/")
        content = read_file(attachment.file)
        message.add_attachment(
            content, maintype=kind or "application", subtype=subtype or "octet-stream", filename=attachment.name
        )
    return _way_out_lines(way_out) + message.as_bytes()


def _way_out_lines(way_out: WayOut | None) -> bytes:
    """Written by hand: the library would put a long address into an encoded word, which no mail program takes here."""
    if way_out is None:
        return b""
    url = iri_to_uri(way_out.stop_url)
    lines = [f"List-Unsubscribe: <{url}>"]
    if url.startswith("https://"):
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def plain_domain(address: str) -> str:
    """An address whose domain is written in ASCII (RFC 5890), as every server takes it."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
