"""Addresses of the room retention: /terms/."""

from __future__ import annotations

from django.urls import path

from gestand.retention.views import going, holds, terms

app_name = "retention"
urlpatterns = [
    path("", terms.terms, name="terms"),
    path("going/", going.going, name="going"),
    path("going/confirm/", going.confirm, name="confirm"),
    path("going/look/", going.look, name="look"),
    path("going/<uuid:pk>/back/", going.back, name="back"),
    path("leftovers/", going.leftovers_page, name="leftovers"),
    path("leftovers/run/", going.run, name="run"),
    path("holds/", holds.holds, name="holds"),
    path("holds/new/<str:kind>/<uuid:subject_id>/", holds.hold_new, name="hold-new"),
    path("holds/<uuid:pk>/longer/", holds.hold_longer, name="hold-longer"),
    path("holds/<uuid:pk>/lift/", holds.hold_lift, name="hold-lift"),
    path("rule/<str:key>/", terms.rule_page, name="rule"),
    path("rule/<str:key>/back/", terms.rule_back, name="rule-back"),
    path("rule/<str:key>/standing/", terms.standing, name="standing"),
]
