"""Addresses of the import pages, part of the room's own."""

from __future__ import annotations

from django.urls import path

from gestand.people.imports import views

urlpatterns = [
    path("clients/import/", views.imports, name="imports"),
    path("clients/import/<uuid:batch_id>/", views.batch_page, name="import"),
    path("clients/import/<uuid:batch_id>/columns/", views.columns, name="import-columns"),
    path("clients/import/<uuid:batch_id>/decide/", views.decide, name="import-decide"),
    path("clients/import/<uuid:batch_id>/kind/", views.turn, name="import-kind"),
    path("clients/import/<uuid:batch_id>/confirm/", views.confirm, name="import-confirm"),
    path("clients/import/<uuid:batch_id>/undo/", views.undo, name="import-undo"),
    path("clients/import/<uuid:batch_id>/resume/", views.resume, name="import-resume"),
    path("clients/import/<uuid:batch_id>/discard/", views.discard, name="import-discard"),
    path("clients/import/<uuid:batch_id>/refused/", views.refused_file, name="import-refused"),
]
