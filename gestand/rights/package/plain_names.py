"""Names of tables, columns and codes that are put into words nowhere else, so that a package says them in Dutch.

Django makes up a name from the attribute when a field has none; here are the ones that a package shows.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

TABLES = (
    _("accounts"),
    _("authenticators"),
    _("grants"),
    _("granted clients"),
    _("login links"),
    _("sessions"),
)
COLUMNS = (
    _("answer code"),
    _("claimed at"),
    _("closed at"),
    _("created at"),
    _("decision"),
    _("digest"),
    _("emptied at"),
    _("ended at"),
    _("expire date"),
    _("expires at"),
    _("failure"),
    _("forget on"),
    _("gone on"),
    _("grant"),
    _("kind"),
    _("language"),
    _("link until"),
    _("outcome"),
    _("sending at"),
    _("state"),
    _("user"),
)
CODES = (
    _("client"),
    _("correspondence"),
    _("person"),
    _("request"),
)
