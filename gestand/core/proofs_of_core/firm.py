"""Clauses ``identity``, ``officer``: who the firm is, as the statement prints it, and whether its addresses work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.actors import SYSTEM
from gestand.core.egress.dns import look_up_mail_domain
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.firm import Firm, current_firm
from gestand.core.house import house
from gestand.core.mail.models import MailSettings
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

#: What clause ``identity`` prints of the profile.
PRINTED = ("name", "street", "postal_code", "city", "phone", "email", "website")
OFFICER_FIELDS = ("officer_name", "officer_email")
FIRM_PAGE = Button(_("Look at the firm's profile"), "team:firm")
_FIELD_WORDS = {
    "name": _("name"),
    "street": _("street"),
    "postal_code": _("postal code"),
    "city": _("town"),
    "phone": _("telephone number"),
    "email": _("e-mail address"),
    "website": _("website"),
}
_ALMOST = 0.85
_NO_PROFILE = _("There is no firm's profile yet.")


def profile_is_stated(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Every field that is printed is filled, and the published statement prints the same."""
    firm = current_firm()
    if firm is None:
        return unproven(_NO_PROFILE, button=FIRM_PAGE)
    empty = [name for name in PRINTED if not str(getattr(firm, name)).strip()]
    if empty:
        return broken(
            _("Not everything that the statement prints of the firm is filled in. Empty are: %(words)s."),
            words=_in_words(empty),
            todo=_("Fill in what is empty in the firm's profile."),
            button=FIRM_PAGE,
            counts={"fields": len(PRINTED), "empty": len(empty)},
        )
    published = house.published_profile() if house.published_profile is not None else None
    if published is None:
        return unproven(
            _("All %(fields)s fields of the profile are filled; no statement is published to compare them with."),
            todo=_("Publish the statement."),
            counts={"fields": len(PRINTED)},
        )
    published = {name: printed for name, printed in published.items() if name in PRINTED}
    differ = [name for name, printed in published.items() if str(getattr(firm, name)) != printed]
    if differ:
        return broken(
            _("The published statement prints something else than the firm's profile: %(words)s."),
            words=_in_words(differ),
            todo=_("Publish the statement anew, or correct the profile."),
            button=FIRM_PAGE,
            counts={"compared": len(published), "differ": len(differ)},
        )
    return kept(
        _("All %(fields)s fields are filled, and the published statement prints the same %(compared)s."),
        counts={"fields": len(PRINTED), "compared": len(published)},
    )


def _in_words(fields: Iterable[str]) -> str | Promise:
    """Names of fields as a reader says them, in the language of whoever reads."""
    named = list(fields)
    return lazy(lambda: ", ".join(str(_FIELD_WORDS[name]) for name in named), str)()


def officer_is_named(*, at: datetime) -> Evidence:
    """An officer with a name and a mailbox; every printed address is on a domain that receives mail.

    Mail and website may live on different domains, as many firms' do; one that differs from the website's by a letter
    is a slip of the pen or not, and only the owner can tell.
    """
    firm = current_firm()
    if firm is None:
        return unproven(_NO_PROFILE, button=FIRM_PAGE)
    if not (firm.officer_name.strip() and firm.officer_email.strip()):
        return broken(
            _("Nobody is named for questions about privacy, or the mail address is missing."),
            todo=_("Name somebody with a mail address in the firm's profile."),
            button=FIRM_PAGE,
        )
    published = house.published_profile() if house.published_profile is not None else None
    if published is not None and any(published.get(name, "") != getattr(firm, name) for name in OFFICER_FIELDS):
        return broken(
            _("The published statement names another officer or mail address than the firm's profile."),
            todo=_("Publish the statement anew, or correct the profile."),
            button=FIRM_PAGE,
        )
    return _mail_arrives(_printed_domains(firm), own_domains(firm), at=at)


def _mail_arrives(domains: list[str], own: set[str], *, at: datetime) -> Evidence:
    try:
        known = [look_up_mail_domain(domain, by=SYSTEM, at=at) for domain in domains]
    except PassageRefused as refused:
        return unproven(refused.sentence, counts={"domains": len(domains)})
    except OutsideTrouble as trouble:
        return unproven(trouble.sentence, counts={"domains": len(domains)})
    silent = sum(not (domain.exists and domain.receives) for domain in known)
    if silent:
        return broken(
            ngettext_lazy(
                "Of the mail domains printed (%(domains)s), %(silent)s has no mail server: mail gets lost.",
                "Of the mail domains printed (%(domains)s), %(silent)s have no mail server: mail gets lost.",
                "silent",
            ),
            todo=_("Correct the mail address in the firm's profile, or have the domain set up for mail."),
            button=FIRM_PAGE,
            counts={"domains": len(domains), "silent": silent},
        )
    foreign = [domain for domain in domains if own and not any(_belongs_to(domain, one) for one in own)]
    slips = [domain for domain in foreign if any(_is_almost(domain, one) for one in own)]
    counts = {"domains": len(domains), "foreign": len(foreign), "slips": len(slips)}
    if slips:
        return unproven(
            ngettext_lazy(
                "Of the mail domains printed (%(domains)s), %(slips)s looks like a slip of the pen in the website's.",
                "Of the mail domains printed (%(domains)s), %(slips)s look like slips of the pen in the website's.",
                "slips",
            ),
            counts=counts,
            todo=_("Look for a slip of the pen in the mail addresses of the firm's profile."),
            button=FIRM_PAGE,
        )
    return kept(
        _("Somebody is named, and each mail domain that the firm prints has a mail server (%(domains)s)."),
        counts=counts,
    )


def own_domains(firm: Firm) -> set[str]:
    """The domains that are surely the firm's: those of its website and of this Gestand; a demo's localhost is none."""
    hosts = {urlsplit(address).hostname or "" for address in (firm.website, firm.public_url, settings.PUBLIC_URL)}
    return {host.removeprefix("www.").lower() for host in hosts if "." in host and not _is_number(host)}


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit()


def _belongs_to(domain: str, own: str) -> bool:
    return domain == own or domain.endswith(f".{own}") or own.endswith(f".{domain}")


def _is_almost(domain: str, own: str) -> bool:
    """Whether its name differs by a letter or two; the same name elsewhere (.com), or without hyphens, is no slip."""
    name, our_name = (each.rpartition(".")[0].replace("-", "") for each in (domain, own))
    return name != our_name and SequenceMatcher(None, name, our_name).ratio() >= _ALMOST


def _printed_domains(firm: Firm) -> list[str]:
    """Of every mail address that goes out in the firm's name, once each."""
    senders = MailSettings.objects.filter(id=1).values_list("sender_address", flat=True)
    return _domains([firm.officer_email, firm.email, *senders])


def _domains(addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(address.rpartition("@")[2].lower() for address in addresses if "@" in address))


IDENTITY = Proof(
    key="core.identity",
    clauses=("identity",),
    kind=ProofKind.DATA,
    what=_("Every field that the statement prints about the firm is filled, and printed as the profile has it."),
    limits=_("It does not know whether the firm really lives at that address."),
    check=profile_is_stated,
    every=timedelta(hours=6),
)
OFFICER = Proof(
    key="core.officer",
    clauses=("officer",),
    kind=ProofKind.LIVE,
    what=_("Somebody is named, and each printed mail address is on a domain that receives mail."),
    limits=_("It asks for the domain's mail server, not whether this one mailbox exists."),
    check=officer_is_named,
)
PROOFS = (IDENTITY, OFFICER)
