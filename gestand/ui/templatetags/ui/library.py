"""The one library that every module of this package adds its tags to."""

from __future__ import annotations

from django import template

register = template.Library()
