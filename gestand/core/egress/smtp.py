"""The door for mail: SMTP over TLS (RFC 5321, 3207, 8314), never in the clear.

A message counts as handed over when the server has answered its end. Until the end is sent nothing has happened: a
broken connection is then no doubt at all (RFC 5321, 4.1.1.4: what has no end is thrown away).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.egress.tls import strict_context
from gestand.core.egress.trouble import OutsideTrouble, Where, connection_trouble
from gestand.core.jobs.sentences import filled

if TYPE_CHECKING:
    from django.utils.functional import Promise

CONNECT_TIMEOUT_SECONDS = 20
ANSWER_TIMEOUT_SECONDS = 120
#: How we introduce ourselves: an address literal, so that no machine's name leaves the house.
OWN_NAME = "[127.0.0.1]"
_TEMPORARY, _PERMANENT, _GO_AHEAD, _OK = 400, 500, 354, 250
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class PasswordLogin:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class TokenLogin:
    """XOAUTH2, as Microsoft and Google ask for it."""

    username: str
    access_token: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server has the message: its answer's code ("250 2.0.0") and the encryption that was spoken ("TLSv1.3")."""

    code: str
    tls: str


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    implicit_tls: bool  # else STARTTLS
    login: PasswordLogin | TokenLogin | None


