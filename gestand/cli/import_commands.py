"""``gestand import …``: the commands and their help. Each imports what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from gestand.cli.options import AsJson, ClientName, ContactsFile, DryRun, NetworkFile, PackageFile, Yes

importing = typer.Typer(no_args_is_help=True, help="Bring in what you have elsewhere.")


@importing.command("contacts")
def import_contacts(file: ContactsFile, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False) -> None:
    """Bring in clients and people from Outlook, Google, a phone's address book or a spreadsheet.

    Shows how many are new, changed, doubtful and wrong, and asks before it writes. Doubtful rows are left out; wrong
    rows come back in a file beside FILE, with the reason. One click on the page Import undoes the whole import.
    """
    from gestand.cli.importing import import_contacts_file

    import_contacts_file(file, dry_run=dry_run, yes=yes, as_json=as_json)


@importing.command("package")
def import_package(file: PackageFile, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False) -> None:
    """Take in a portable package of another Gestand: a client or person with everything that came along.

    Shows what is new, here already and in conflict, and asks before it writes. All of it is written or nothing; what
    is here is never changed, and what was erased here does not come back.
    """
    from gestand.cli.portable import import_package_file

    import_package_file(file, dry_run=dry_run, yes=yes, as_json=as_json)


#: The commands that take a file of a client's network over: what each of them reads, and what it tells.
NETWORK_FILES = {
    "nmap": """Take over a scan of a client's network by nmap 7 (nmap -oX FILE).

    Tells what is new, changed and not seen, and asks before it writes. Nothing is ever removed; what was not seen and
    what is doubtful is left as it is. One click on the client's page Import undoes the whole import.""",
    "csv": """Take over a list of devices, as CSV or Excel. Which column is what is guessed; choose it yourself on the
    page.

    Tells what is new and changed, and which columns have no field here, and asks before it writes. One click on the
    client's page Import undoes it.""",
    "leases": """Take over the DHCP leases of a router: dnsmasq, ISC dhcpd, Kea, MikroTik or UniFi.

    Tells what is new and changed, and asks before it writes. One click on the client's page Import undoes it.""",
    "itflow": """Take over what ITFlow exported as CSV: assets, networks, locations or domains.

    Its contacts go in with `gestand import contacts`. Tells what is new and changed, and asks before it writes. One
    click on the client's page Import undoes it.""",
    "windows": """Take over what a Windows computer told: the collector's JSON, or the output of systeminfo and
    ipconfig /all.

    Tells what is new and changed, and asks before it writes. One click on the client's page Import undoes it.""",
}


def _add(kind: str, told: str) -> None:
    @importing.command(kind, help=told)
    def import_one(  # noqa: PLR0917 - its options are what a person types
        file: NetworkFile,
        client: ClientName,
        site: Annotated[
            str, typer.Option("--site", metavar="NAME", help="Where it was made; else the client's first site.")
        ] = "",
        keep: Annotated[
            list[str] | None,
            typer.Option(
                "--keep",
                metavar="COLUMN",
                help="Keep this column, which has no field here, in the notes. Give it again for more.",
            ),
        ] = None,
        dry_run: DryRun = False,
        yes: Yes = False,
        as_json: AsJson = False,
    ) -> None:
        from gestand.cli.importing_networks import import_network_file

        import_network_file(
            kind, file, client=client, site=site, keep=keep or [], dry_run=dry_run, yes=yes, as_json=as_json
        )


for _kind, _told in NETWORK_FILES.items():
    _add(_kind, _told)


@importing.command("network")
def import_network(
    file: NetworkFile,
    client: ClientName,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take in a network book: network.json, or the ZIP that it came in (with the photos).

    For a client of whom nothing is documented yet; all of it is written or nothing. Ids and history are kept. Tells
    what is in it, and asks before it writes.
    """
    from gestand.cli.booking import import_network_file

    import_network_file(file, wanted=client, dry_run=dry_run, yes=yes, as_json=as_json)
