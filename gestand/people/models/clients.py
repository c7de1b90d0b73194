"""Clients (contracts with a household or a business) and persons (data subjects)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years
from gestand.core.ids import free_short_ids, is_short_id, new_id, new_short_id
from gestand.people.kernels.names import full_name

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class ClientKind(models.TextChoices):
    HOUSEHOLD = "household", _("Household")
    BUSINESS = "business", _("Business")


class LegalForm(models.TextChoices):
    SOLE_TRADER = "sole_trader", _("Sole trader")  # the business is a person
    COMPANY = "company", _("Company (bv, nv)")
    PARTNERSHIP = "partnership", _("Partnership (vof, maatschap)")
    ASSOCIATION = "association", _("Association or foundation")
    OTHER = "other", _("Other")


class MembershipRole(models.TextChoices):
    ADULT = "adult", _("Adult of the household")
    CHILD = "child", _("Child of the household")
    OWNER = "owner", _("Owner of the business")
    EMPLOYEE = "employee", _("Employee")
    CONTACT = "contact", _("Contact person")
    ADMINISTRATION = "administration", _("Administration")


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.clients is None else self.filter(id__in=actor.clients)

    def current(self) -> Self:
        """Not put away: archived clients are found by search and filter only."""
        return self.filter(archived_at__isnull=True)


class Client(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ClientKind.choices)
    name = models.CharField(_("name"), max_length=160)
    sort_name = models.CharField(_("sorted under"), max_length=160, editable=False)  # folded, without article or prefix
    legal_form = models.CharField(_("legal form"), max_length=12, choices=LegalForm.choices, blank=True)
    kvk_number = models.CharField(_("chamber-of-commerce number"), max_length=8, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=16, blank=True)
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, default="nl", choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    note = models.TextField(_("note"), blank=True)
    started_on = models.DateField(_("client since"))
    ended_on = models.DateField(_("client until"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = ClientQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="self",
        categories={
            "name": Category.NAME,
            "sort_name": Category.NAME,
            "legal_form": Category.RELATION,
            "kvk_number": Category.BUSINESS_NUMBER,
            "vat_id": Category.BUSINESS_NUMBER,
            "website": Category.ADDRESS,
            "note": Category.FREE_TEXT,
            "started_on": Category.RELATION,
            "ended_on": Category.RELATION,
        },
        impersonal=["id", "kind", "language", "archived_at", "created_at", "changed_at"],
        purposes=[Purpose.CONTACT, Purpose.PAYMENT],
        keep=while_client(then=years(3), clock="ended_on"),
    )

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering: ClassVar = ["sort_name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="client_by_name"),
            models.Index(fields=["kind", "sort_name", "id"], name="client_by_kind"),
            models.Index(fields=["started_on", "id"], name="client_by_start"),
            models.Index(fields=["changed_at", "id"], name="client_by_change"),
            models.Index(fields=["ended_on"], name="client_by_end", condition=Q(ended_on__isnull=False)),
            models.Index(fields=["kvk_number"], name="client_by_kvk", condition=~Q(kvk_number="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="client_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.clients is None:
            return self
        return self.filter(Q(memberships__client_id__in=actor.clients)).distinct()

    def current(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def bulk_create(self, objs: Iterable[Person], *args: Any, **options: Any) -> list[Person]:
        made = list(objs)
        for one, short_id in zip(made, free_short_ids((one.short_id for one in made), Person), strict=True):
            one.short_id = short_id
        return super().bulk_create(made, *args, **options)


class Person(models.Model):
    """A data subject. What else is held about him or her points here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    short_id = models.CharField(_("short id"), max_length=7, unique=True, default=new_short_id, editable=False)
    salutation = models.CharField(_("form of address"), max_length=40, blank=True)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    name_prefix = models.CharField(_("prefix"), max_length=30, blank=True, help_text=_("van, de, van der"))
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    sort_name = models.CharField(_("sorted under"), max_length=200, editable=False)
    language = models.CharField(
        _("language"), max_length=2, default="nl", choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    note = models.TextField(_("note"), blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    relation_ended_on = models.DateField(
        _("relation ended"), null=True, editable=False
    )  # last end of all clients; empty while one lasts

    objects = PersonQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="self",
        categories={
            "salutation": Category.NAME,
            "initials": Category.NAME,
            "given_name": Category.NAME,
            "name_prefix": Category.NAME,
            "family_name": Category.NAME,
            "sort_name": Category.NAME,
            "language": Category.RELATION,
            "note": Category.FREE_TEXT,
            "relation_ended_on": Category.RELATION,
        },
        impersonal=["id", "short_id", "archived_at", "created_at", "changed_at"],
        purposes=[Purpose.CONTACT, Purpose.MAINTENANCE],
        keep=while_client(then=years(3), clock="relation_ended_on"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering: ClassVar = ["sort_name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            models.Index(
                fields=["relation_ended_on"], name="person_by_end", condition=Q(relation_ended_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Raises ``ValidationError`` for a short id that was not made here or in another Gestand."""
        if not is_short_id(self.short_id):
            raise ValidationError("no short id")

    @property
    def full_name(self) -> str:
        """Given name or initials, prefix, last name: "Carla van den Berg"."""
        return full_name(self.given_name, self.initials, self.name_prefix, self.family_name)


class Membership(models.Model):
    """A person's role with a client, and since when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=14, choices=MembershipRole.choices)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    is_main = models.BooleanField(_("first contact"), default=False)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "role": Category.RELATION,
            "job_title": Category.RELATION,
            "is_main": Category.RELATION,
            "since_on": Category.RELATION,
            "until_on": Category.RELATION,
        },
        impersonal=["id"],
        purposes=[Purpose.CONTACT],
        keep=while_client(then=years(3), clock="client__ended_on"),
    )

    class Meta:
        verbose_name = _("role with a client")
        verbose_name_plural = _("roles with clients")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "person"], name="one_membership_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
