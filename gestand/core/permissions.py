"""What a page may ask the browser for (Permissions Policy): nothing, unless it says so itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.http.response import HttpResponseBase

HEADER = "Permissions-Policy"
NOTHING = "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()"
_CAMERA = NOTHING.replace("camera=()", "camera=(self)")

_Given = ParamSpec("_Given")
_Response = TypeVar("_Response", bound=HttpResponseBase)


def with_camera(view: Callable[_Given, _Response]) -> Callable[_Given, _Response]:
    """Let this one page ask for the camera; the person at it still decides."""

    @wraps(view)
    def page(*args: _Given.args, **kwargs: _Given.kwargs) -> _Response:
        response = view(*args, **kwargs)
        response[HEADER] = _CAMERA
        return response

    return page
