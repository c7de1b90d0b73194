"""The house: fixed shelves that each room fills from its doorplate (``room.py``), explicitly, at start-up.

A room's ``apps.py`` calls ``room.open_room(house)`` in ``ready()``. Nothing else registers anything anywhere.
Labels are lazy translations; urls are view names (``"people:clients"``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from uuid import UUID
    from zipfile import ZipFile

    from django.db.models import Model

    from gestand.core.actors import Actor
    from gestand.core.declarations.chosen import Choice
    from gestand.core.declarations.personal import NoPersonalData, Personal
    from gestand.core.declarations.purposes import Purpose
    from gestand.core.egress.recipients import RecipientSource
    from gestand.core.freezing import FrozenNow
    from gestand.core.journal import TermLine
    from gestand.core.mail.choices import WayOut
    from gestand.core.one_time_link import OneTimeDoor
    from gestand.core.proofs import Proof
    from gestand.core.search.interface import SearchSource

Label = str | Promise


class Access(StrEnum):
    """Who may open a URL. Whoever may not gets the same 404 as an unknown address (or the login page)."""

    PUBLIC = "public"  # anyone, signed in or not
    SIGNED_IN = "signed_in"  # a team account that may still lack its second factor (the pages to set one up)
    TEAM = "team"  # a team account with a second factor; stand-ins see only their clients
    OWNER = "owner"  # the owner alone


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: Label
    url: str
    icon: str
    order: int
    section: str  # the url namespace(s) for which it is current, e.g. "people"
    access: Access = Access.TEAM
    phone: bool = True  # may stand in the bottom bar (first four do)
    place: str = "main"  # "main", "privacy" (a tab of Privacy), "settings" (behind its page) or "foot" (that page)
    help: Label = ""  # a line on the page of settings


@dataclass(frozen=True, slots=True)
class NewAction:
    """A line in the "+ New" menu and in the command palette."""

    label: Label
    url: str
    icon: str
    order: int
    access: Access = Access.TEAM
    key: str = ""  # one-letter keyboard shortcut
    dialog: bool = False  # with script its page, asked for by "X-Requested-With: dialog", opens as a dialog


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of "needs you now". ``urgency``: 0 hurts most (broken promise) .. 90 can wait."""

    urgency: int
    icon: str
    tone: str  # "broken", "warn", "kept", "plain"
    title: str
    detail: str
    action_label: str
    action_url: str
    days_left: int | None = None
    days_total: int | None = None


class TodayCard(Protocol):
    """Lines for the today page. A card that ``Gathers`` leaves its questions to the page's one statement; another one
    takes at most one query of its own.
    """

    def __call__(self, *, actor: Actor, at: datetime) -> Sequence[CardLine]: ...


@dataclass(frozen=True, slots=True)
class SideCard:
    """A panel at the right of today: a template with the context that ``context`` returns ({} hides it); it may
    be one that ``Gathers``.

    ``lines`` says from the same context, without asking again, what else needs the owner.
    """

    order: int
    template: str
    context: Callable[..., dict[str, Any]]  # context(actor=, at=)
    lines: Callable[..., Sequence[CardLine]] | None = None  # lines(context, at=)


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """Runs ``job`` (a registered job's name) every ``every``; ``at_hour`` (local) pins daily ones."""

    job: str
    every: timedelta
    at_hour: int | None = None


@dataclass(frozen=True, slots=True)
class AuditAction:
    """A registered name of something that can be done, with the sentence that the audit page shows.

    ``consequential``: it has a real effect on a person, so that a human takes it and its line names who (GDPR 22).
    """

    name: str  # "people.client.create"
    sentence: Label  # "created a client"
    consequential: bool = False


@dataclass(frozen=True, slots=True)
class ClientTab:
    """A tab of the client page that a higher room adds. ``visible(actor)``; ``count(client_id)`` may be None."""

    key: str
    label: Label
    url: str  # reversed with the client's id
    order: int
    access: Access = Access.TEAM


@dataclass(frozen=True, slots=True)
class ClientPanel:
    """A panel that a higher room adds to a tab of the client page ("overview" or "privacy"). ``context`` takes actor=,
    client_id=, person_ids=, at= and costs at most one query, or gathers (``core.gathering``); {} hides the panel.
    """

    place: str
    order: int
    template: str
    context: Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ThingPanel:
    """A panel that a higher room adds to the page of something documented ("device", "connection", "account" …; none
    named: of every kind). ``context`` takes actor=, kind=, thing_id=, client_id=, at= and costs at most one query, or
    gathers (``core.gathering``); {} hides the panel.
    """

    order: int
    template: str
    context: Callable[..., dict[str, Any]]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutsideData:
    """Personal data that lives outside models: a file, a log, a cache. Declared in the same terms."""

    name: Label
    declaration: Personal | NoPersonalData


