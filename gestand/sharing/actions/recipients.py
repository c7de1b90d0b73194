"""The register of recipients: add one, say more about one, put one in the archive, take it out again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.declarations import Category, Purpose
from gestand.core.egress import RecipientKind, Safeguard
from gestand.core.egress.countries import ADEQUATE, EEA, is_country
from gestand.core.egress.recipients import find_recipient
from gestand.core.ids import new_id
from gestand.core.mail.actions import release_held
from gestand.core.mail.models import MailSettings
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.sharing.models import RegisteredRecipient

if TYPE_CHECKING:
    from gestand.core.actors import Actor

SEARCH_KIND = "recipient"
_KEY_LENGTH = 40


class NeedsName(Refused):
    code = "needs_name"


class NeedsPurpose(Refused):
    code = "needs_purpose"


class NeedsSafeguard(Refused):
    code = "needs_safeguard"


class NotACountry(Refused):
    code = "not_a_country"


class OfTheProgram(Refused):
    """The program itself needs this recipient: it cannot be put away."""

    code = "of_the_program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the owner filled in about a recipient."""

    name: str
    kind: str
    what: str = ""
    purposes: Collection[str] = ()
    categories: Collection[str] = ()
    country: str = ""
    safeguard: str = ""
    safeguard_note: str = ""
    contact: str = ""
    website: str = ""


def add_recipient(wanted: Wanted, *, by: Actor, at: datetime) -> RegisteredRecipient:
    """Write a recipient in the register; its key comes from its name.

    Refuses a line without name (``NeedsName``), one that gets personal data without a purpose (``NeedsPurpose``), a
    country that is none (``NotACountry``) and one outside the EEA without its safeguard (``NeedsSafeguard``).
    """
    by.require_owner()
    checked = _checked(wanted, kind=RecipientKind(wanted.kind))
    with transaction.atomic():
        row = RegisteredRecipient(id=new_id(), key=_free_key(wanted.name), created_at=at, changed_at=at, **checked)
        row.save(force_insert=True)
        _audit("sharing.recipient.add", row, by=by, at=at)
        reindex(SEARCH_KIND, [row.id])
    return row


def describe_recipient(key: str, wanted: Wanted, *, by: Actor, at: datetime) -> RegisteredRecipient:
    """Change what the register says about a recipient, also one that the program itself brings along (its role stays).

    Refuses as ``add_recipient`` does.
    """
    by.require_owner()
    with transaction.atomic():
        row = line_of(key, by=by, at=at)
        kind = RecipientKind(row.kind if is_of_the_program(key) else wanted.kind)
        for name, value in _checked(wanted, kind=kind, is_ours=is_of_the_program(key)).items():
            setattr(row, name, value)
        row.changed_at = at
        row.save()
        _audit("sharing.recipient.change", row, by=by, at=at)
        reindex(SEARCH_KIND, [row.id])
        release_held(by=by, at=at)
    return row


