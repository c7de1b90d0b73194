"""Invented content for the page of elements: a firm under .example, numbers that cannot be dialled."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from gestand.ui.forms import ChoiceChips, DateInput, FileDrop, Switch

if TYPE_CHECKING:
    from django.http import HttpRequest

DRAWINGS = ("clients", "calls", "requests", "import", "outbox", "jobs", "search", "all-well", "lock", "people")


class InventedForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Naam", help_text="Zoals op de gevel of de brievenbus.")
    kind = forms.ChoiceField(
        label="Soort",
        choices=[("household", "Huishouden"), ("business", "Bedrijf")],
        initial="business",
        widget=ChoiceChips(icons={"household": "home", "business": "building-store"}),
    )
    email = forms.EmailField(label="E-mailadres", required=False)
    since = forms.DateField(label="Klant sinds", widget=DateInput(), required=False)
    country = forms.ChoiceField(label="Land", choices=[("NL", "Nederland"), ("BE", "België")])
    note = forms.CharField(label="Notitie", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    how = forms.ChoiceField(
        label="Hoe bereik je deze klant het liefst?",
        choices=[("phone", "Bellen"), ("mail", "Mailen")],
        widget=forms.RadioSelect,
        required=False,
        initial="mail",
    )
    newsletter = forms.BooleanField(label="Wil de nieuwsbrief ontvangen", required=False, initial=True)
    shared = forms.BooleanField(label="Documentatie delen met de klant", widget=Switch(), required=False)
    file = forms.FileField(
        label="Bestand", widget=FileDrop(hint="CSV, vCard of Excel, ten hoogste 20 MB"), required=False
    )


def invented(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    return {
        "now": now,
        "earlier": now - timedelta(minutes=3),
        "yesterday": now - timedelta(days=1),
        "last_week": now - timedelta(days=5),
        "long_ago": now - timedelta(days=400),
        "today": today,
        "soon": today + timedelta(days=12),
        "later": today + timedelta(weeks=5),
        "past": date(2025, 10, 14),
        "amount": Decimal("1234.56"),
        "drawings": DRAWINGS,
        "tabs": [
            {"label": label, "url": "#", "current": place == 0, "count": count}
            for place, (label, count) in enumerate(
                [
                    ("Overzicht", None),
                    ("Mensen", 4),
                    ("Netwerk", 23),
                    ("Kluis", 31),
                    ("Werk", None),
                    ("Facturen", None),
                    ("Post", None),
                    ("Privacy", None),
                ]
            )
        ],
        "filters": [
            {"label": "Alle", "url": "#", "current": True, "count": 214},
            {"label": "Huishoudens", "url": "#", "count": 171, "icon": "home"},
            {"label": "Bedrijven", "url": "#", "count": 43, "icon": "building-store"},
            {"label": "Gearchiveerd", "url": "#", "icon": "archive"},
        ],
        "steps": ["Bestand", "Controleren", "Resultaat"],
        "page": Paginator(range(2140), 50).get_page(request.GET.get("page", 3)),
        "form": InventedForm(),
        "refused": InventedForm({"email": "carla@", "kind": "business"}, prefix="refused"),
        "cells": ["kept"] * 16
        + ["stale"]
        + ["kept"] * 4
        + ["attested", "attested"]
        + ["kept"] * 6
        + ["broken"]
        + ["kept"] * 18,
        "days": ["kept"] * 80 + ["broken"] + ["kept"] * 9,
        "clients": [
            ("Bakkerij Het Zoute Brood", "Bilthoven", "+31300123456", Decimal("181.50"), now - timedelta(hours=2)),
            ("Familie Jansen", "De Bilt", "+31300123457", None, now - timedelta(days=1)),
            ("Praktijk Het Voorbeeld", "Utrecht", "+31600000012", Decimal("614.85"), now - timedelta(days=4)),
            ("Garage Knal", "Zeist", "+31300123459", Decimal(1290), now - timedelta(days=40)),
        ],
    }
