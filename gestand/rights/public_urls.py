"""Addresses that visitors reach, in both languages: /verzoek/ and /en/request/, /pakket/ and /en/package/."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from gestand.rights.views import public

app_name = "public"
urlpatterns = [
    path(_("request/"), public.ask, name="ask"),
    path(_("request/sent/"), public.asked, name="asked"),
    path(_("request/confirm/<str:token>/"), public.confirm, name="confirm"),
    path(_("package/"), public.fetch, name="fetch"),
]