def line_of(key: str, *, by: Actor, at: datetime) -> RegisteredRecipient:
    """The line of this key, locked; one of the program's own gets its line here. Part of the caller's transaction."""
    row = RegisteredRecipient.objects.select_for_update().filter(key=key).first()
    if row is not None:
        return row
    known = find_recipient(key)
    if known is None:
        raise RegisteredRecipient.DoesNotExist(key)
    row = RegisteredRecipient(
        id=new_id(), key=key, kind=known.kind, server=mail_server() if key == MAIL_PROVIDER else "", created_at=at,
        changed_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    _audit("sharing.recipient.add", row, by=by, at=at)
    return row


def cover_this_server(*, by: Actor, at: datetime) -> RegisteredRecipient:
    """Say that what the register holds about the mail provider, its agreement too, holds for the mail server of now."""
    by.require_owner()
    with transaction.atomic():
        row = line_of(MAIL_PROVIDER, by=by, at=at)
        row.server = mail_server()
        row.changed_at = at
        row.save(update_fields=["server", "changed_at"])
        _audit("sharing.recipient.cover", row, by=by, at=at)
        release_held(by=by, at=at)
    return row


def archive_recipient(row: RegisteredRecipient, *, by: Actor, at: datetime) -> None:
    """From now on nothing passes to it; what it got stays listed. Refuses the program's own (``OfTheProgram``)."""
    by.require_owner()
    if is_of_the_program(row.key):
        raise OfTheProgram(_("The program itself needs this recipient. Change the mail settings instead."))
    _set_archived(row, at, "sharing.recipient.archive", by=by, at=at)


def unarchive_recipient(row: RegisteredRecipient, *, by: Actor, at: datetime) -> None:
    """Back in the register; its agreement counts again if it still holds."""
    by.require_owner()
    _set_archived(row, None, "sharing.recipient.unarchive", by=by, at=at)


def is_of_the_program(key: str) -> bool:
    """Whether the program brings this recipient along, whatever the register says about it."""
    return key in PROGRAM_KEYS


#: What ``core.egress.recipients.built_in`` and the mail settings name.
PROGRAM_KEYS = frozenset({"addressee", "dns", "mail_sign_in", MAIL_PROVIDER})


def mail_server() -> str:
    """The mail server that the settings name now, or ""."""
    return MailSettings.objects.filter(id=1).values_list("host", flat=True).first() or ""


def _set_archived(row: RegisteredRecipient, moment: datetime | None, action: str, *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        changed = RegisteredRecipient.objects.filter(id=row.id, archived_at__isnull=moment is not None).update(
            archived_at=moment, changed_at=at
        )
        row.archived_at = moment
        if changed:
            _audit(action, row, by=by, at=at)
            reindex(SEARCH_KIND, [row.id])


def _checked(wanted: Wanted, *, kind: RecipientKind, is_ours: bool = False) -> dict[str, object]:
    name = " ".join(wanted.name.split())[:160]
    if not name and not is_ours:
        raise NeedsName(_("Who is it? Fill in the name of the company or authority."), field="name")
    country = wanted.country.strip().upper()
    if country and not is_country(country):
        raise NotACountry(_("This is not a country."), field="country")
    purposes = [purpose for purpose in Purpose.values if purpose in wanted.purposes]
    if kind is not RecipientKind.NO_PERSONAL_DATA and not purposes and not is_ours:
        raise NeedsPurpose(_("What does it get the data for? Choose at least one purpose."), field="purposes")
    return {
        "name": name,
        "kind": kind.value,
        "what": " ".join(wanted.what.split())[:300],
        "purposes": purposes,
        "categories": [category for category in Category.values if category in wanted.categories],
        "country": country,
        "safeguard": _checked_safeguard(wanted.safeguard, country=country, kind=kind),
        "safeguard_note": " ".join(wanted.safeguard_note.split())[:300],
        "contact": " ".join(wanted.contact.split())[:200],
        "website": wanted.website.strip()[:300],
    }


def _checked_safeguard(given: str, *, country: str, kind: RecipientKind) -> str:
    """GDPR 44: inside the EEA none is needed; outside it one of articles 45 to 49 carries the transfer."""
    if kind is RecipientKind.NO_PERSONAL_DATA or not country:
        return "" if given == Safeguard.NOT_NEEDED else given  # nobody knows that while no country is said
    if country in EEA:
        return Safeguard.NOT_NEEDED.value
    if given in ("", Safeguard.NOT_NEEDED):
        raise NeedsSafeguard(
            _("This country lies outside the EEA: say what protects the data there."), field="safeguard"
        )
    if given == Safeguard.ADEQUACY and country not in ADEQUATE:
        raise NeedsSafeguard(
            _("There is no adequacy decision for this country. Choose another safeguard."), field="safeguard"
        )
    return given


def _free_key(name: str) -> str:
    """A key that nobody has or had: "drukkerij-jansen", "drukkerij-jansen-2"."""
    stem = slugify(name)[: _KEY_LENGTH - 4].strip("-") or "recipient"
    taken = set(RegisteredRecipient.objects.filter(key__startswith=stem).values_list("key", flat=True)) | PROGRAM_KEYS
    key, number = stem, 2
    while key in taken or find_recipient(key) is not None:
        key, number = f"{stem}-{number}", number + 1
    return key


def _audit(action: str, row: RegisteredRecipient, *, by: Actor, at: datetime) -> None:
    write_audit(action, by=by, at=at, subject=("recipient", row.id), facts={"recipient": row.key, "kind": row.kind})
