"""What a label leads to, in both languages: /d/K7M2PQX and /en/d/K7M2PQX."""

from __future__ import annotations

from django.urls import path

from gestand.network.views import labels

app_name = "label"
urlpatterns = [
    path("d/<str:short_id>", labels.scanned, name="device"),
    # As it stands in the code: capitals take half the room.
    path("D/<str:short_id>", labels.scanned, name="device-capitals"),
]
