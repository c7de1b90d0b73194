"""``gestand lists``."""

from __future__ import annotations

from gestand.cli.console import counted, say, say_json, stop
from gestand.cli.loading import use_django


def tell_lists(*, fetch: bool, as_json: bool) -> None:
    """How old the two public lists are; fetched anew first, as far as the owner switched that on."""
    use_django()
    from gestand.network.actions.lists import is_looked_up, list_settings
    from gestand.network.kernels.macs import list_of_makers
    from gestand.network.kernels.systems import cycles, list_of_systems

    if fetch:
        _fetch()
    chosen = list_settings()
    told = [
        ("systems", list_of_systems(), chosen.fetches_systems),
        ("makers", list_of_makers(), chosen.fetches_makers),
    ]
    if as_json:
        say_json(
            {
                **{
                    name: {
                        "date": head.dated_on.isoformat(),
                        "source": head.source,
                        "licence": head.licence,
                        "fetched_weekly": on,
                    }
                    for name, head, on in told
                },
                "versions": len(cycles()),
                "devices_looked_up": is_looked_up(),
            }
        )
        return
    for name, head, on in told:
        how = "fetched every week" if on else "not fetched: switch it on under Settings, Lists from outside"
        say(f"{name}: of {head.dated_on}, from {head.source} ({head.licence}); {how}.")
    say(f"The list of systems knows {counted(len(cycles()), 'version')}.")


def _fetch() -> None:
    from django.utils import timezone, translation

    from gestand.core.actors import SHELL
    from gestand.core.egress.trouble import OutsideTrouble
    from gestand.core.refusals import Refused
    from gestand.network.actions.lists import fetch_chosen

    try:
        fetched = fetch_chosen(by=SHELL, at=timezone.now())
    except (OutsideTrouble, Refused) as trouble:
        with translation.override("en"):
            stop(str(trouble.sentence), "The lists that were here stay.")
    if not fetched:
        stop("Nothing is fetched: both lists are off. Switch them on under Settings, Lists from outside.")
