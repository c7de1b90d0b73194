"""Addresses of the room people."""

from __future__ import annotations

from django.urls import path

from gestand.people.imports.urls import urlpatterns as import_urls
from gestand.people.preferences import office
from gestand.people.views import calls, client_list, clients, duplicates, entries, new_client, persons, points, silent

app_name = "people"
urlpatterns = [
    *import_urls,
    path("clients/", client_list.clients, name="clients"),
    path("clients/new/", new_client.client_new, name="client-new"),
    path("clients/bulk/", client_list.clients_bulk, name="clients-bulk"),
    path("clients/export/", client_list.clients_export, name="clients-export"),
    path("clients/lists/", client_list.view_save, name="view-save"),
    path("clients/lists/<uuid:view_id>/remove/", client_list.view_remove, name="view-remove"),
    path("clients/duplicates/", duplicates.duplicates, name="duplicates"),
    path("clients/duplicates/<slug:kind>/<uuid:keep_id>/<uuid:gone_id>/", duplicates.merge, name="merge"),
    path(
        "clients/duplicates/<slug:kind>/<uuid:keep_id>/<uuid:gone_id>/two/",
        duplicates.not_the_same,
        name="not-the-same",
    ),
    path("clients/<uuid:client_id>/", clients.client, name="client"),
    path("clients/<uuid:client_id>/people/", clients.client_people, name="client-people"),
    path("clients/<uuid:client_id>/privacy/", clients.client_privacy, name="client-privacy"),
    path("clients/<uuid:client_id>/compose/", clients.compose, name="compose"),
    path("clients/<uuid:client_id>/edit/", clients.client_edit, name="client-edit"),
    path("clients/<uuid:client_id>/end/", clients.client_end, name="client-end"),
    path("clients/<uuid:client_id>/resume/", clients.client_resume, name="client-resume"),
    path("clients/<uuid:client_id>/archive/", clients.client_archive, name="client-archive"),
    path("clients/<uuid:client_id>/unarchive/", clients.client_unarchive, name="client-unarchive"),
    path("clients/<uuid:client_id>/people/new/", persons.person_new, name="person-new"),
    path("clients/<uuid:client_id>/entries/new/", entries.entry_new, name="entry-new"),
    path("clients/<uuid:client_id>/points/<slug:kind>/new/", points.client_point_new, name="client-point-new"),
    path("people/<uuid:person_id>/", persons.person, name="person"),
    path("people/<uuid:person_id>/edit/", persons.person_edit, name="person-edit"),
    path("people/<uuid:person_id>/archive/", persons.person_archive, name="person-archive"),
    path("people/<uuid:person_id>/unarchive/", persons.person_unarchive, name="person-unarchive"),
    path("people/<uuid:person_id>/consents/new/", persons.consent_new, name="consent-new"),
    path("people/<uuid:person_id>/preferences/send/", office.preference_send, name="preference-send"),
    path("people/<uuid:person_id>/preferences/renew/", office.preference_renew, name="preference-renew"),
    path("people/<uuid:person_id>/consents.json", office.consent_receipt, name="consent-receipt"),
    path("people/<uuid:person_id>/points/<slug:kind>/new/", points.person_point_new, name="person-point-new"),
    path("roles/<uuid:membership_id>/", persons.membership_edit, name="membership-edit"),
    path("roles/<uuid:membership_id>/remove/", persons.membership_remove, name="membership-remove"),
    path("points/<slug:kind>/<uuid:point_id>/", points.point_edit, name="point-edit"),
    path("points/<slug:kind>/<uuid:point_id>/remove/", points.point_remove, name="point-remove"),
    path("points/<slug:kind>/<uuid:point_id>/first/", points.point_first, name="point-first"),
    path("entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path("entries/<uuid:entry_id>/edit/", entries.entry_edit, name="entry-edit"),
    path("entries/<uuid:entry_id>/remove/", entries.entry_remove, name="entry-remove"),
    path("entries/<uuid:entry_id>/assign/", calls.entry_assign, name="entry-assign"),
    path("files/<uuid:attachment_id>/", entries.attachment, name="attachment"),
    path("files/<uuid:attachment_id>/held/", entries.attachment_hold, name="attachment-hold"),
    path("files/<uuid:attachment_id>/remove/", entries.attachment_remove, name="attachment-remove"),
    path("calls/new/", calls.call_new, name="call-new"),
    path("calls/who/", calls.who, name="who"),
    path("clients/silent/", silent.silent, name="silent"),
    path("clients/silent/end/", silent.silent_end, name="silent-end"),
    path("clients/silent/<uuid:pk>/stays/", silent.silent_stays, name="silent-stays"),
    path("loose-ends/", calls.loose_ends, name="loose-ends"),
]
