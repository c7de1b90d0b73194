"""Addresses of the register of processing, for the office."""

from __future__ import annotations

from django.urls import path

from gestand.statement.register import views

office_urls = [
    path("register/", views.register, name="register"),
    path("register/history/", views.history, name="register-history"),
    path("register/history/<int:number>/", views.snapshot, name="register-snapshot"),
    path("register/history/<int:number>/register.<slug:kind>", views.register_download, name="register-snapshot-file"),
    path("register/schema.json", views.register_schema, name="register-schema"),
    path("register/register.<slug:kind>", views.register_download, name="register-file"),
]
