"""What goes wrong outside, in words for the owner."""

from __future__ import annotations

import socket
import ssl
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.sentences import filled

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Where(StrEnum):
    """At which step it went wrong."""

    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    ANSWER = "answer"


class OutsideTrouble(Exception):
    """Something outside did not do what was asked. ``passing`` trouble is worth another attempt.

    ``code`` is the other side's answer ("550 5.1.1"), never its words: those may repeat an address.
    ``in_doubt`` is set when the other side may have accepted what was sent.
    """

    def __init__(
        self, where: Where, sentence: str | Promise, *, passing: bool, code: str = "", in_doubt: bool = False
    ) -> None:
        super().__init__(f"{where} {code}".strip())
        self.where = where
        self.sentence = sentence
        self.passing = passing
        self.code = code
        self.in_doubt = in_doubt


def connection_trouble(error: OSError, host: str) -> OutsideTrouble:
    """What an error on the way to ``host`` means."""
    sentence: str | Promise
    match error:
        case socket.gaierror():
            sentence = filled(
                _("The name %(host)s is not known on the internet. Check the spelling and your own connection."),
                host=host,
            )
            return OutsideTrouble(Where.NAME, sentence, passing=True)
        case ssl.SSLCertVerificationError():
            sentence = _(
                "The certificate of %(host)s cannot be trusted: it is expired, made out to another name, or signed by "
                "nobody known. Nothing was sent."
            )
            return OutsideTrouble(Where.CERTIFICATE, filled(sentence, host=host), passing=False)
        case ssl.SSLError():
            sentence = _(
                "%(host)s does not speak TLS 1.2 or newer on this port. Check the port and the kind of encryption."
            )
            return OutsideTrouble(Where.TLS, filled(sentence, host=host), passing=False)
        case ConnectionRefusedError():
            sentence = filled(_("%(host)s refuses a connection on this port. Check the port."), host=host)
            return OutsideTrouble(Where.CONNECTION, sentence, passing=True)
        case TimeoutError():
            sentence = filled(_("%(host)s did not answer in time."), host=host)
            return OutsideTrouble(Where.CONNECTION, sentence, passing=True)
    return OutsideTrouble(
        Where.CONNECTION, filled(_("The connection to %(host)s was broken."), host=host), passing=True
    )


def system_error_below(error: BaseException) -> OSError:
    """The system's own error below a library's."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return ConnectionResetError()
