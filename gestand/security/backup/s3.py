"""An S3-compatible store, through the egress gate: put, look, list, fetch and delete, signed as AWS describes (SigV4).

A few lines instead of a client library of a hundred megabytes. Each request goes through ``core.egress.http``: https,
one host, no way into a private network, and a line in the audit log.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.http import Answer, fetch
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: The store's name in the register of recipients.
STORE = "backup_store"
#: Above this a file goes in parts; S3 takes at most ten thousand.
PART_BYTES = 64 * 1024 * 1024
_EMPTY = hashlib.sha256(b"").hexdigest()
_PATIENCE_SECONDS = 300.0


class StoreRefused(Refused):
    """The store did not do what was asked; ``status`` is its answer."""

    code = "store_refused"

    def __init__(self, sentence: object, *, status: int = 0) -> None:
        super().__init__(str(sentence))
        self.status = status


@dataclass(frozen=True, slots=True)
class Credentials:
    key_id: str
    secret: str
    region: str

    def __repr__(self) -> str:
        return "Credentials(hidden)"


@dataclass(frozen=True, slots=True)
class Kept:
    """An object of ours in the store."""

    name: str
    size_bytes: int


def signed_headers(
    method: str,
    url: str,
    *,
    credentials: Credentials,
    at: datetime,
    payload_sha256: str = _EMPTY,
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request with its signature; ``url`` is encoded already, its query in the order of the names."""
    parts = urlsplit(url)
    moment = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    day = moment[:8]
    given = {
        "host": parts.netloc,
        "x-amz-content-sha256": payload_sha256,
        "x-amz-date": moment,
        **{name.lower(): value.strip() for name, value in (headers or {}).items()},
    }
    names = ";".join(sorted(given))
    query = "&".join(sorted(part if "=" in part else f"{part}=" for part in parts.query.split("&") if part))
    asked = "\n".join(
        [
            method,
            parts.path or "/",
            query,
            *(f"{name}:{given[name]}" for name in sorted(given)),
            "",
            names,
            payload_sha256,
        ]
    )
    scope = f"{day}/{credentials.region}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{credentials.secret}".encode()
    for step in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    given["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return {name: value for name, value in given.items() if name != "host"}


@dataclass(frozen=True, slots=True)
class Store:
    """One bucket, addressed by its path. ``prefix`` is a folder in it, or empty."""

    address: str
    bucket: str
    prefix: str
    credentials: Credentials
    by: Actor
    at: datetime

    def put(self, path: Path, name: str) -> None:
        """Send a file and look whether the store has all of it. Refuses (``StoreRefused``, ``PassageRefused``)."""
        size = path.stat().st_size
        if size <= PART_BYTES:
            self._ask("PUT", name, content=_Part(path, 0, size), expect=(200,))
        else:
            self._put_in_parts(path, name, size)
        if self.size_of(name) != size:
            raise StoreRefused(_("The store has another number of bytes than was sent. The copy does not count."))

    def _put_in_parts(self, path: Path, name: str, size: int) -> None:
        begun = self._ask("POST", name, query="uploads=", expect=(200,))
        upload = quote(_text_in(begun.content, "UploadId"), safe="")
        try:
            tags = []
            for number, start in enumerate(range(0, size, PART_BYTES), start=1):
                part = _Part(path, start, min(PART_BYTES, size - start))
                answer = self._ask(
                    "PUT", name, query=f"partNumber={number}&uploadId={upload}", content=part, expect=(200,)
                )
                tags.append(answer.headers.get("etag", ""))
            listed = "".join(
                f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
                for number, tag in enumerate(tags, 1)
            )
            body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
            done = self._ask("POST", name, query=f"uploadId={upload}", content=_Bytes(body), expect=(200,))
            if b"<Error" in done.content:
                raise StoreRefused(_("The store could not put the parts of the backup together."))  # noqa: TRY301
        except BaseException:
            self._ask("DELETE", name, query=f"uploadId={upload}", expect=(200, 204, 404))
            raise

    def size_of(self, name: str) -> int | None:
        answer = self._ask("HEAD", name, expect=(200, 404))
        return int(answer.headers.get("content-length", "-1")) if answer.status == 200 else None  # noqa: PLR2004

    def delete(self, name: str) -> None:
        self._ask("DELETE", name, expect=(200, 204, 404))

    def kept(self) -> Iterator[Kept]:
        """What stands there under our prefix."""
        token = ""
        while True:
            prefix = quote(self._key(""), safe="")
            more = f"continuation-token={quote(token, safe='')}&" if token else ""
            answer = self._ask("GET", None, query=f"{more}list-type=2&prefix={prefix}", expect=(200,))
            listed = _parsed(answer.content)
            for found in listed.iter():
                if found.tag.endswith("Contents"):
                    facts = {child.tag.rpartition("}")[2]: child.text or "" for child in found}
                    yield Kept(facts["Key"].removeprefix(self._key("")), int(facts.get("Size") or 0))
            token = next((each.text or "" for each in listed.iter() if each.tag.endswith("NextContinuationToken")), "")
            if not token:
                return

    def _key(self, name: str) -> str:
        prefix = self.prefix.strip("/")
        return f"{prefix}/{name}" if prefix else name

    def _ask(
        self,
        method: str,
        name: str | None,
        *,
        query: str = "",
        content: _Part | _Bytes | None = None,
        expect: tuple[int, ...],
    ) -> Answer:
        path = f"/{quote(self.bucket, safe='')}" + ("" if name is None else f"/{quote(self._key(name))}")
        url = f"{self.address.rstrip('/')}{path}" + (f"?{query}" if query else "")
        headers = signed_headers(
            method, url, credentials=self.credentials, at=self.at, payload_sha256=content.sha256 if content else _EMPTY
        )
        answer = fetch(
            method,
            url,
            recipient=STORE,
            purpose=Purpose.SECURITY,
            by=self.by,
            at=self.at,
            headers=headers,
            content=content.blocks() if content else None,
            content_bytes=content.size if content else None,
            timeout_seconds=_PATIENCE_SECONDS,
        )
        if answer.status not in expect:
            raise StoreRefused(_why(answer.status), status=answer.status)
        return answer


class _Part:
    """A piece of a file that is streamed; its digest is part of the signature, so that the store checks it."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self._path, self._start, self.size = path, start, size
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        self.sha256 = digest.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        left = self.size
        with self._path.open("rb", buffering=0) as stream:
            stream.seek(self._start)
            while left and (block := stream.read(min(left, 1024 * 1024))):
                left -= len(block)
                yield block


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self._content, self.size = content, len(content)
        self.sha256 = hashlib.sha256(content).hexdigest()

    def blocks(self) -> Iterator[bytes]:
        yield self._content


def _why(status: int) -> object:
    if status in (401, 403):
        return _("The store refuses this key: check key id, secret, region and what the key may do.")
    if status == 404:  # noqa: PLR2004
        return _("The store does not know this bucket.")
    return _("The store answered with %(status)s and did nothing.") % {"status": status}


def _parsed(content: bytes):  # type: ignore[no-untyped-def] # noqa: ANN202 - an element of the standard library
    from xml.etree.ElementTree import ParseError

    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content)
    except ParseError:
        raise StoreRefused(_("The store's answer cannot be read.")) from None


def _text_in(content: bytes, tag: str) -> str:
    return next((each.text or "" for each in _parsed(content).iter() if each.tag.endswith(tag)), "")
