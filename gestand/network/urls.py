"""Addresses of the room network."""

from __future__ import annotations

from django.urls import path

from gestand.network.views import picture as pictures
from gestand.network.views import things

app_name = "network"
urlpatterns = [
    path("clients/<uuid:client_id>/network/picture/", pictures.picture, name="picture"),
    path("clients/<uuid:client_id>/network/picture.svg", pictures.picture_file, name="picture-file"),
    path("clients/<uuid:client_id>/network/picture.pdf", pictures.picture_paper, name="picture-paper"),
    path("clients/<uuid:client_id>/network/", things.client_network, name="client"),
    path("clients/<uuid:client_id>/network/<slug:kind>/new/", things.thing_new, name="thing-new"),
    path("network/<slug:kind>/<uuid:thing_id>/", things.thing_page, name="thing"),
    path("network/<slug:kind>/<uuid:thing_id>/edit/", things.thing_edit, name="thing-edit"),
    path("network/<slug:kind>/<uuid:thing_id>/remove/", things.thing_remove, name="thing-remove"),
]
