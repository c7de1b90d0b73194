"""Addresses, phones and mail addresses, of a person or of a client as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years
from gestand.core.ids import new_id
from gestand.core.mail_addresses import folded_mail_address
from gestand.people.models.clients import Client, Person

#: One of the two: a row about a person, or about the client as a whole. The clock is the client's, or the person's.
_ONE_OWNER = (Q(person__isnull=True) & Q(client__isnull=False)) | (Q(person__isnull=False) & Q(client__isnull=True))


_KEEP = while_client(then=years(3), clock="client__ended_on|person__relation_ended_on")


def _of_client(related_name: str) -> models.ForeignKey[Client | None, Client | None]:
    return models.ForeignKey(
        Client,
        verbose_name=_("client"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name=related_name,
        db_index=False,  # see ``_owner_indexes``
    )


def _of_person(related_name: str) -> models.ForeignKey[Person | None, Person | None]:
    return models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name=related_name,
        db_index=False,
    )


def _owner_indexes(what: str) -> list[models.Index]:
    """One index for each kind of owner, without the rows of the other kind: in an index over a column that is mostly
    empty SQLite has no faith after ANALYZE, and reads the whole table.
    """
    return [
        models.Index(fields=[owner], name=f"{what}_of_{owner}", condition=Q(**{f"{owner}__isnull": False}))
        for owner in ("client", "person")
    ]


class AddressKind(models.TextChoices):
    VISIT = "visit", _("Visiting address")
    POST = "post", _("Postal address")
    INVOICE = "invoice", _("Invoice address")


class Address(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("addresses")
    person = _of_person("addresses")
    kind = models.CharField(_("kind"), max_length=8, choices=AddressKind.choices, default=AddressKind.VISIT)
    street = models.CharField(_("street and number"), max_length=160)
    extra = models.CharField(_("second line"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "kind": Category.ADDRESS,
            "street": Category.ADDRESS,
            "extra": Category.ADDRESS,
            "postal_code": Category.ADDRESS,
            "city": Category.ADDRESS,
            "country": Category.ADDRESS,
        },
        impersonal=["id"],
        purposes=[Purpose.CONTACT, Purpose.DELIVERY, Purpose.PAYMENT],
        keep=_KEEP,
    )

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_OWNER, name="address_has_one_owner")]
        indexes: ClassVar = [
            *_owner_indexes("address"),
            models.Index(fields=["postal_code", "street"], name="address_by_postal_code"),
            models.Index(fields=["city", "client"], name="address_by_town"),
        ]

    def __str__(self) -> str:
        return f"{self.street}, {self.postal_code} {self.city}"


class PhoneNumber(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("phone_numbers")
    person = _of_person("phone_numbers")
    number = models.CharField(_("number"), max_length=20, db_index=True)  # E.164, "+31301234567"
    label = models.CharField(_("label"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "number": Category.PHONE,
            "label": Category.PHONE,
        },
        impersonal=["id", "order"],
        purposes=[Purpose.CONTACT],
        keep=_KEEP,
    )

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_OWNER, name="phone_has_one_owner")]
        indexes: ClassVar = _owner_indexes("phone")

    def __str__(self) -> str:
        return self.number


class MailAddress(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("mail_addresses")
    person = _of_person("mail_addresses")
    address = models.EmailField(_("e-mail address"), db_index=True)  # as typed; compared folded
    folded = models.CharField(_("e-mail address, folded"), max_length=254, db_index=True, editable=False)
    label = models.CharField(_("label"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "address": Category.EMAIL,
            "folded": Category.EMAIL,
            "label": Category.EMAIL,
        },
        impersonal=["id", "order"],
        purposes=[Purpose.CONTACT, Purpose.MAILING, Purpose.CHANGES],
        keep=_KEEP,
    )

    class Meta:
        verbose_name = _("mail address")
        verbose_name_plural = _("mail addresses")
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_OWNER, name="mail_has_one_owner")]
        indexes: ClassVar = _owner_indexes("mail")

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        """Raises ``ValidationError`` when what is compared is another mailbox than what is read."""
        if self.folded != folded_mail_address(self.address):
            raise ValidationError("the folded address is another one")
