"""Addresses for parents, in both languages: /ouder/… and /en/parent/…"""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from gestand.people.minors import views

app_name = "parents"
urlpatterns = [
    path(_("parent/asked/"), views.asked, name="asked"),
    path(_("parent/delete/<str:token>/"), views.delete, name="delete"),
    path(_("parent/<str:token>/"), views.question, name="question"),
]