@contextmanager
def smtp_session(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """A signed-in session over TLS. Raises ``OutsideTrouble``."""
    session = _connected(server)
    try:
        _sign_in(session, server)
        yield session
    finally:
        session.close()


def hand_over(
    session: smtplib.SMTP, message: bytes, *, sender: str, to: str, before_end: Callable[[], None]
) -> Receipt:
    """Give one message to the server.

    ``before_end`` is called when only the last line is missing: what it raises stops the message, and the server
    forgets it. After it, a connection that breaks leaves the message in doubt (``OutsideTrouble.in_doubt``).
    """
    spoken = session.sock.version() if isinstance(session.sock, ssl.SSLSocket) else None
    try:
        _expect(session.mail(sender), Where.SENDER, _("The mail server does not accept this sender address."))
        _expect(session.rcpt(to), Where.RECIPIENT, _("The mail server does not accept the address of this recipient."))
        _expect(session.docmd("DATA"), Where.MESSAGE, _NOT_TAKEN, wanted=_GO_AHEAD)
        session.send(_dot_stuffed(message))
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise _broken(error, session) from None
    before_end()
    try:
        if session.sock is not None:
            session.sock.settimeout(ANSWER_TIMEOUT_SECONDS)
        session.send(b".\r\n")
        answer = session.getreply()
    except (OSError, smtplib.SMTPServerDisconnected):
        raise OutsideTrouble(
            Where.ANSWER,
            _("The connection broke before the mail server could confirm: it may have been delivered, or not."),
            passing=False,
            in_doubt=True,
        ) from None
    _expect(answer, Where.MESSAGE, _NOT_TAKEN)
    return Receipt(_code_of(answer), spoken or "")


_NOT_TAKEN = _("The mail server does not accept this message.")


def _connected(server: SmtpServer) -> smtplib.SMTP:
    context = strict_context()
    session: smtplib.SMTP
    try:
        if server.implicit_tls:
            session = smtplib.SMTP_SSL(
                server.host, server.port, OWN_NAME, timeout=CONNECT_TIMEOUT_SECONDS, context=context
            )
            return session
        session = smtplib.SMTP(server.host, server.port, OWN_NAME, timeout=CONNECT_TIMEOUT_SECONDS)
    except smtplib.SMTPException as error:
        raise _greeting_trouble(error, server.host) from None
    except OSError as error:
        raise connection_trouble(error, server.host) from None
    try:
        _start_tls(session, context, server.host)
    except BaseException:
        session.close()
        raise
    return session


def _start_tls(session: smtplib.SMTP, context: ssl.SSLContext, host: str) -> None:
    try:
        session.ehlo()
        if not session.has_extn("starttls"):
            sentence = filled(
                _("%(host)s offers no encryption on this port, and without it nothing is sent."), host=host
            )
            raise OutsideTrouble(Where.TLS, sentence, passing=False)
        session.starttls(context=context)
    except smtplib.SMTPServerDisconnected as error:
        raise _greeting_trouble(error, host) from None
    except smtplib.SMTPException:
        sentence = filled(_("%(host)s would not start encryption, and without it nothing is sent."), host=host)
        raise OutsideTrouble(Where.TLS, sentence, passing=True) from None
    except OSError as error:
        raise connection_trouble(error, host) from None


def _sign_in(session: smtplib.SMTP, server: SmtpServer) -> None:
    if not isinstance(session.sock, ssl.SSLSocket):  # nothing below may ever run in the clear
        raise OutsideTrouble(Where.TLS, _("The connection is not encrypted; nothing was sent."), passing=False)
    try:
        session.ehlo_or_helo_if_needed()
        match server.login:
            case PasswordLogin(username, password):
                session.login(username, password)
            case TokenLogin(username, token):
                session.auth("XOAUTH2", _xoauth2(username, token))  # type: ignore[arg-type]  # its stub wants two overloads
    except smtplib.SMTPAuthenticationError as error:
        code = _code_of((error.smtp_code, _as_bytes(error.smtp_error)))
        passing = error.smtp_code < _PERMANENT
        raise OutsideTrouble(Where.LOGIN, _login_sentence(error), passing=passing, code=code) from None
    except smtplib.SMTPNotSupportedError:
        sentence = _("The mail server does not offer this way of signing in.")
        raise OutsideTrouble(Where.LOGIN, sentence, passing=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _broken(error, session) from None
    except UnicodeError:
        sentence = _("The user name or the password holds a letter that mail servers do not know.")
        raise OutsideTrouble(Where.LOGIN, sentence, passing=False) from None


def _xoauth2(username: str, token: str) -> Callable[[bytes | None], str]:
    def answer(challenge: bytes | None = None) -> str:
        # A refusal comes as a challenge that must be answered with an empty line before the real answer follows.
        return "" if challenge else f"user={username}\x01auth=Bearer {token}\x01\x01"

    return answer


def _login_sentence(error: smtplib.SMTPAuthenticationError) -> str | Promise:
    if b"5.7.139" in _as_bytes(error.smtp_error) or b"basic auth" in _as_bytes(error.smtp_error).lower():
        return _(
            "The mail server no longer accepts a password (Microsoft ends this in December 2026). Choose OAuth 2 "
            "instead."
        )
    return _("The mail server does not accept this user name with this password or token.")


def _expect(answer: tuple[int, bytes], where: Where, sentence: str | Promise, *, wanted: int = _OK) -> None:
    code = answer[0]
    if code == wanted or (wanted == _OK and _OK <= code < 300):  # noqa: PLR2004 - the 2xx answers
        return
    if code < _TEMPORARY:  # nothing a server should say here
        code = _PERMANENT
    if code < _PERMANENT:
        sentence = _("The mail server cannot take this message at the moment.")
    raise OutsideTrouble(where, sentence, passing=code < _PERMANENT, code=_code_of(answer))


def _code_of(answer: tuple[int, bytes]) -> str:
    """The numbers of an answer without its words: "550 5.1.1"."""
    code, words = answer
    enhanced = _ENHANCED.match(words.strip())
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _as_bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("utf-8", "replace")


def _broken(error: Exception, session: smtplib.SMTP) -> OutsideTrouble:
    host = str(getattr(session, "_host", ""))
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return connection_trouble(error, host)
    return connection_trouble(ConnectionResetError(), host)


def _greeting_trouble(error: smtplib.SMTPException, host: str) -> OutsideTrouble:
    """The server hung up or said no before anything was asked."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    sentence = filled(_("%(host)s answers, but does not want to talk to us now."), host=host)
    return OutsideTrouble(Where.CONNECTION, sentence, passing=code < _PERMANENT, code=str(code or ""))


def _dot_stuffed(message: bytes) -> bytes:
    """A line that begins with a dot gets a second one (RFC 5321, 4.5.2); all lines end in CRLF."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
