"""Addresses of the room statement for the office."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "statement"
urlpatterns: list[URLPattern] = []
