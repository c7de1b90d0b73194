"""Addresses of the preference page, in both languages: /voorkeuren/… and /en/preferences/…"""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from gestand.people.preferences import views

app_name = "preferences"
urlpatterns = [
    path(_("preferences/confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("preferences/<str:token>/"), views.page, name="page"),
    path(_("preferences/<str:token>/stop/<str:purpose>/"), views.stop, name="stop"),
    path(_("preferences/<str:token>/again/<str:purpose>/"), views.again, name="again"),
    path(_("preferences/<str:token>/mistake/"), views.undo, name="undo"),
    path(_("preferences/<str:token>/receipt.json"), views.receipt, name="receipt"),
]
