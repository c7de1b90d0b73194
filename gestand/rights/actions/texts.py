"""The firm's own texts for letters about requests: each change a new version, so that a kept letter tells which one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.firm import Firm
from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.rights.models import Occasion, OwnReply, RequestKind
from gestand.rights.replies import standard, text_for

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LONGEST_TEXT = 8000
#: A text without its place could go out without what the law wants in it.
NEEDED_PLACES = {Occasion.EXTENDED: "{reasons}", Occasion.REFUSED: "{reasons}", Occasion.LIFTING: "{reasons}"}


class LacksPlace(Refused):
    code = "lacks_place"


def save_text(*, occasion: str, kind: str, language: str, text: str, by: Actor, at: datetime) -> OwnReply | None:
    """Use an own text from now on; the standard one, or nothing, gives the standard text back. None: nothing changed.

    Refuses a text in which the reasons have no place, where the law asks for them (``LacksPlace``).
    """
    by.require_owner()
    which, what = Occasion(occasion), RequestKind(kind)
    wanted = "\n".join(line.rstrip() for line in text.strip().splitlines())[:LONGEST_TEXT]
    place = NEEDED_PLACES.get(which)
    if wanted and place and place not in wanted:
        raise LacksPlace(_("Leave {reasons} in the text: the law asks for reasons in this letter."), field="text")
    with transaction.atomic():
        Firm.objects.select_for_update().first()  # one version at a time
        if wanted == standard(which, what, language).strip():
            wanted = ""
        now = text_for(which, what, language)
        if wanted == (now.words.strip() if now.is_own else ""):
            return None
        mine = OwnReply.objects.filter(occasion=which, kind=what, language=language)
        row = OwnReply.objects.create(
            id=new_id(),
            occasion=which,
            kind=what,
            language=language,
            number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
            text=wanted,
            made_at=at,
        )
        write_audit(
            "rights.text.save",
            by=by,
            at=at,
            subject=("text", row.id),
            facts={"occasion": which, "kind": what, "language": language},
        )
    return row
