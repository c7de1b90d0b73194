"""A network book that was made for a client, while it lies ready to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Hat, HeldFor, Personal, Purpose, after, days
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class BookState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class OfVisibleClient(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.clients is None else self.filter(client_id__in=actor.clients)


class NetworkBook(models.Model):
    """One copy of a client's documentation: a ZIP with the book on paper and the files for machines. A copy of what
    stands here, so it is kept for a month at most and no backup holds it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=2, default="nl")
    state = models.CharField(_("state"), max_length=8, choices=BookState.choices, default=BookState.MAKING)
    file = models.OneToOneField(
        StoredFile, verbose_name=_("file"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked on"))
    made_at = models.DateTimeField(_("made on"), null=True)
    fetched_at = models.DateTimeField(_("first fetched on"), null=True)
    devices = models.PositiveIntegerField(_("devices"), default=0)
    job_id = models.UUIDField(null=True)

    objects = OfVisibleClient.as_manager()

    personal: ClassVar = Personal(
        subject="client",
        hat=Hat.PROCESSOR_FOR_BUSINESS,
        held_for=HeldFor("client", told=["made_at"]),
        categories={
            "client": Category.RELATION,
            "file": Category.FILE,
            "made_at": Category.RELATION,
            "fetched_at": Category.RELATION,
        },
        impersonal=["id", "language", "state", "asked_at", "devices", "job_id"],
        purposes=[Purpose.MAINTENANCE],
        keep=after("asked_at", days(30), why="keep.package"),
        forgotten_by="network.sweep_books",
        forgotten_from_all="a copy of what is kept elsewhere; that itself is kept",
        withhold={"file": _("it is a copy of what stands in this package itself")},
        stays_here=_("it is a copy of what goes along itself"),
    )

    class Meta:
        verbose_name = _("network book")
        verbose_name_plural = _("network books")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "-asked_at"], name="network_book_of_client"),
            models.Index(fields=["asked_at"], name="network_book_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)
