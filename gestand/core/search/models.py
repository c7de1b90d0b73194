"""The index's one table with a face. The words that lead to it are plumbing, made by the migration ``search_index``.

``core_searchposting``: which word leads to which entry, and how well. ``core_searchword``: every different word once.
``core_searchfingerprint``: the words less one letter, as numbers (``spelling.py``). ``core_searchpiece``: the words by
three letters, for the middle of a compound. Triggers keep the last three in step, so that a word goes with the last
entry that has it, whoever deletes that entry.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years


class SearchEntry(models.Model):
    """What a list of hits shows of a findable thing: a copy, kept in step by ``reindex``.

    A thing that belongs to two clients has an entry for each, so that whoever may see one of them finds it.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField(_("what is found"))
    client_id = models.UUIDField(_("client"), null=True)
    person_id = models.UUIDField(_("person"), null=True)
    title = models.CharField(_("title"), max_length=200)
    detail = models.CharField(_("second line"), max_length=300, blank=True)
    rank = models.BigIntegerField()  # lower is better; see ``rank_of``
    ended_on = models.DateField(
        _("end of the client relation"), null=True
    )  # of the client relation: the copy goes when the thing goes, at the latest then

    personal: ClassVar = Personal(
        subject=["person_id:person", "client_id:client"],
        categories={
            "object_id": Category.RELATION,
            "client_id": Category.RELATION,
            "person_id": Category.RELATION,
            "title": Category.NAME,
            "detail": Category.FREE_TEXT,
            "ended_on": Category.RELATION,
        },
        impersonal=["id", "kind", "rank"],
        purposes=[Purpose.CONTACT, Purpose.MAINTENANCE],
        keep=while_client(then=years(3), clock="ended_on"),
        made_again=True,
    )

    class Meta:
        verbose_name = _("line of the search index")
        verbose_name_plural = _("lines of the search index")
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_id"], name="search_by_thing"),
            models.Index(fields=["client_id"], name="search_by_client"),
            models.Index(fields=["person_id"], name="search_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
