"""Addresses of the room office."""

from __future__ import annotations

from django.urls import path

from gestand.office import views

app_name = "office"
urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("settings/", views.settings, name="settings"),
]
