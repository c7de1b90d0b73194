"""The firm's own profile, and the end of the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, NotAllowed
from gestand.core.audit import write_audit
from gestand.core.firm import ONLY_ROW, Firm
from gestand.team import first_run

if TYPE_CHECKING:
    from datetime import datetime

PROFILE_FIELDS = (
    "name", "street", "postal_code", "city", "country", "phone", "email", "website", "kvk_number", "vat_id",
    "officer_name", "officer_email", "officer_is_registered", "accent", "public_url",
)  # fmt: skip


def save_firm_profile(facts: Mapping[str, object], *, by: Actor, at: datetime) -> Firm:
    """Write the profile (checked by its form). Before the set-up is done anyone who holds the set-up code may."""
    with transaction.atomic():
        Firm.objects.get_or_create(id=ONLY_ROW)  # of two who come first at the same moment one makes the row
        firm = Firm.objects.select_for_update().get(id=ONLY_ROW)
        if firm.set_up_at is not None and not by.is_owner:
            raise NotAllowed(_("Only the owner can do this."))
        changed = [name for name in PROFILE_FIELDS if name in facts and getattr(firm, name) != facts[name]]
        for name in changed:
            setattr(firm, name, facts[name])
        firm.save()
        if changed:
            write_audit("team.firm.change", by=by, at=at, subject=("firm", None), facts={"fields": changed})
    return firm


def finish_setup(*, by: Actor, at: datetime) -> Firm:
    """The wizard is done: from now on the doors are those of the access table. Twice is once."""
    by.require_owner()
    with transaction.atomic():
        firm = Firm.objects.select_for_update().get(id=ONLY_ROW)
        if firm.set_up_at is None:
            firm.set_up_at = at
            firm.save(update_fields=["set_up_at"])
            write_audit("team.setup.finish", by=by, at=at, subject=("firm", None))
    transaction.on_commit(first_run.forget_code)
    return firm
