"""Words of allauth that we say in our own way: they stand in this room's catalogue, which is read before allauth's."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Authenticator code"),
    _("Code"),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("New Password"),
    _("New Password (again)"),
    _("Current Password"),
    _("You must type the same password each time."),
    _("This account is currently inactive."),
)
