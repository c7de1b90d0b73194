"""``gestand login-link``."""

from __future__ import annotations

from gestand.cli.console import say, say_json, stop
from gestand.cli.loading import use_django


def print_login_link(email: str, *, factors_lost: bool = False, as_json: bool) -> None:
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.team.actions.accounts import forget_factors
    from gestand.team.actions.links import SHELL_LINK, make_login_link
    from gestand.team.invitations import link_address
    from gestand.team.queries import account_by_email

    account = account_by_email(email)
    if account is None:
        stop(f"No account has the e-mail address {email}.")
    if factors_lost:
        forget_factors(account, by=SHELL, at=timezone.now())
    try:
        new = make_login_link(account, kind=SHELL_LINK, by=SHELL, at=timezone.now())
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"link": link_address(new), "expires_at": new.link.expires_at.isoformat()})
        return
    say("This link signs in once, within 15 minutes:", f"  {link_address(new)}")
