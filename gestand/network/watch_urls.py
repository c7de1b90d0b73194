"""Addresses of the watch: what ends, a calendar of it, and the lists behind it."""

from __future__ import annotations

from django.urls import path

from gestand.network.views import calendar, handing, lists, watch

urlpatterns = [
    path("network/ends/", watch.watch, name="watch"),
    path("network/ends/<slug:what>/<uuid:thing_id>/silence/", watch.end_silence, name="end-silence"),
    path("network/ends/<slug:what>/<uuid:thing_id>/tell/", watch.end_tell, name="end-tell"),
    path("network/calendar/", calendar.calendar, name="calendar"),
    path("network/calendar/end/", calendar.calendar_revoke, name="calendar-revoke"),
    path("network/lists/", lists.lists, name="lists"),
    path("network/lists/fetch/", lists.lists_fetch, name="lists-fetch"),
    path("network/hand-overs/", handing.hand_overs, name="hand-overs"),
    path("clients/<uuid:client_id>/network/handed-over/", handing.hand_over, name="hand-over"),
    path("calendar/<str:secret>.ics", calendar.feed, name="feed"),
]
