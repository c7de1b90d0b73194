"""``gestand picture``."""

from __future__ import annotations

from pathlib import Path

from gestand.cli.choosing import client_by
from gestand.cli.console import counted, named, say, say_json, stop
from gestand.cli.loading import use_django
from gestand.cli.packages import draft_beside


def draw_picture(wanted: str, *, out: Path, pages: bool, language: str, as_json: bool) -> None:
    """Write a client's network as one SVG, as an SVG for each sheet, or (FILE.pdf) as sheets of A4."""
    use_django()
    from django.db import transaction
    from django.utils import timezone, translation

    from gestand.core.actors import SHELL
    from gestand.core.audit import write_audit
    from gestand.core.freezing import require_usable
    from gestand.core.refusals import Refused
    from gestand.network.documents.picture import on_paper
    from gestand.network.picture import draw_alone, draw_pages
    from gestand.network.queries.picture import network_of, without_links

    form = out.suffix.lstrip(".").lower()
    if form not in ("svg", "pdf"):
        stop("The name of the file says in which form: FILE.svg or FILE.pdf.")
    if language not in ("", "nl", "en"):
        stop(f"There is no picture in {language!r}: choose nl or en.")
    client, at = client_by(wanted), timezone.now()
    spoken = language or client.language
    try:
        require_usable(clients=[client.id])
    except Refused as refused:
        stop(str(refused))
    with translation.override(spoken):
        network = without_links(network_of(client))
        if form == "pdf":
            files = {out: on_paper(network, language=spoken, at=at)}
        elif pages:
            sheets = draw_pages(network)
            files = {
                out.with_name(f"{out.stem}-{number:0{len(str(len(sheets)))}}.svg"): sheet.svg.encode()
                for number, sheet in enumerate(sheets, start=1)
            }
        else:
            files = {out: draw_alone(network).encode()}
    for path, content in files.items():
        with draft_beside(path) as (stream, place):
            stream.write(content)
            stream.flush()
            place()
    with transaction.atomic():
        write_audit("cli.picture.write", by=SHELL, at=at, subject=("client", client.id), client_id=client.id)
    if as_json:
        told = {"client": str(client.id), "files": [str(path) for path in files], "language": spoken}
        say_json({**told, "devices": len(network.nodes)})
        return
    first = next(iter(files))
    where = str(first) if len(files) == 1 else f"{first} and {len(files) - 1} more"
    say(f"{where}: the network of {named(client.name)}, {counted(len(network.nodes), 'device')}.")
