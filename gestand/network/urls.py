"""Addresses of the room network."""

from __future__ import annotations

from django.urls import path

from gestand.network.import_urls import IMPORT_URLS
from gestand.network.overview_urls import OVERVIEW_URLS
from gestand.network.part_urls import PART_URLS
from gestand.network.views import (
    address_plan,
    addressing,
    books,
    device_bulk,
    device_export,
    device_list,
    device_views,
    labels,
    onsite,
    sites,
    thing_page,
    things,
)
from gestand.network.watch_urls import urlpatterns as watch_urlpatterns

app_name = "network"
urlpatterns = [
    *IMPORT_URLS,
    *watch_urlpatterns,
    path("network/devices/", device_list.device_list, name="device-list"),
    path("network/devices/columns/", device_views.device_columns, name="device-columns"),
    path("network/devices/lists/", device_views.device_views, name="device-views"),
    path("network/devices/lists/keep/", device_views.device_view_save, name="device-view-save"),
    path("network/devices/lists/<uuid:view_id>/", device_views.device_view_edit, name="device-view-edit"),
    path("network/devices/lists/<uuid:view_id>/open/", device_views.device_view_open, name="device-view-open"),
    path("network/devices/lists/<uuid:view_id>/remove/", device_views.device_view_remove, name="device-view-remove"),
    path("network/devices/export/", device_export.device_export, name="device-export"),
    path("network/devices/change/", device_bulk.device_bulk, name="device-bulk"),
    path("network/devices/change/preview/", device_bulk.device_bulk_preview, name="device-bulk-preview"),
    path("network/devices/change/apply/", device_bulk.device_bulk_apply, name="device-bulk-apply"),
    path("network/devices/change/undo/", device_bulk.device_bulk_undo, name="device-bulk-undo"),
    path("network/devices/change/last/", device_bulk.device_bulk_last, name="device-bulk-last"),
    path("network/find/", onsite.find_device, name="find"),
    path("network/find/here/", onsite.here, name="here"),
    path("network/add/", onsite.add, name="add"),
    path("clients/<uuid:client_id>/network/add/", onsite.device_add, name="device-add"),
    path("clients/<uuid:client_id>/network/labels/", labels.labels, name="labels"),
    path("clients/<uuid:client_id>/network/labels/preview.png", labels.preview, name="labels-preview"),
    *OVERVIEW_URLS,
    path("clients/<uuid:client_id>/network/book/", books.book, name="book"),
    path("network/book/<uuid:book_id>/fetch/", books.fetch_book, name="book-fetch"),
    path("clients/<uuid:client_id>/network/plan/", address_plan.plan, name="plan"),
    path("network/site/<uuid:thing_id>/", sites.site_page, name="site"),
    path("network/subnet/<uuid:thing_id>/", address_plan.subnet_page, name="subnet"),
    path("network/subnet/<uuid:subnet_id>/set-aside/", address_plan.set_aside, name="set-aside"),
    path("network/site/<uuid:site_id>/addresses/new/", addressing.address_use, name="address-use"),
    path("network/site/<uuid:site_id>/addresses/<str:address>/", addressing.address_page, name="address"),
    path("network/addresses/<uuid:use_id>/change/", addressing.address_change, name="address-change"),
    path("network/addresses/<uuid:use_id>/release/", addressing.address_release, name="address-release"),
    path("network/addresses/<uuid:use_id>/remove/", addressing.address_remove, name="address-remove"),
    path("network/site/<uuid:site_id>/vlans/new/", sites.vlan_new, name="vlan-new"),
    path("network/vlans/<uuid:vlan_id>/edit/", sites.vlan_edit, name="vlan-edit"),
    path("network/vlans/<uuid:vlan_id>/remove/", sites.vlan_remove, name="vlan-remove"),
    path("network/site/<uuid:site_id>/places/new/", sites.place_new, name="place-new"),
    path("network/places/<uuid:place_id>/edit/", sites.place_edit, name="place-edit"),
    path("network/places/<uuid:place_id>/remove/", sites.place_remove, name="place-remove"),
    path("clients/<uuid:client_id>/network/<slug:kind>/new/", things.thing_new, name="thing-new"),
    *PART_URLS,
    path("network/<slug:kind>/<uuid:thing_id>/", thing_page.thing_page, name="thing"),
    path("network/<slug:kind>/<uuid:thing_id>/fails/", thing_page.thing_fails, name="thing-fails"),
    path("network/<slug:kind>/<uuid:thing_id>/history/", thing_page.thing_history, name="thing-history"),
    path("network/<slug:kind>/<uuid:thing_id>/edit/", things.thing_edit, name="thing-edit"),
    path("network/<slug:kind>/<uuid:thing_id>/remove/", things.thing_remove, name="thing-remove"),
]
