"""The declaration itself: one per model, beside its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from gestand.core.declarations.erasure import Erasure, delete

if TYPE_CHECKING:
    from gestand.core.declarations.categories import Category
    from gestand.core.declarations.purposes import Purpose
    from gestand.core.declarations.terms import Term


class Hat(StrEnum):
    """In which role the firm holds the data (GDPR 4(7), 4(8))."""

    CONTROLLER = "controller"
    PROCESSOR_FOR_BUSINESS = "processor_for_business"  # processor when the client is a business, else controller


@dataclass(frozen=True, slots=True)
class HeldFor:
    """For which client rows are held as its processor (GDPR 28): they go back to it or away at the end, as it chooses
    (28(3)(g)).

    ``client``: the path of foreign keys to that client. ``when``: a field of the model that says of a row that it is
    held so; empty: all rows of a client that is a business. ``told``: paths to what the list of a returned row says.
    """

    client: str
    when: str = ""
    told: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Whose data a model holds, why and how long.

    ``subject``: paths of foreign keys (``"person"``, ``"correspondence__client"``, ``"self"`` for the root itself), in
    order: a row is about the first one that is not empty. Each path ends at a subject root (person, client, account);
    a plain id column names its root after a colon (``"person_id:person"``), for rooms that may not import that root.
    ``categories`` and ``impersonal`` together name every concrete field.
    ``withhold``: fields that concern others, with the reason told in the package (GDPR 15(4)).
    ``keep``: how long a row is kept; ``also_keep``: further reasons, of which the longest live one keeps it (one whose
    clock is empty keeps nothing). ``keep_fields``: fields that go before their row does.
    ``forgotten_by``: the name of the room's own job that takes these rows away at their term; ``loose_forgotten_by``:
    the job for rows about nobody. Without one the nightly sweep proposes them.
    ``hat`` and ``held_for``: of whose data the firm is the processor, and for which client.
    ``forgotten_from_all``: why that job takes rows about whoever is under a hold or restricted (GDPR 17(3)(e), 18) too.
    ``files``: fields that point to a stored file, which goes along in the package.
    ``stays_here``: why rows are no part of what a person takes along (GDPR 20), although their purposes would have it.
    ``points_to``: id columns that name a row of one of several tables (labels) of the same person or client: what they
    name goes along, or the row that names it does not.
    ``made_again``: rows are made from other rows, and anew when those change; a human judges only what was written.
    """

    subject: str | Sequence[str]
    categories: Mapping[str, Category]
    impersonal: Sequence[str]
    purposes: Sequence[Purpose]
    keep: Term
    also_keep: Sequence[Term] = ()
    keep_fields: Mapping[str, Term] = field(default_factory=dict)
    forgotten_by: str = ""
    loose_forgotten_by: str = ""
    forgotten_from_all: str = ""
    erase: Erasure = field(default_factory=delete)
    hat: Hat = Hat.CONTROLLER
    recipients: Sequence[str] = ()
    withhold: Mapping[str, str | Promise] = field(default_factory=dict)
    held_for: HeldFor | None = None
    files: Sequence[str] = ()
    stays_here: str | Promise = ""
    points_to: Mapping[str, Sequence[str]] = field(default_factory=dict)
    made_again: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every reason that keeps a row."""
        return (self.keep, *self.also_keep)

    @property
    def subject_paths(self) -> tuple[str, ...]:
        return (self.subject,) if isinstance(self.subject, str) else tuple(self.subject)


@dataclass(frozen=True)
class NoPersonalData:
    """The only other answer, with its reason ("because ...").

    ``addresses_of``: whose mail addresses and telephone numbers may stand in it all the same ("the firm", "companies");
    everywhere else a proof looks for them.
    """

    because: str
    addresses_of: str = ""
