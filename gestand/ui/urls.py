"""Addresses of the design system."""

from __future__ import annotations

from django.urls import path

from gestand.ui import views

app_name = "ui"
urlpatterns = [
    path("firm.css", views.firm_css, name="firm-css"),
    path("firm.svg", views.firm_icon, name="firm-icon"),
    path("look", views.look, name="look"),
    path("elements", views.elements, name="elements"),
]
