"""Tables of this room: chosen terms, holds, what goes next, and standing yeses."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, after, years
from gestand.core.declarations.lengths import Length
from gestand.core.ids import new_id
from gestand.core.law import Unit


class TermUnit(models.TextChoices):
    DAYS = Unit.DAYS.value, _("days")
    MONTHS = Unit.MONTHS.value, _("months")
    YEARS = Unit.YEARS.value, _("years")


class TermChange(models.Model):
    """A choice of the owner for one number of the law table; the newest one of a key holds. Without a value the table's
    own length holds again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(_("how long"), null=True)
    unit = models.CharField(_("counted in"), max_length=6, choices=TermUnit.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()

    personal: ClassVar = NoPersonalData(
        "it holds lengths and reasons of rules, and the id of the account that chose them"
    )

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=0), name="term_is_longer_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value} {self.unit}"

    @property
    def length(self) -> Length | None:
        return Length(**{self.unit: self.value}) if self.value else None


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self, on: date) -> Self:
        """Placed, not lifted, and its last day has not passed."""
        return self.filter(over_on__gte=on, lifted_at__isnull=True)


class Hold(models.Model):
    """Nothing about this person, client or account is destroyed until and including ``until_on``, for a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(_("person"), null=True)
    client_id = models.UUIDField(_("client"), null=True)
    account_id = models.UUIDField(_("account"), null=True)
    reason = models.CharField(_("why it is held"), max_length=300)
    until_on = models.DateField(_("held until"))
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.UUIDField(_("placed by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.UUIDField(_("let go by"), null=True)
    over_on = models.DateField(_("last day"), null=True)  # set when placed: its end, or the day on which it was lifted

    objects = HoldQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject=["person_id:person", "client_id:client", "account_id:account"],
        categories={
            "person_id": Category.RELATION,
            "client_id": Category.RELATION,
            "account_id": Category.ACCOUNT,
            "reason": Category.FREE_TEXT,
            "until_on": Category.RELATION,
            "placed_at": Category.RELATION,
            "lifted_at": Category.RELATION,
            "over_on": Category.RELATION,
        },
        impersonal=["id", "placed_by", "lifted_by"],
        purposes=[Purpose.RIGHTS],
        keep=after("over_on", years(3), why="keep.request_dossier"),
    )

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering: ClassVar = ["until_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["over_on"], name="hold_by_end", condition=Q(lifted_at__isnull=True)),
            models.Index(fields=["person_id"], name="hold_by_person", condition=Q(person_id__isnull=False)),
            models.Index(fields=["client_id"], name="hold_by_client", condition=Q(client_id__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(person_id__isnull=False, client_id__isnull=True, account_id__isnull=True)
                    | Q(person_id__isnull=True, client_id__isnull=False, account_id__isnull=True)
                    | Q(person_id__isnull=True, client_id__isnull=True, account_id__isnull=False)
                ),
                name="hold_is_about_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def subject(self) -> tuple[str, UUID]:
        """The kind of subject, and its id."""
        for kind in ("person", "client", "account"):
            found = getattr(self, f"{kind}_id")
            if found is not None:
                return kind, found
        raise AssertionError("a hold is about one")


class DepartureState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a yes")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("under a hold")
    DONE = "done", _("gone")
    WITHDRAWN = "withdrawn", _("not due any more")


#: The id that stands where there is nobody.
NOBODY = UUID(int=0)
#: What is still to come.
COMING = (DepartureState.PROPOSED, DepartureState.CONFIRMED, DepartureState.HELD)


class DepartureQuerySet(models.QuerySet["Departure"]):
    def coming(self) -> Self:
        return self.filter(state__in=COMING)

    def unanswered(self) -> Self:
        return self.filter(state=DepartureState.PROPOSED)


class Departure(models.Model):
    """Rows about one home (a client with its people, a person, an account, or nobody: a table) that go on one day.

    ``digest`` stands for exactly these rows: a yes to it is a yes to nothing else. ``subjects``, ``counts`` and
    ``rules``: whom the rows are about, how many there are by table, and the keys of their terms.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    home_kind = models.CharField(max_length=10)  # "client", "person", "account" or "table"
    home_id = models.UUIDField(default=NOBODY)  # zero for a table
    home_table = models.CharField(max_length=80, blank=True)
    goes_on = models.DateField()
    state = models.CharField(max_length=10, choices=DepartureState.choices, default=DepartureState.PROPOSED)
    subjects = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    has_changed = models.BooleanField(default=False)  # since a yes that was given to it
    proposed_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)
    said_at = models.DateTimeField(null=True)
    is_standing = models.BooleanField(default=False)  # by a standing yes
    closed_at = models.DateTimeField(null=True)
    entry_id = models.UUIDField(null=True)  # of the erasure journal
    trouble = models.CharField(max_length=300, blank=True)  # why the last try failed

    objects = DepartureQuerySet.as_manager()

    personal: ClassVar = NoPersonalData(
        "it holds ids, counts and days; who they point to is erased in the tables they point to"
    )

    class Meta:
        ordering: ClassVar = ["goes_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "goes_on"], name="departure_by_state"),
            models.Index(fields=["home_id"], name="departure_by_home"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home_kind", "home_id", "home_table", "goes_on"],
                condition=Q(state__in=["proposed", "confirmed", "held"]),
                name="one_departure_of_a_home_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.home_kind} {self.goes_on} {self.state}"


class StandingYes(models.Model):
    """Somebody's yes, once and for all, to what is like a log and past one rule's term."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    given_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    personal: ClassVar = NoPersonalData("it holds the key of a rule, and the id of the account that said yes")

    class Meta:
        ordering: ClassVar = ["-given_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at__isnull=True), name="one_standing_yes_a_rule"),
        ]

    def __str__(self) -> str:
        return self.key
