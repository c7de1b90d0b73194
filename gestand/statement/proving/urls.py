"""Addresses of the promises, under /promises/; and what stands beside the public statement."""

from __future__ import annotations

from django.urls import path

from gestand.statement.proving import pack_views, public, views

office_urls = [
    path("promises/", views.promises, name="promises"),
    path("promises/check/", views.prove_all, name="prove-all"),
    path("promises/history/", views.history, name="promise-history"),
    path("promises/pack/", pack_views.pack, name="pack"),
    path("promises/pack/make/", pack_views.ask, name="pack-make"),
    path("promises/pack/<uuid:pk>/download/", pack_views.download, name="pack-download"),
    path("promises/reports/", views.reports, name="proof-reports"),
    path("promises/reports/<int:sequence>.json", views.report, name="proof-report"),
    path("promises/reports/<int:sequence>.sig", views.report_signature, name="proof-report-signature"),
    path("promises/attestation/<uuid:pk>/file/", views.attested_file, name="attested-file"),
    path("promises/attestation/<uuid:pk>/withdraw/", views.withdraw, name="attestation-withdraw"),
    path("promises/<str:clause>/", views.promise, name="promise"),
    path("promises/<str:clause>/check/", views.prove_one, name="prove-one"),
    path("promises/<str:clause>/attest/", views.attest, name="attest"),
]

public_urls = [
    path("privacy/report.json", public.report, name="report"),
    path("privacy/report.sig", public.signature, name="report-signature"),
    path("privacy/report.schema.json", public.schema, name="report-schema"),
]
