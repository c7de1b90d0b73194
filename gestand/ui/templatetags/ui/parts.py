"""Tabs, chips, steps, pages and fields: the elements that have a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gestand.ui.templatetags.ui.library import register

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.template.context import Context


@register.inclusion_tag("ui/elements/tabs.html")
def tabs(items: Any, label: str = "") -> dict[str, Any]:
    """Tabs as links: each item has label, url, current and maybe count."""
    return {"items": items, "label": label or _("Parts of this page")}


@register.inclusion_tag("ui/elements/filter_chips.html")
def filter_chips(items: Any, label: str = "") -> dict[str, Any]:
    """Filters as links: each item has label, url, current and maybe count or icon."""
    return {"items": items, "label": label or _("Show")}


@register.inclusion_tag("ui/elements/steps.html")
def steps(labels: Any, current: int) -> dict[str, Any]:
    """Where one is in a wizard: labels, and the number of the current step from 1."""
    return {
        "steps": [
            {"label": label, "current": place == current, "done": place < current}
            for place, label in enumerate(labels, start=1)
        ]
    }


@register.inclusion_tag("ui/elements/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Pages of a list; keeps the rest of the address's query."""
    query = context["request"].GET.copy()

    def url_of(place: int) -> str:
        query[name] = str(place)
        return f"?{query.urlencode()}"

    places = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "previous_url": url_of(page.number - 1),
        "next_url": url_of(page.number + 1),
        "previous_words": _("Previous page"),
        "next_words": _("Next page"),
        "numbers": [
            {
                "label": place,
                "here": place == page.number,
                "url": url_of(place) if isinstance(place, int) and place != page.number else "",
            }
            for place in places
        ],
    }


@register.inclusion_tag("ui/elements/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong in a form, with links to the fields; empty when nothing is."""
    return {"form": form}


@register.simple_tag
def field(bound_field: Any, css_class: str = "", label: str = "", help: str = "") -> SafeString:  # noqa: A002 - the word templates use
    """One field with label, help and error; label and help may say it better than the form does ("-": no help)."""
    return render_to_string(
        "ui/elements/field.html", {"field": bound_field, "css_class": css_class, "label": label, "help": help}
    )


@register.simple_tag
def help_of(bound_field: Any, said: str = "") -> str:
    """What field.html shows below a field."""
    return "" if said == "-" else said or bound_field.help_text
