"""The closed list of categories of personal data; each is a clause of the statement or a ``beyond.*`` id."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    NAME = "data.name", _("Name")
    ADDRESS = "data.address", _("Address")
    PHONE = "data.phone", _("Phone number")
    EMAIL = "data.email", _("E-mail address")
    IP = "data.ip", _("IP address")
    NETWORK = "data.login", _("Network documentation and login data")
    BROWSER = "data.browser", _("Kind of browser and device")
    CORRESPONDENCE = "data.correspondence", _("Correspondence")
    FREE_TEXT = "data.correspondence.note", _("Free text")
    RELATION = "beyond.data.relation", _("Client relation: since when, in which role")
    CONSENT = "beyond.data.consent", _("Consents and objections, with proof")
    BUSINESS_NUMBER = "beyond.data.business_number", _("Chamber-of-commerce number and VAT id")
    REQUEST = "beyond.data.request", _("Requests about privacy rights")
    ACCOUNT = "beyond.data.account", _("Login account and second factor")
    FILE = "beyond.data.file", _("Files handed over")
