"""Asking the declarations what is held for a client as its processor (GDPR 28), and what of it should have gone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gestand.core.declarations.paths import AnyModel
from gestand.core.declarations.personal import HeldFor
from gestand.core.declarations.registry import DeclaredModel, personal_models


def held_models() -> list[tuple[DeclaredModel, HeldFor]]:
    """The tables of which rows are held as processor, by label."""
    return [
        (declared, declared.personal.held_for)
        for declared in personal_models()
        if declared.personal is not None and declared.personal.held_for is not None
    ]


def all_held(model: type[AnyModel], held: HeldFor) -> QuerySet[Any]:
    """The rows of a table that say that they are held as processor; of one that says it of none, all of them."""
    rows: QuerySet[Any] = model._base_manager.all()
    return rows.filter(**{held.when: True}) if held.when else rows
