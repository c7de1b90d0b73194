"""A real mail server on this machine, with certificates of its own: what it got, and how it may misbehave."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, AuthResult, LoginPassword

PASSWORD = "zeer geheim"
TOKEN = "token-van-vandaag"
USER = "post@helder-it.example"


@dataclass
class MailServer:
    """``answers`` replaces the answer to "mail", "rcpt" or "data"; "hang_up" closes the line without one."""

    ca: trustme.CA
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    signed_in_with: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    password: str = PASSWORD
    raw: list[bytes] = field(default_factory=list)

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if "rcpt" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.get("data", "250 2.0.0 OK")
        if answer.startswith("250") or answer == "hang_up":
            self.raw.append(envelope.content)
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if answer == "hang_up":
            server.transport.abort()
            await asyncio.sleep(1)
        return answer

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:  # noqa: N802 - aiosmtpd's name
        import base64

        said = base64.b64decode(args[1]).decode()
        if said == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            self.signed_in_with.append("XOAUTH2")
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"400"}')
        await server.push("535 5.7.3 Authentication unsuccessful")
        return MISSING

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, mechanism: str, login: Any) -> AuthResult:
        good = isinstance(login, LoginPassword) and login.password == self.password.encode()
        if good:
            self.signed_in_with.append(mechanism)
        return AuthResult(success=good, handled=good, message=None if good else "535 5.7.8 No")


@contextmanager
def mail_server(
    *, implicit_tls: bool = False, starttls: bool = True, name: str = "localhost", minimum: Any = None
) -> Iterator[MailServer]:
    server = MailServer(trustme.CA())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.ca.issue_cert(name).configure_cert(context)
    if minimum is not None:
        context.minimum_version, context.maximum_version = minimum
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if implicit_tls else None,
        tls_context=context if starttls and not implicit_tls else None,
        authenticator=server.authenticate,
        auth_require_tls=not implicit_tls,
        server_hostname="127.0.0.1",
        ready_timeout=60,
    )

    def first_visitor() -> None:
        assert controller.server is not None
        server.port = controller.server.sockets[0].getsockname()[1]
        socket.create_connection(("127.0.0.1", server.port)).close()

    controller._trigger_server = first_visitor  # type: ignore[method-assign] # the port is only known now
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def trust(ca: trustme.CA, folder: Path) -> str:
    """A file that, as SSL_CERT_FILE, makes this server's certificate good."""
    path = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)
