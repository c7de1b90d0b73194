"""Addresses of a client's Network tab, its picture, and what is still missing."""

from __future__ import annotations

from django.urls import path

from gestand.network.views import overview, picture

OVERVIEW_URLS = [
    path("clients/<uuid:client_id>/network/", overview.client_network, name="client"),
    path("clients/<uuid:client_id>/network/all/<slug:kind>/", overview.things, name="things"),
    path("clients/<uuid:client_id>/network/picture/", picture.picture, name="picture"),
    path("clients/<uuid:client_id>/network/picture.svg", picture.picture_file, name="picture-file"),
    path("clients/<uuid:client_id>/network/picture.pdf", picture.picture_paper, name="picture-paper"),
    path("clients/<uuid:client_id>/network/questions/<slug:code>/", overview.question, name="question"),
    path("clients/<uuid:client_id>/network/questions/<slug:code>/pass/", overview.question_pass, name="question-pass"),
    path("clients/<uuid:client_id>/network/questions/<slug:code>/ask/", overview.question_ask, name="question-ask"),
    path("network/completeness/", overview.completeness, name="completeness"),
]
