"""Addresses of the import pages, part of the room's own."""

from __future__ import annotations

from django.urls import path

from gestand.network.views import imports

IMPORT_URLS = [
    path("clients/<uuid:client_id>/network/import/", imports.imports, name="import"),
    path("network/import/<uuid:import_id>/", imports.import_page, name="import-one"),
    path("network/import/<uuid:import_id>/columns/", imports.columns, name="import-columns"),
    path("network/import/<uuid:import_id>/notes/", imports.keep, name="import-keep"),
    path("network/import/<uuid:import_id>/tick/", imports.tick, name="import-tick"),
    path("network/import/<uuid:import_id>/confirm/", imports.confirm, name="import-confirm"),
    path("network/import/<uuid:import_id>/undo/", imports.undo, name="import-undo"),
    path("network/import/<uuid:import_id>/resume/", imports.resume, name="import-resume"),
    path("network/import/<uuid:import_id>/discard/", imports.discard, name="import-discard"),
    path("network/collector.ps1", imports.collector_file, name="collector"),
]
