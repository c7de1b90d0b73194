"""A stored file to a browser: as an attachment, never as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse

from gestand.core.files.store import open_file

if TYPE_CHECKING:
    from gestand.core.files.models import StoredFile

#: What a browser may show by itself; everything else is only ever saved.
SHOWABLE = frozenset({"image/jpeg", "image/png", "image/webp", "text/plain"})


def file_response(stored: StoredFile, *, as_attachment: bool = True) -> FileResponse:
    """Stream a file, opened while it is sent. Nothing on the way keeps a copy, and nothing in it may run."""
    shown = not as_attachment and stored.media_type in SHOWABLE
    response = FileResponse(
        open_file(stored), as_attachment=not shown, filename=stored.name, content_type=stored.media_type
    )
    response["Content-Length"] = str(stored.size_bytes)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
