"""A small S3 server on loopback, over TLS, that takes nothing whose signature or digest is not right.

It writes down the request anew from what arrived, as the description of Signature Version 4 says, and knows nothing of
the client's code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY_ID, SECRET, REGION, BUCKET = "AKTEST", "geheim/geheim+1", "eu-test-1", "kopieen"


@dataclass
class Shelf:
    """What the server holds, and how it was spoken to."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    lose_bytes: bool = False
    page_size: int = 1000


def signature_of(method: str, target: str, headers: dict[str, str]) -> tuple[str, str]:
    """(the signature that it should have, the one that it has)."""
    told = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, "
        r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
        headers.get("authorization", ""),
    )
    if not told or told[1] != KEY_ID or told[3] != REGION:
        return "", "none"
    parts = urlsplit(target)
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    names = told[4].split(";")
    assert "host" in names
    assert names == sorted(names)
    request = [method, quote(unquote(parts.path), safe="/-_.~"), "&".join(f"{name}={value}" for name, value in pairs)]
    request += [f"{name}:{' '.join(headers[name].split())}" for name in names] + [
        "",
        told[4],
        headers["x-amz-content-sha256"],
    ]
    scope = f"{told[2]}/{REGION}/s3/aws4_request"
    text = "\n".join(
        ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256("\n".join(request).encode()).hexdigest()]
    )
    key = ("AWS4" + SECRET).encode()
    for step in (told[2], REGION, "s3", "aws4_request"):
        key = hmac.new(key, step.encode(), "sha256").digest()
    return hmac.new(key, text.encode(), "sha256").hexdigest(), told[5]


def handler(shelf: Shelf) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - a server in one place
    class Store(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            wanted, given = signature_of(self.command, self.path, headers)
            shelf.asked.append(f"{self.command} {self.path}")
            if wanted != given or hashlib.sha256(body).hexdigest() != headers.get("x-amz-content-sha256"):
                shelf.refused += 1
                self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
                return
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            _slash, bucket, *rest = unquote(parts.path).split("/", 2)
            if bucket != BUCKET:
                self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
                return
            self._do(rest[0] if rest else "", query, body)

        def _do(self, name: str, query: dict[str, str], body: bytes) -> None:
            if self.command == "PUT" and "uploadId" in query:
                shelf.uploads[query["uploadId"]][int(query["partNumber"])] = body
                self._answer(200, b"", ETag=f'"{hashlib.md5(body).hexdigest()}"')  # noqa: S324 - as S3 does
            elif self.command == "PUT":
                shelf.objects[name] = body[:-1] if shelf.lose_bytes else body
                self._answer(200)
            elif self.command == "POST" and "uploads" in query:
                shelf.uploads["up/1"] = {}
                self._answer(
                    200,
                    b"<InitiateMultipartUploadResult><UploadId>up/1</UploadId></InitiateMultipartUploadResult>",
                )
            elif self.command == "POST":
                pieces = shelf.uploads.pop(query["uploadId"])
                assert [int(number) for number in re.findall(rb"<PartNumber>(\d+)<", body)] == sorted(pieces)
                shelf.objects[name] = b"".join(pieces[number] for number in sorted(pieces))
                self._answer(200, b"<CompleteMultipartUploadResult/>")
            elif self.command == "DELETE":
                shelf.uploads.pop(query.get("uploadId", ""), None)
                shelf.objects.pop(name, None)
                self._answer(204)
            elif self.command == "HEAD":
                found = shelf.objects.get(name)
                self._answer(404 if found is None else 200, found or b"")
            else:
                self._list(query)

        def _list(self, query: dict[str, str]) -> None:
            names = sorted(name for name in shelf.objects if name.startswith(query.get("prefix", "")))
            start = int(query.get("continuation-token", "0").removeprefix("at/") or 0)
            page = names[start : start + shelf.page_size]
            listed = "".join(
                f"<Contents><Key>{name}</Key><Size>{len(shelf.objects[name])}</Size></Contents>" for name in page
            )
            end = start + shelf.page_size
            more = f"<NextContinuationToken>at/{end}</NextContinuationToken>" if end < len(names) else ""
            self._answer(200, f"<ListBucketResult xmlns='http://s3/'>{listed}{more}</ListBucketResult>".encode())

        def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any  # noqa: N815

        def log_message(self, *_all: Any) -> None:
            pass

    return Store


@contextmanager
def store_server(context: ssl.SSLContext) -> Iterator[Shelf]:
    shelf = Shelf()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(shelf))
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    shelf.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
