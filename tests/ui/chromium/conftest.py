"""The journeys' browser, for the elements alone."""

from tests.journeys.conftest import (
    assert_no_axe_findings,
    cast,
    context,
    page,
    signed_in_page,
    site,
)

__all__ = ["assert_no_axe_findings", "cast", "context", "page", "signed_in_page", "site"]
