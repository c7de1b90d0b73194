"""Addresses that visitors reach, in both languages: /privacy and /en/privacy."""

from __future__ import annotations

from django.urls import path

from gestand.statement.proving.urls import public_urls as proving_urls
from gestand.statement.versions import public

app_name = "privacy"
urlpatterns = [
    *proving_urls,
    path("privacy", public.page, name="page"),
    path("privacy/", public.page, name="page-slash"),
    path("privacy/versions", public.versions, name="versions"),
    path("privacy/v/<int:number>", public.version, name="version"),
    path("privacy/v/<int:number>/changes", public.changes, name="changes"),
    path("privacy/v/<int:number>/changes.json", public.changes_json, name="changes-json"),
    path("privacy/v/<int:number>/statement.<str:form>", public.file, name="file"),
    path("privacy/planned", public.planned, name="planned"),
    path("privacy/key.pem", public.key, name="key"),
    path("privacy/schema.json", public.schema, name="schema"),
]
