"""The door to our own public address: what a visitor's browser sees of it. Nothing of anybody goes along."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.addresses import public_address_of
from gestand.core.egress.gate import allow
from gestand.core.egress.recipients import Recipient, RecipientKind
from gestand.core.egress.tls import strict_context
from gestand.core.egress.trouble import OutsideTrouble, Where, connection_trouble, system_error_below

if TYPE_CHECKING:
    import httpx

    from gestand.core.actors import Actor

OWN_SITE = "own_site"
TIMEOUT_SECONDS = 10.0
LIMIT_BYTES = 512 * 1024
PLAIN_PORT, SECURE_PORT = 80, 443


@dataclass(frozen=True, slots=True)
class SiteLook:
    """One page of the site. ``tls`` as "TLSv1.3"; headers in lower case; ``cookies`` whole, as they were set."""

    tls: str
    certificate_until: datetime
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    page: str


@dataclass(frozen=True, slots=True)
class PlainLook:
    """What answers without encryption: nobody (None), or a status and where it sends to."""

    status: int | None
    location: str = ""


def own_site() -> Iterable[Recipient]:
    """Our own address in the register of recipients."""
    yield Recipient(
        key=OWN_SITE,
        name=_("Gestand's own public address"),
        kind=RecipientKind.NO_PERSONAL_DATA,
        what=_("A visit without any data, to see whether the connection is safe."),
    )


def look_at_site(url: str, *, by: Actor, at: datetime) -> SiteLook:
    """Visit a page of ours (https) as a browser does. Raises ``OutsideTrouble``; refuses (``PassageRefused``)."""
    allow(OWN_SITE, purpose=Purpose.SECURITY, by=by, at=at)
    import httpx

    host, port = _host(url, SECURE_PORT)
    address = public_address_of(host, port)
    with httpx.Client(verify=strict_context(), trust_env=False, timeout=TIMEOUT_SECONDS) as client:
        request = client.build_request(
            "GET",
            httpx.URL(url).copy_with(host=address),
            headers={"Host": urlsplit(url).netloc},
            extensions={"sni_hostname": host},
        )
        response = _sent(client, request, host)
        try:
            tls = _encryption(response)
            version, until = str(tls.version()), _end_of(tls)  # before the page: with its last byte the line may close
            page = _text(response, host)
        finally:
            response.close()
    return SiteLook(
        tls=version,
        certificate_until=until,
        status=response.status_code,
        headers={name.lower(): value for name, value in response.headers.items()},
        cookies=tuple(response.headers.get_list("set-cookie")),
        page=page,
    )


def look_at_plain_site(host: str, *, by: Actor, at: datetime, port: int = PLAIN_PORT) -> PlainLook:
    """Ask the same name without encryption. Raises ``OutsideTrouble``; refuses (``PassageRefused``)."""
    allow(OWN_SITE, purpose=Purpose.SECURITY, by=by, at=at)
    import httpx

    address = public_address_of(host, port)
    with httpx.Client(trust_env=False, timeout=TIMEOUT_SECONDS) as client:
        request = client.build_request("GET", httpx.URL(scheme="http", host=address, port=port, path="/"))
        request.headers["Host"] = host
        try:
            response = client.send(request, stream=True)
        except httpx.HTTPError:
            return PlainLook(None)
        response.close()
    return PlainLook(response.status_code, response.headers.get("location", ""))


def _host(url: str, port: int) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise OutsideTrouble(Where.TLS, _("The address is no https address."), passing=False)
    return parts.hostname, parts.port or port


def _sent(client: httpx.Client, request: httpx.Request, host: str) -> httpx.Response:
    import httpx

    try:
        return client.send(request, stream=True)
    except httpx.TimeoutException:
        raise connection_trouble(TimeoutError(), host) from None
    except httpx.HTTPError as error:
        raise connection_trouble(system_error_below(error), host) from None


def _encryption(response: httpx.Response) -> Any:
    stream = response.extensions["network_stream"]
    tls = stream.get_extra_info("ssl_object")
    if tls is None:
        raise OutsideTrouble(Where.TLS, _("The connection is not encrypted; nothing was sent."), passing=False)
    return tls


def _end_of(tls: Any) -> datetime:
    certificate: dict[str, Any] = tls.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=UTC)


def _text(response: httpx.Response, host: str) -> str:
    import httpx

    parts, size = [], 0
    try:
        for part in response.iter_bytes():
            size += len(part)
            if size > LIMIT_BYTES:
                break
            parts.append(part)
    except httpx.HTTPError as error:
        raise connection_trouble(system_error_below(error), host) from None
    return b"".join(parts).decode("utf-8", "replace")
