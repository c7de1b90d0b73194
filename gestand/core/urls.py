"""Addresses of the room core."""

from __future__ import annotations

from django.urls import path

from gestand.core.views import audit

app_name = "core"
urlpatterns = [
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit/verify", audit.verify, name="audit-verify"),
]