class PackWriter(Protocol):
    """Where a part of the inspector's pack is written: one file, by its name inside the part's folder."""

    def __call__(self, name: str, content: bytes) -> None: ...


class HeldDocuments(Protocol):
    """What a room adds to the package in which goes back what was held for a client (GDPR 28(3)(g)): beside the rows
    and files a document that a person can read, in a folder of its own. Nothing when it has nothing of this client.
    """

    def __call__(self, archive: ZipFile, *, client_id: UUID, language: str, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class InspectorPart:
    """What a room puts into the inspector's pack, in a folder of its own. Holds no names of clients or persons.

    ``title`` stands in the pack's index; ``write(add, at=..., language=...)`` adds files that need no Gestand to read.
    """

    folder: str
    title: Label
    order: int
    write: Callable[..., None]


class AlreadyRegistered(RuntimeError):
    """Two rooms claim one name: a mistake of the builder, shown at start-up."""


@dataclass(slots=True)
class SubjectRoot:
    """A kind of data subject (person, account) or contract (client) at which declared paths may end.

    ``model`` is the Django model. ``person_like`` is False for a contract: its rows are about the people whom
    ``adults_of`` names.
    """

    name: str
    model: type[Model]
    person_like: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Where the program itself writes to an owner."""

    account_id: UUID | None
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class ServedController:
    """A client for whom the firm is the processor, by an agreement that is signed (GDPR 30(2)(a))."""

    client_id: UUID
    name: str
    contact: str
    since_on: date


@dataclass(frozen=True, slots=True)
class HeldUntil:
    """A hold: nothing about this subject is destroyed, for this reason, until and including this day."""

    reason: str
    until_on: date


@dataclass(frozen=True, slots=True)
class HeldAtTheEnd:
    """What is still held as processor of a client whose service is over: until when it may be, and where it is decided
    about. ``subjects``: whom it is about, the client among them.
    """

    client_id: UUID
    name: str
    rows: int
    until_on: date
    url: str
    subjects: frozenset[UUID]


class RowRule(Protocol):
    """What the forms and actions of a room ask of a row, asked of one from elsewhere; the row stays as it is."""

    def __call__(self, row: Any, /) -> str:
        """Refuses (``Refused``) what may not be kept. Gives a remark for whoever takes it in, or nothing."""


class ClientRule(Protocol):
    """What the forms of a room ask of rows together (of one client, or of its neighbours), asked of all that came in
    from elsewhere for these clients.
    """

    def __call__(self, clients: Collection[UUID], /) -> None:
        """Refuses (``Refused``) what no form would have let stand."""


class NameResolver(Protocol):
    """Names of things by id, for pages that hold ids alone; one query, ids that are gone are left out."""

    def __call__(self, ids: Collection[UUID]) -> Mapping[UUID, str]: ...


class ClientsJoined(Protocol):
    """Told, in the transaction, that the client ``goes`` lives on as ``stays``: for what knows clients by id alone."""

    def __call__(self, *, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None: ...


class PersonsJoined(Protocol):
    """Told, in the transaction, that the person ``goes`` lives on as ``stays``: for what knows persons by id alone."""

    def __call__(self, *, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None: ...


class MailChoices(Protocol):
    """What a person said about the uses of his or her data, for mails that rest on a choice."""

    def may_be_used_for(self, person_id: UUID, purpose: Purpose, *, at: datetime) -> bool: ...

    def way_out(self, person_id: UUID, purpose: Purpose, *, language: str, at: datetime) -> WayOut | None: ...


class MailLeft(Protocol):
    """Told, in the transaction, that the outbox handed this mail over at ``at``: for what waits until it is gone."""

    def __call__(self, *, mail_id: UUID, at: datetime) -> None: ...


@dataclass
class House:
    menu: list[MenuEntry] = field(default_factory=list)
    new_actions: list[NewAction] = field(default_factory=list)
    today_cards: list[TodayCard] = field(default_factory=list)
    side_cards: list[SideCard] = field(default_factory=list)
    scheduled_jobs: list[ScheduledJob] = field(default_factory=list)
    search_sources: dict[str, SearchSource] = field(default_factory=dict)
    audit_actions: dict[str, AuditAction] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    closed_urls: dict[str, str] = field(default_factory=dict)  # view names that nobody may open: name -> reason
    client_tabs: list[ClientTab] = field(default_factory=list)
    client_panels: list[ClientPanel] = field(default_factory=list)
    thing_panels: list[ThingPanel] = field(default_factory=list)
    subject_roots: dict[str, SubjectRoot] = field(default_factory=dict)
    tables: dict[str, Personal | NoPersonalData] = field(default_factory=dict)  # third-party models, by label
    plumbing_tables: dict[str, str] = field(default_factory=dict)  # tables without a model: name -> reason
    outside_data: list[OutsideData] = field(default_factory=list)
    recipient_sources: list[RecipientSource] = field(default_factory=list)
    name_resolvers: dict[str, NameResolver] = field(default_factory=dict)  # by kind: "account", "client", "person"
    row_rules: dict[str, RowRule] = field(default_factory=dict)  # by label: what the forms of its room ask of a row
    client_rules: list[ClientRule] = field(default_factory=list)  # the same of rows together
    owners: Callable[[], Sequence[Owner]] | None = None
    clients_to_join: list[ClientsJoined] = field(default_factory=list)  # before anything has moved
    persons_to_join: list[PersonsJoined] = field(default_factory=list)
    clients_joined: list[ClientsJoined] = field(default_factory=list)
    persons_joined: list[PersonsJoined] = field(default_factory=list)
    mails_left: list[MailLeft] = field(default_factory=list)
    mail_choices: MailChoices | None = None
    frozen: Callable[[], FrozenNow] | None = None  # whose data may only be stored (GDPR 18)
    clients_of_person: Callable[[UUID], frozenset[UUID]] | None = None  # whose shared data is also about this person
    #: The client whose own mailbox (no person's) this address is.
    client_of_mailbox: Callable[[str], UUID | None] | None = None
    #: Which person belongs to which client, for every person or client among these ids.
    belongings: Callable[[Collection[UUID]], Iterable[tuple[UUID, UUID]]] | None = None
    #: Lengths that the owner chose in place of the law table's, by key ("keep.client"), the oldest first.
    chosen_lengths: Callable[[], Mapping[str, Sequence[Choice]]] | None = None
    #: Which choices of the journal this database does not know; and how they come back into it, in one transaction.
    lost_terms: Callable[[], Sequence[TermLine]] | None = None
    put_back_terms: Callable[[Sequence[TermLine], Actor, datetime], None] | None = None
    #: Which of these ids of subjects are under a hold on a day: why, and its last day.
    holds_on: Callable[[Collection[UUID], date], Mapping[UUID, HeldUntil]] | None = None
    served_controllers: Callable[[], Sequence[ServedController]] | None = None  # for the register of processing
    #: What of it is still here although the service is over, on a day (GDPR 28(3)(g)).
    held_at_the_end: Callable[[date], Sequence[HeldAtTheEnd]] | None = None
    client_choices: Callable[[], Sequence[tuple[UUID, str]]] | None = None  # every current client, by name
    proofs: dict[str, Proof] = field(default_factory=dict)
    inspector_parts: dict[str, InspectorPart] = field(default_factory=dict)
    held_documents: list[HeldDocuments] = field(default_factory=list)
    one_time_doors: list[OneTimeDoor] = field(default_factory=list)
    #: Which published statement was in force at a moment ("v3", or ""): what a consent or a request saw.
    statement_version: Callable[[datetime], str] | None = None
    #: What the published statement prints of the firm, by field of core.Firm; None while nothing is published.
    published_profile: Callable[[], Mapping[str, str] | None] | None = None

    def statement_in_force(self, at: datetime) -> str:
        """The published version of the statement at a moment: "v3", or "" while there was none."""
        return self.statement_version(at) if self.statement_version is not None else ""

    def before_clients_join(self, prepare: ClientsJoined) -> None:
        """Have what both clients hold, and of which there can be only one, made one before the rest moves."""
        _put(self.clients_to_join, prepare)

    def before_persons_join(self, prepare: PersonsJoined) -> None:
        """Have what both persons hold, and of which there can be only one, made one before the rest moves."""
        _put(self.persons_to_join, prepare)

    def when_clients_join(self, follow: ClientsJoined) -> None:
        """Have what points to a client by id alone follow it when two clients are joined."""
        _put(self.clients_joined, follow)

    def when_persons_join(self, follow: PersonsJoined) -> None:
        """Have what points to a person by id alone follow him or her when two persons are joined."""
        _put(self.persons_joined, follow)

    def when_mail_leaves(self, follow: MailLeft) -> None:
        """Have what is done only when its mail has left hear of that moment."""
        _put(self.mails_left, follow)

    def add_menu(self, *entries: MenuEntry) -> None:
        _put(self.menu, *entries)
        self.menu.sort(key=lambda entry: entry.order)

    def add_new_actions(self, *entries: NewAction) -> None:
        _put(self.new_actions, *entries)
        self.new_actions.sort(key=lambda entry: entry.order)

    def add_today_card(self, card: TodayCard) -> None:
        _put(self.today_cards, card)

    def add_side_card(self, card: SideCard) -> None:
        _put(self.side_cards, card)
        self.side_cards.sort(key=lambda entry: entry.order)

    def add_scheduled_job(self, scheduled: ScheduledJob) -> None:
        _put(self.scheduled_jobs, scheduled)

    def add_search_source(self, source: SearchSource) -> None:
        self._once(self.search_sources, source.kind, source)

    def add_audit_actions(self, *actions: AuditAction) -> None:
        for action in actions:
            self._once(self.audit_actions, action.name, action)

    def add_access(self, access: Access, view_names: Iterable[str]) -> None:
        """Put URLs (by view name) into the access table; a URL that is not in it answers 404 to everybody."""
        for name in view_names:
            self._once(self.access, name, access)

    def close_urls(self, because: str, view_names: Iterable[str]) -> None:
        """Say that these URLs of a library answer 404 to everybody on purpose."""
        for name in view_names:
            self._once(self.closed_urls, name, because)

    def add_client_tab(self, tab: ClientTab) -> None:
        _put(self.client_tabs, tab)
        self.client_tabs.sort(key=lambda entry: entry.order)

    def add_client_panel(self, panel: ClientPanel) -> None:
        _put(self.client_panels, panel)
        self.client_panels.sort(key=lambda entry: entry.order)

    def add_thing_panel(self, panel: ThingPanel) -> None:
        _put(self.thing_panels, panel)
        self.thing_panels.sort(key=lambda entry: entry.order)

    def add_subject_root(self, root: SubjectRoot) -> None:
        self._once(self.subject_roots, root.name, root)

    def declare_table(self, model_label: str, declaration: Personal | NoPersonalData) -> None:
        """Declare a third-party model, by label ("account.EmailAddress")."""
        self._once(self.tables, model_label.lower(), declaration)

    def declare_plumbing(self, table: str, because: str) -> None:
        """Declare a database table without a model (django_migrations, FTS5 shadows). ``*`` at the end matches any."""
        self._once(self.plumbing_tables, table, because)

    def declare_outside(self, outside: OutsideData) -> None:
        _put(self.outside_data, outside)

    def add_name_resolver(self, kind: str, resolve: NameResolver) -> None:
        """Say how the ids of one kind of thing (an actor's or a subject's kind in the audit log) become names."""
        self._once(self.name_resolvers, kind, resolve)

    def add_row_rule(self, model: type[Model], rule: RowRule) -> None:
        """Say what a whole row must keep to, for whoever takes in rows that no form of its room has seen."""
        self._once(self.row_rules, model._meta.label_lower, rule)

    def add_client_rule(self, rule: ClientRule) -> None:
        """Say what the rows of a client must keep to together, for whoever takes in rows from elsewhere."""
        _put(self.client_rules, rule)

    def add_recipient_source(self, source: RecipientSource) -> None:
        """A part of the register of recipients, asked by the egress gate."""
        _put(self.recipient_sources, source)

    def add_proofs(self, *proofs: Proof) -> None:
        """Bind checks to clauses of the statement."""
        for proof in proofs:
            self._once(self.proofs, proof.key, proof)

    def add_inspector_part(self, part: InspectorPart) -> None:
        self._once(self.inspector_parts, part.folder, part)

    def add_held_documents(self, write: HeldDocuments) -> None:
        _put(self.held_documents, write)

    def add_one_time_door(self, door: OneTimeDoor) -> None:
        _put(self.one_time_doors, door)

    @staticmethod
    def _once(shelf: dict[str, Any], name: str, entry: Any) -> None:
        if name in shelf and shelf[name] != entry:
            raise AlreadyRegistered(f"{name!r} is registered twice")
        shelf[name] = entry


def _put(shelf: list[Any], *entries: Any) -> None:
    """Each thing stands on its shelf once, however often its room is opened."""
    shelf.extend(entry for entry in entries if entry not in shelf)


house = House()
