"""The WSGI entry that the web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from gestand.core.redaction import install_excepthooks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")
_django = get_wsgi_application()

from gestand.statement.versions.doorstep import Doorstep  # noqa: E402 - needs the settings

application = Doorstep(_django)
install_excepthooks()
