"""The references: a bare view (no session, no template) and an empty page in the signed-in shell."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from gestand.core.house import Access, house
from gestand.urls import handler400, handler403, handler404, handler500
from gestand.urls import urlpatterns as the_program

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def bare(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/empty.html")


house.add_access(Access.PUBLIC, ["bench-bare"])
house.add_access(Access.TEAM, ["bench-empty"])
urlpatterns = [
    path("bench/bare/", bare, name="bench-bare"),
    path("bench/empty/", empty, name="bench-empty"),
    *the_program,
]
