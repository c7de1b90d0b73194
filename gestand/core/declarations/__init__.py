"""What a room says once, beside its fields: whose data, why, how long. The seven mechanisms read it from here."""

from gestand.core.declarations.categories import Category
from gestand.core.declarations.erasure import Erasure, delete, empty, keep_for
from gestand.core.declarations.personal import Hat, HeldFor, NoPersonalData, Personal
from gestand.core.declarations.purposes import Basis, Purpose
from gestand.core.declarations.terms import Term, after, days, months, while_client, while_there_is_work, years

__all__ = [
    "Basis",
    "Category",
    "Erasure",
    "Hat",
    "HeldFor",
    "NoPersonalData",
    "Personal",
    "Purpose",
    "Term",
    "after",
    "days",
    "delete",
    "empty",
    "keep_for",
    "months",
    "while_client",
    "while_there_is_work",
    "years",
]
