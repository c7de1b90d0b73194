"""The register in the inspector's pack: as it is now and as it was, without names of clients."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import InspectorPart
from gestand.statement.models.register import RegisterSnapshot
from gestand.statement.register.facts import register_facts
from gestand.statement.register.files import FORMATS, SCHEMA, register_file

if TYPE_CHECKING:
    from gestand.core.house import PackWriter


def _write(add: PackWriter, *, at: datetime, language: str) -> None:
    facts = register_facts(at=at)
    for kind in FORMATS:
        add(f"register.{kind}", register_file(kind, facts, at=at, language=language, named=False))
    add("register.schema.json", SCHEMA.read_bytes())
    for snapshot in RegisterSnapshot.objects.order_by("number").iterator(chunk_size=20):
        made = register_file("json", snapshot.contents, at=snapshot.made_at, language=language, named=False)
        add(f"history-{snapshot.number:04d}-{snapshot.made_at:%Y%m%d}.json", made)


PART = InspectorPart("register", _("Register of processing (GDPR 30), now and before"), 20, _write)
