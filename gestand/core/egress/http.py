"""The door for HTTP: https only, one host, small answers, no way into a private network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.addresses import public_address_of
from gestand.core.egress.gate import allow
from gestand.core.egress.tls import strict_context
from gestand.core.egress.trouble import OutsideTrouble, Where, connection_trouble, system_error_below

if TYPE_CHECKING:
    import httpx

    from gestand.core.actors import Actor

TIMEOUT_SECONDS = 20.0
LIMIT_BYTES = 1024 * 1024
REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)  # names in small letters


def fetch(
    method: str,
    url: str,
    *,
    recipient: str,
    purpose: Purpose,
    by: Actor,
    at: datetime,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    content: Iterable[bytes] | None = None,
    content_bytes: int | None = None,
    limit_bytes: int = LIMIT_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """Ask ``url`` (https) on behalf of a registered recipient and purpose. A redirect is followed within the same host
    and only for GET; what goes elsewhere is handed back as it is. ``content`` is streamed, ``content_bytes`` in all.
    Refuses (``PassageRefused``); raises ``OutsideTrouble``.
    """
    allow(recipient, purpose=purpose, by=by, at=at)
    import httpx

    with httpx.Client(
        verify=strict_context(), trust_env=False, follow_redirects=False, timeout=timeout_seconds, http2=False
    ) as client:
        for _step in range(REDIRECTS + 1):
            answer, location = _once(
                client,
                method,
                url,
                form=form,
                content=content,
                content_bytes=content_bytes,
                headers=headers,
                limit_bytes=limit_bytes,
            )
            following = urljoin(url, location)
            if not location or method != "GET" or urlsplit(following)[:2] != urlsplit(url)[:2]:
                return answer
            url = following
    raise OutsideTrouble(Where.ANSWER, _("The other side keeps sending us on."), passing=False)


def _once(
    client: httpx.Client,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None,
    content: Iterable[bytes] | None,
    content_bytes: int | None,
    headers: Mapping[str, str] | None,
    limit_bytes: int,
) -> tuple[Answer, str]:
    import httpx

    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or parts.username:
        raise OutsideTrouble(Where.TLS, _("Only https addresses are called; nothing was sent."), passing=False)
    # The name is looked up once, and that address is called: a second look-up could lead inside.
    address = public_address_of(host, parts.port or 443)
    target = httpx.URL(url).copy_with(host=address)
    request = client.build_request(
        method,
        target,
        data=dict(form) if form is not None else None,
        content=content,
        headers={
            **(headers or {}),
            "Host": parts.netloc,
            **({"Content-Length": str(content_bytes)} if content_bytes is not None else {}),
        },
        extensions={"sni_hostname": host},
    )
    try:
        response = client.send(request, stream=True)
        try:
            told = _limited(response, limit_bytes)
        finally:
            response.close()
    except httpx.TimeoutException:
        raise connection_trouble(TimeoutError(), host) from None
    except httpx.HTTPError as error:
        raise connection_trouble(system_error_below(error), host) from None
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    location = response.headers.get("location", "") if response.is_redirect else ""
    named = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, told, media_type, named), location


def _limited(response: httpx.Response, limit_bytes: int) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limit_bytes:
            raise OutsideTrouble(Where.ANSWER, _("The other side's answer is larger than it may be."), passing=False)
        parts.append(part)
    return b"".join(parts)
