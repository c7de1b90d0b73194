"""Addresses of the room security: /backups/."""

from __future__ import annotations

from django.urls import path

from gestand.security import views

app_name = "security"
urlpatterns = [
    path("backups/", views.backups, name="backups"),
    path("backups/now/", views.backup_now, name="backup-now"),
    path("backups/file/<str:name>/", views.backup_file, name="backup-file"),
    path("backups/places/", views.backup_places, name="places"),
    path("backups/places/test/", views.places_test, name="places-test"),
    path("backups/drill/", views.drill_now, name="drill-now"),
    path("backups/drill/<uuid:pk>/", views.drill, name="drill"),
    path("backups/sheet/", views.sheet, name="sheet"),
    path("backups/sheet/try/", views.sheet_try, name="sheet-try"),
    path("backups/keys/", views.keys_file, name="keys-file"),
]
