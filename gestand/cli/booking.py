"""``gestand book`` and ``gestand import network``."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gestand.cli.choosing import client_by
from gestand.cli.console import counted, counting, named, say, say_json, stop, why_not_written
from gestand.cli.loading import use_django
from gestand.cli.packages import draft_beside

if TYPE_CHECKING:
    from datetime import datetime

    from gestand.network.book.contents import Documentation


def write_book(wanted: str, *, out: Path, language: str, as_json: bool) -> None:
    """Write a client's network book; the name of the file says in which form."""
    use_django()
    from django.db import transaction
    from django.utils import timezone, translation

    from gestand.core.actors import SHELL
    from gestand.core.audit import write_audit
    from gestand.core.refusals import Refused
    from gestand.network.book.contents import usable_documentation_of
    from gestand.network.models import Device, DeviceState

    form = out.suffix.lstrip(".").lower()
    if form not in ("pdf", "zip", "json", "xlsx"):
        stop("The name of the file says in which form: FILE.pdf, FILE.zip (everything), FILE.json or FILE.xlsx.")
    if language not in ("", "nl", "en"):
        stop(f"There is no book in {language!r}: choose nl or en.")
    if out.expanduser().exists():
        stop(f"{out} is there already. Choose another name, or remove it first.")
    client, at = client_by(wanted), timezone.now()
    spoken = language or client.language
    try:
        with draft_beside(out) as (stream, place), counting("Collecting", shown=not as_json) as progress:
            with translation.override(spoken):
                found = usable_documentation_of(client)
                stream.write(_content(found, form, language=spoken, at=at, progress=progress))
            stream.flush()
            with transaction.atomic():
                write_audit(
                    "network.book.write",
                    by=SHELL,
                    at=at,
                    subject=("client", client.id),
                    client_id=client.id,
                    facts={"form": form, "recipient": "addressee"},
                )
                place()
    except Refused as refused:
        stop(str(refused))
    devices = sum(1 for device in found.of(Device) if device.state != DeviceState.GONE)  # as everywhere else
    size = out.expanduser().stat().st_size
    if as_json:
        told = {"client": str(client.id), "file": str(out), "form": form, "language": spoken}
        say_json({**told, "devices": devices, "bytes": size})
        return
    say(f"{out}: the network of {named(client.name)}, {counted(devices, 'device')}, {size:,} bytes.")


def _content(
    found: Documentation, form: str, *, language: str, at: datetime, progress: Callable[[int, int, str], None]
) -> bytes:
    from django.utils import timezone

    from gestand.network.book.handing_over import write_hand_over
    from gestand.network.book.machine import as_json
    from gestand.network.book.paper import as_pdf
    from gestand.network.book.sheets import write_workbook

    if form == "pdf":
        return as_pdf(found, language=language, at=at)
    if form == "json":
        return as_json(found, on=timezone.localdate(at))
    target = io.BytesIO()
    if form == "xlsx":
        write_workbook(found, target)
    else:
        write_hand_over(found.client, language=language, at=at, to=target, progress=progress)
    return target.getvalue()


def import_network_file(file: Path, *, wanted: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take the documentation of a book in for a client of whom nothing is written down yet."""
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.network.book.taking_in import take_in_book

    client = client_by(wanted)
    try:
        with file.open("rb") as stream:
            with counting("Reading", shown=not as_json) as progress:
                told = take_in_book(stream, client=client, by=SHELL, at=timezone.now(), dry_run=True, progress=progress)
            if not as_json:
                for title, count in told.titles:
                    say(f"{count:>7,}  {title}")
                for remark in told.remarks:
                    say(named(remark))
            if not dry_run:
                if why_not := why_not_written("Write this?", yes=yes, as_json=as_json):
                    stop(why_not)
                stream.seek(0)
                with counting("Writing", shown=not as_json) as progress:
                    told = take_in_book(stream, client=client, by=SHELL, at=timezone.now(), progress=progress)
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"client": str(client.id), "written": not dry_run, **told.as_plain()})
        return
    say("Nothing was written (--dry-run)." if dry_run else f"It is written down for {named(client.name)}.")
