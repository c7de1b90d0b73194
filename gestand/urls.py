"""Every address. Each view name stands in the access table (a room's ``room.py``), or the start-up check fails."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gestand.office.urls")),
    path("", include("gestand.core.urls")),
    path("ui/", include("gestand.ui.urls")),
    path("", include("gestand.team.urls")),
    path("", include("gestand.people.urls")),
    path("", include("gestand.network.urls")),
    path("requests/", include("gestand.rights.urls")),
    path("", include("gestand.sharing.urls")),
    path("terms/", include("gestand.retention.urls")),
    path("", include("gestand.statement.urls")),
    path("", include("gestand.security.urls")),
    path("account/", include("allauth.urls")),
]

#: Public pages exist at / in Dutch and at /en/ in English.
urlpatterns += i18n_patterns(
    path("", include("gestand.rights.public_urls")),
    path("", include("gestand.people.preferences.urls")),
    path("", include("gestand.people.minors.urls")),
    path("", include("gestand.statement.public_urls")),
    path("", include("gestand.network.public_urls")),
    prefix_default_language=False,
)

handler400 = "gestand.ui.errors.bad_request"
handler403 = "gestand.ui.errors.not_found"
handler404 = "gestand.ui.errors.not_found"
handler500 = "gestand.ui.errors.server_error"
