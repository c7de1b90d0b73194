"""What a complete documentation holds: the questions, what each weighs at home and in a business, and the score.

Pure: it reads counts and knows no database. A question that asks something of things (a serial number of each device)
counts by the share of the things of which it is known; it is not asked while there is no such thing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Label

#: How many there are, by what is counted ("devices", "serial_of", "serial"); what is not in it is 0.
Counts = Mapping[str, int]
#: 0 (nothing is known) to 1 (all of it), or None when there is nothing to ask about.
Share = Callable[[Counts], float | None]
_WRITE = _("Write it down")


@dataclass(frozen=True, slots=True)
class Question:
    """``words``: what is missing; ``asks``: the question that a person can answer; ``button``: what one click does."""

    code: str
    words: Label
    asks: Label
    household: int
    business: int
    share: Share
    button: Label = _WRITE


@dataclass(frozen=True, slots=True)
class Missing:
    """A question that is open; ``gain``: the percents that its answer brings."""

    question: Question
    gain: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """``open``: best question first; ``passed``: what somebody said does not apply; nothing is documented at all when
    ``is_empty``.
    """

    percent: int
    open: tuple[Missing, ...]
    passed: tuple[Question, ...]
    is_empty: bool = False


def completeness_of(counts: Counts, *, is_business: bool, passed: Collection[str] = ()) -> Completeness:
    """The score of one client."""
    whole = known = 0.0
    missing: list[tuple[float, Question]] = []
    for question in QUESTIONS:
        weight = question.business if is_business else question.household
        share = None if question.code in passed else question.share(counts)
        if not weight or share is None:
            continue
        whole += weight
        known += weight * share
        if share < 1:
            missing.append((weight * (1 - share), question))
    missing.sort(key=lambda pair: -pair[0])
    return Completeness(
        percent=int(100 * known / whole) if whole else 100,
        open=tuple(Missing(question, round(100 * weight / whole)) for weight, question in missing),
        passed=tuple(question for question in QUESTIONS if question.code in passed),
        is_empty=not any(counts.values()),
    )


def _any(name: str) -> Share:
    """Whether there is one at all."""
    return lambda counts: 1.0 if counts.get(name, 0) else 0.0


def _each(name: str) -> Share:
    """The share of the things that are asked (``name_of``) of which it is known (``name``)."""

    def share(counts: Counts) -> float | None:
        asked = counts.get(f"{name}_of", 0)
        return counts.get(name, 0) / asked if asked else None

    return share


def _mail(counts: Counts) -> float:
    return 1.0 if counts.get("mailboxes", 0) or counts.get("tenants", 0) else 0.0


def _domains(counts: Counts) -> float:
    return 1.0 if counts.get("domains", 0) else 0.0


#: In the order of what a technician needs first; the weights of a household and of a business.
QUESTIONS: tuple[Question, ...] = (
    Question("line", _("an internet connection"), _("who is the internet provider?"), 10, 10, _any("lines")),
    Question("router", _("a router or modem"), _("which router or modem stands there?"), 10, 10, _any("routers")),
    Question("workplace", _("a computer or phone"), _("on which computer is the work done?"), 9, 8, _any("workplaces")),
    Question("backup", _("a backup"), _("where is the backup, and of what?"), 9, 10, _any("backups")),
    Question("wireless", _("a Wi-Fi network"), _("what is the Wi-Fi network called?"), 6, 5, _any("wireless")),
    Question(
        "backup_success",
        _("when the backup last worked"),
        _("when did the backup last work?"),
        6,
        8,
        _each("backup_success"),
    ),
    Question("subnet", _("a network with its addresses"), _("which addresses are used there?"), 2, 8, _any("subnets")),
    Question(
        "gateway", _("the gateway of a network"), _("what is the gateway of the network?"), 1, 5, _each("gateway")
    ),
    Question(
        "helpdesk",
        _("helpdesk or customer number of the provider"),
        _("whom do we call when the internet is down?"),
        4,
        4,
        _each("helpdesk"),
    ),
    Question("modem", _("where the internet line ends"), _("in which device does the line end?"), 1, 3, _each("modem")),
    Question(
        "system",
        _("the operating system of a computer"),
        _("which operating system runs on it?"),
        4,
        5,
        _each("system"),
    ),
    Question(
        "user",
        _("who works with a computer"),
        _("who works with this computer?"),
        2,
        5,
        _each("user"),
        button=_("Choose the person"),
    ),
    Question("serial", _("a serial number"), _("what is the serial number on its sticker?"), 2, 4, _each("serial")),
    Question("warranty", _("when a warranty ends"), _("until when is there a warranty?"), 2, 4, _each("warranty")),
    Question("address", _("the fixed address of a device"), _("which address does it have?"), 0, 4, _each("address")),
    Question("hangs_on", _("what a device hangs on"), _("to what is this device connected?"), 1, 4, _each("hangs_on")),
    Question(
        "wireless_subnet",
        _("in which network a Wi-Fi network leads"),
        _("in which network does this Wi-Fi lead?"),
        0,
        3,
        _each("wireless_subnet"),
    ),
    Question(
        "restored",
        _("whether the backup can be put back"),
        _("was the backup ever put back as a test?"),
        2,
        5,
        _each("restored"),
    ),
    Question("domain", _("the internet domain"), _("which domain do they have?"), 0, 4, _domains),
    Question(
        "registrar", _("the registrar of a domain"), _("where is the domain registered?"), 2, 4, _each("registrar")
    ),
    Question("domain_ends", _("when a domain expires"), _("when does the domain expire?"), 2, 4, _each("domain_ends")),
    Question("mail", _("a mailbox"), _("where is their mail?"), 3, 4, _mail),
    Question("licence", _("a licence or subscription"), _("for which programs do they pay?"), 1, 4, _any("licences")),
    Question(
        "licence_ends",
        _("when a subscription ends"),
        _("until when does the subscription run?"),
        1,
        3,
        _each("licence_ends"),
    ),
)

BY_CODE: Mapping[str, Question] = {question.code: question for question in QUESTIONS}
