"""``gestand register``."""

from __future__ import annotations

from pathlib import Path

from gestand.cli.console import say, stop
from gestand.cli.loading import use_django


def write_register(out: Path, *, language: str) -> None:
    """Write the register of now to a file; its name says in which form."""
    use_django()
    from django.utils import timezone

    from gestand.statement.register.facts import digest_of, register_facts
    from gestand.statement.register.files import FORMATS, register_file

    kind = out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        stop(f"The name of the file says in which form: {', '.join('.' + each for each in FORMATS)}.")
    if language not in ("nl", "en"):
        stop("The register speaks nl or en.")
    at = timezone.now()
    facts = register_facts(at=at)
    content = register_file(kind, facts, at=at, language=language)
    try:
        out.write_bytes(content)
    except OSError as failure:
        stop(f"{out} cannot be written: {failure.strerror}.")
    say(f"{out}: {len(content)} bytes, fingerprint {digest_of(facts)}")
