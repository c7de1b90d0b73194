"""Addresses of the room statement for the office."""

from __future__ import annotations

from django.urls import path

from gestand.statement.clauses import views as clauses
from gestand.statement.proving.urls import office_urls as proving_urls
from gestand.statement.register.urls import office_urls as register_urls
from gestand.statement.versions import office

app_name = "statement"
urlpatterns = [
    *proving_urls,
    *register_urls,
    path("statement/", office.overview, name="overview"),
    path("statement/draft/", office.draft, name="draft"),
    path("statement/read/", office.read, name="read"),
    path("statement/compare/", office.compare, name="compare"),
    path("statement/publish/", office.publish, name="publish"),
    path("statement/withdraw/", office.withdraw_plan, name="withdraw-plan"),
    path("statement/settings/", office.settings, name="settings"),
    path("statement/telling/", office.telling, name="telling"),
    path("statement/telling/list.csv", office.telling_list, name="telling-list"),
    path("statement/telling/<uuid:pk>/", office.told, name="told"),
    path("statement/checklist/", clauses.checklist, name="checklist"),
    path("statement/clauses/<str:clause>/<str:language>/", clauses.edit, name="clause"),
    path("statement/clauses/<str:clause>/<str:language>/preview/", clauses.preview, name="clause-preview"),
    path("statement/clauses/<str:clause>/<str:language>/reset/", clauses.reset, name="clause-reset"),
]
