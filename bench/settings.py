"""The program's own settings, with two pages more: a bare view and an empty signed-in page."""

from __future__ import annotations

from pathlib import Path

from gestand.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["OPTIONS"]["loaders"][0][1].insert(0, "django.template.loaders.filesystem.Loader")  # type: ignore[name-defined] # noqa: F405
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates"]  # type: ignore[name-defined] # noqa: F405
