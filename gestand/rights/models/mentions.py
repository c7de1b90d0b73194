"""Where a person is spoken of in texts that no path leads to, and what a human decided about each place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, years
from gestand.core.ids import new_id
from gestand.people.models import Person
from gestand.rights.models.requests import Request


class SearchState(models.TextChoices):
    LOOKING = "looking", _("Being looked for")
    DONE = "done", _("Looked through")
    FAILED = "failed", _("Could not be looked through")


class Decision(models.TextChoices):
    WAITING = "waiting", _("Waits for a decision")
    GOES = "goes", _("Goes along")
    OTHERS = "others", _("Left out: it concerns others")
    NOBODY = "nobody", _("Not this person")


class MentionSearch(models.Model):
    """One look through every free text and file for a request: when, how much was read, what no program could read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField(
        Request, on_delete=models.CASCADE, related_name="mention_search", verbose_name=_("request")
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    state = models.CharField(_("step"), max_length=8, choices=SearchState.choices, default=SearchState.LOOKING)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(_("looked through on"), null=True)
    tables = models.PositiveIntegerField(_("tables"), default=0)
    texts = models.PositiveIntegerField(_("texts read"), default=0)
    files = models.PositiveIntegerField(_("files read"), default=0)
    unread_count = models.PositiveIntegerField(_("files that no program can read"), default=0)
    unread = models.JSONField(default=list)  # the first of them: [table, key of the row, field, why, digest]
    is_cut = models.BooleanField(_("more than can be shown"), default=False)
    also_called = models.CharField(_("also looked for"), max_length=200, blank=True)  # other names, with commas
    looked_at = models.DateTimeField(_("unreadable files looked at on"), null=True)  # by a human
    looked_by = models.UUIDField(_("looked at by"), null=True, editable=False)
    job_id = models.UUIDField(null=True, editable=False)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "request": Category.REQUEST,
            "person": Category.REQUEST,
            "state": Category.REQUEST,
            "done_at": Category.REQUEST,
            "tables": Category.REQUEST,
            "texts": Category.REQUEST,
            "files": Category.REQUEST,
            "unread_count": Category.REQUEST,
            "is_cut": Category.REQUEST,
            "also_called": Category.NAME,
            "looked_at": Category.REQUEST,
            "looked_by": Category.ACCOUNT,
        },
        impersonal=["id", "asked_at", "unread", "job_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        withhold={"looked_by": _("it concerns the member of the team who looked")},
    )

    class Meta:
        verbose_name = _("look through free texts")
        verbose_name_plural = _("looks through free texts")
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return str(self.id)


class Mention(models.Model):
    """A place where a text may speak of the person. The text itself stays where it is: only the chosen words are kept.

    ``person`` is empty once a human said that it is not this person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="mentions", verbose_name=_("request"))
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    table = models.CharField(_("where"), max_length=80)  # a model's label: "people.Correspondence"
    row_key = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    text_digest = models.CharField(max_length=64)  # of the text as it was looked at; a changed one is decided anew
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, default=Decision.WAITING)
    words = models.TextField(_("what is said about you"), blank=True)  # what goes along, others' data taken out
    because = models.TextField(_("why it is left out"), blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(_("decided on"), null=True)
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "request": Category.REQUEST,
            "person": Category.REQUEST,
            "decision": Category.REQUEST,
            "words": Category.FREE_TEXT,
            "because": Category.REQUEST,
            "decided_at": Category.REQUEST,
            "decided_by": Category.ACCOUNT,
        },
        impersonal=["id", "table", "row_key", "field", "text_digest", "found_at"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        withhold={"decided_by": _("it concerns the member of the team who decided")},
    )

    class Meta:
        verbose_name = _("mention in a text about others")
        verbose_name_plural = _("mentions in texts about others")
        ordering: ClassVar = ["found_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "table", "row_key", "field"], name="one_mention_a_place")
        ]

    def __str__(self) -> str:
        return str(self.id)
