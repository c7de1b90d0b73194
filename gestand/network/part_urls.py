"""Addresses of the small pages about parts of a thing; they stand before those of things in general."""

from __future__ import annotations

from django.urls import URLPattern, path

from gestand.network.views.parts import dependencies, interfaces, links, photos, seats, states, users

PART_URLS: list[URLPattern] = [
    path("network/device/<uuid:device_id>/interfaces/new/", interfaces.interface_new, name="interface-new"),
    path("network/interfaces/<uuid:part_id>/edit/", interfaces.interface_edit, name="interface-edit"),
    path("network/interfaces/<uuid:part_id>/remove/", interfaces.interface_remove, name="interface-remove"),
    path("network/device/<uuid:device_id>/links/new/", links.link_new, name="link-new"),
    path("network/device/<uuid:device_id>/links/below/", links.link_new_below, name="link-new-below"),
    path("network/links/<uuid:part_id>/edit/", links.link_edit, name="link-edit"),
    path("network/links/<uuid:part_id>/remove/", links.link_remove, name="link-remove"),
    path("network/device/<uuid:device_id>/users/new/", users.user_new, name="user-new"),
    path("network/users/<uuid:part_id>/edit/", users.user_edit, name="user-edit"),
    path("network/users/<uuid:part_id>/remove/", users.user_remove, name="user-remove"),
    path("network/device/<uuid:device_id>/photos/new/", photos.photo_new, name="photo-new"),
    path("network/photos/<uuid:part_id>/", photos.photo, name="photo"),
    path("network/photos/<uuid:part_id>/thumbnail/", photos.photo_thumbnail, name="photo-thumbnail"),
    path("network/photos/<uuid:part_id>/edit/", photos.photo_edit, name="photo-edit"),
    path("network/photos/<uuid:part_id>/remove/", photos.photo_remove, name="photo-remove"),
    path("network/licence/<uuid:licence_id>/seats/new/", seats.seat_new, name="seat-new"),
    path("network/device/<uuid:device_id>/seats/new/", seats.seat_new_of_device, name="device-seat-new"),
    path("network/seats/<uuid:part_id>/remove/", seats.seat_remove, name="seat-remove"),
    path("network/<slug:kind>/<uuid:thing_id>/depends/new/", dependencies.dependency_new, name="dependency-new"),
    path("network/dependencies/<uuid:part_id>/remove/", dependencies.dependency_remove, name="dependency-remove"),
    path("network/device/<uuid:device_id>/state/", states.device_state, name="device-state"),
    path("network/backup/<uuid:thing_id>/succeeded/", states.backup_succeeded, name="backup-succeeded"),
]
PART_VIEWS = tuple(f"network:{each.name}" for each in PART_URLS)
