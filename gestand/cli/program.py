"""The commands and their help. Each imports what it needs when it runs, so that ``--help`` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gestand.cli.console import stop
from gestand.cli.import_commands import importing
from gestand.cli.options import AsJson

app = typer.Typer(
    name="gestand",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""The office of a small IT-support firm.

    Settings come from the environment: GESTAND_HOME (the data folder), PORT, GESTAND_PUBLIC_URL (where others reach
    it), DATABASE_URL (PostgreSQL instead of SQLite).""",
)
auditing = typer.Typer(no_args_is_help=True, help="The audit log.")
keeping = typer.Typer(no_args_is_help=True, help="The keys, without which no backup can be read.")
searching = typer.Typer(no_args_is_help=True, help="The search index.")
app.add_typer(importing, name="import")
app.add_typer(auditing, name="audit")
app.add_typer(searching, name="search")
app.add_typer(keeping, name="keys")

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="The port on this machine.")]


@app.command()
def serve(
    web: Annotated[bool, typer.Option("--web", help="Only the web pages, without background jobs.")] = False,
    worker: Annotated[bool, typer.Option("--worker", help="Only the background jobs, without web pages.")] = False,
    port: Port = 8000,
) -> None:
    """Start Gestand on http://localhost:PORT, with its background jobs. Ctrl-C stops both.

    The first start makes the data folder with its keys and prints a link to set up your firm. A start after an update
    changes the database where that is needed, after a copy of it was put in backups/.

    With PostgreSQL any number of `serve --web` and `serve --worker` may run, on any number of machines.
    """
    from gestand.cli.serving import serve_here

    raise typer.Exit(serve_here(port=port, web=web or not worker, jobs=worker or not web))


@app.command()
def demo(
    port: Port = 8000,
    clients: Annotated[int, typer.Option(min=50, max=100_000, help="How many invented clients.")] = 200,
) -> None:
    """Start an invented firm with a year of invented work, in a throw-away folder.

    Prints a one-time login link. Nothing leaves this machine, and Ctrl-C deletes the folder.
    """
    from gestand.cli.demonstration import run_demo

    raise typer.Exit(run_demo(port=port, clients=clients))


@app.command("login-link")
def login_link(
    email: Annotated[str, typer.Argument(help="The e-mail address of the account.", show_default=False)],
    factors_lost: Annotated[
        bool,
        typer.Option("--factors-lost", help="Take the second factors away first: phone and recovery codes are lost."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a link that signs in once, within 15 minutes. The audit log tells that it was made and used.

    In a demo it signs in fully. Elsewhere the second factor is asked for as always, or set up first when there is none.
    """
    from gestand.cli.accounts import print_login_link

    print_login_link(email, factors_lost=factors_lost, as_json=as_json)


@app.command()
def package(  # noqa: PLR0917 - its options are what a person types
    person: Annotated[str, typer.Argument(help="An e-mail address or a short id.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the ZIP goes; else package-SHORT_ID.zip here.")
    ] = None,
    portable: Annotated[
        bool, typer.Option("--portable", help="Only what goes along to another office (GDPR 20), which can take it in.")
    ] = False,
    whole_client: Annotated[
        bool,
        typer.Option("--whole-client", help="With --portable: the person's household or business, everybody in it."),
    ] = False,
    language: Annotated[
        str, typer.Option(help="nl or en; else Dutch, or who takes it along.", show_default=False)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write everything that is kept about a person to one ZIP (readable index, JSON, CSV, files).

    With --portable what the person takes along: JSON with its schema, CSV, vCard, iCalendar and files. The same data
    gives the same bytes. An e-mail address that more than one person has is refused, with the short ids to choose from.
    """
    if portable:
        from gestand.cli.portable import write_portable_package

        write_portable_package(person, out=out, language=language, whole_client=whole_client, as_json=as_json)
        return
    if whole_client:
        stop("--whole-client goes with --portable: an access package is about one person.")
    from gestand.cli.packages import write_package

    write_package(person, out=out, language=language or "nl", as_json=as_json)


@app.command()
def erase(
    person: Annotated[str, typer.Argument(help="An e-mail address or a short id.", show_default=False)],
    plan: Annotated[bool, typer.Option("--plan", help="Only tell what would go and what stays.")] = False,
    yes_by: Annotated[
        str, typer.Option("--yes-by", metavar="OWNER_EMAIL", help="Whose yes this is, instead of typing it.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Erase a person for good: tables, files, search index, jobs and outbox, read back afterwards.

    Tells the plan first, and asks for a yes by an owner, whose name stands in the audit log. What a law obliges to keep
    stays. The erasure journal has it before anything goes, so that no backup brings it back. You read names; --json
    holds the person's short id and the ids of clients instead.
    """
    from gestand.cli.erasing import erase_person

    erase_person(person, only_plan=plan, yes_by=yes_by, as_json=as_json)


@app.command()
def retention(
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="As of this day, 2027-03-31; else in 30 days.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell what goes until a day because its term is over, and what should have gone. Changes nothing.

    Nothing about anybody goes without an owner's yes, given on the page of what goes. You read names; --json holds the
    ids of clients and persons instead, and its "kind" says which.
    """
    from gestand.cli.keeping import what_goes

    what_goes(at, as_json=as_json)


@app.command()
def prove(
    as_json: AsJson = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this promise, such as secure.mfa.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the signed report goes; FILE.sig beside it.")
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option(
            "--verify", metavar="FILE", exists=True, dir_okay=False, help="Check a signed report and its chain instead."
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", exists=True, dir_okay=False, help="With --verify: the public key to check with."
        ),
    ] = None,
) -> None:
    """Check every promise of the privacy statement on the live data, and sign what was found.

    Prints the promises by section. Ends with 1 when a promise is broken, 0 otherwise.
    """
    from gestand.cli import proving

    if verify is not None:
        raise typer.Exit(proving.verify(verify, key=key, as_json=as_json))
    raise typer.Exit(proving.prove(only or [], as_json=as_json, out=out))


@app.command()
def statement(
    form: Annotated[str, typer.Option("--format", metavar="html|pdf|json", help="html, pdf or json.")] = "html",
    language: Annotated[str, typer.Option("--lang", "--language", help="nl or en (json holds both).")] = "nl",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where it goes; else it is printed.")
    ] = None,
) -> None:
    """Write the published privacy statement as one file; before the first publication the one of today.

    The PDF is PDF/A-2b. The JSON follows the schema at /privacy/schema.json and speaks the Data Privacy Vocabulary.
    """
    from gestand.cli.stating import write_statement

    raise typer.Exit(write_statement(form, language=language, out=out))


@app.command()
def inspector(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the ZIP goes.", show_default=False)],
    language: Annotated[str, typer.Option("--language", "--lang", help="nl or en.")] = "nl",
    as_json: AsJson = False,
) -> None:
    """Write the pack for an inspector: one ZIP that needs no Gestand to read, without names of clients or persons."""
    from gestand.cli.proving import inspector as write_inspector_pack

    raise typer.Exit(write_inspector_pack(out, language=language, as_json=as_json))


@auditing.command("verify")
def audit_verify(
    as_json: AsJson = False,
    head: Annotated[
        str, typer.Option("--head", metavar="NUMBER HASH", help="Compare with this seal, as the daily mail prints it.")
    ] = "",
) -> None:
    """Check the audit log from its first line to its last: nothing changed, dropped, swapped, cut off or rewritten.

    Who cut the database and the head file in the data folder together is found out by the daily mail alone: give its
    number and hash with --head.

    Ends with 0 when it is whole, 1 when it is not.
    """
    from gestand.cli.auditing import verify

    raise typer.Exit(verify(head=head, as_json=as_json))


@searching.command("rebuild")
def search_rebuild() -> None:
    """Fill the search index anew from the tables (after a restore, or when a result looks wrong)."""
    from gestand.cli.searching import rebuild

    rebuild()


@app.command()
def register(
    out: Annotated[Path, typer.Option("--out", help="FILE.xlsx, FILE.pdf or FILE.json.", show_default=False)],
    language: Annotated[str, typer.Option("--lang", help="nl or en.")] = "nl",
) -> None:
    """Write the register of processing (GDPR 30) to a file: Excel, PDF or JSON, as the name of the file says.

    It is made from what the program declares, from the register of recipients and from the firm's profile.
    """
    from gestand.cli.registering import write_register

    write_register(out, language=language)


@app.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="DIR", exists=True, file_okay=False, help="The folder; else backups/ in the data folder."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup of database and files together, encrypted, and read it back. Gestand may go on running.

    It goes to the places of the page Backups as well. Copies past their term are removed.
    """
    from gestand.cli.backing_up import back_up

    back_up(to, as_json=as_json)


@app.command()
def restore(  # noqa: PLR0917 - its options are what a person types
    file: Annotated[Path, typer.Argument(help="A backup (gestand-….age).", show_default=False)],
    identity: Annotated[
        Path | None,
        typer.Option("--identity", metavar="FILE", help="The key; else the one in keys/."),
    ] = None,
    over: Annotated[bool, typer.Option("--over", help="Put it in the place of the office that is here.")] = False,
    other_keys: Annotated[
        bool, typer.Option("--other-keys", help="Restore although the keys here are others: files stay unreadable.")
    ] = False,
    without_journal: Annotated[
        bool, typer.Option("--without-journal", help="Restore although the erasure journal is lost.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup back. Gestand must not run meanwhile.

    It is unpacked and checked first, and swapped in at once. Before anything is served every erasure of the journal is
    done again and read back, so that nobody who was erased comes back.
    """
    from gestand.cli.backing_up import restore as put_back

    put_back(
        file,
        identity=identity,
        over=over,
        other_keys=other_keys,
        without_journal=without_journal,
        as_json=as_json,
    )


@app.command()
def drill(
    backup: Annotated[
        Path | None,
        typer.Option("--backup", metavar="FILE", help="This backup; else the newest."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="This copy of the keys; else the newest."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring everything back in a scratch folder, from a backup and a copy of the keys alone, and look at it.

    What was seen is kept as evidence for the privacy statement. Ends with 0 when all came back, 1 when not.
    """
    from gestand.cli.backing_up import drill as do_drill

    raise typer.Exit(do_drill(backup=backup, keys=keys, as_json=as_json))


@keeping.command("backup")
def keys_backup(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes.", show_default=False)],
    new_sheet: Annotated[
        bool, typer.Option("--new-sheet", help="Make a new passphrase; the old sheet opens older copies alone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write keys, keybox and erasure journal to one small file that the printed passphrase opens.

    The first time it shows that passphrase, once. Keep the file at another place than the backups.
    """
    from gestand.cli.backing_up import keys_backup as write

    write(out, new_sheet=new_sheet, as_json=as_json)


@keeping.command("restore")
def keys_restore(
    file: Annotated[Path, typer.Argument(help="A copy of the keys (gestand-keys-….age).", show_default=False)],
    over: Annotated[bool, typer.Option("--over", help="Although this data folder is in use.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put keys, keybox and journal back; asks for what the printed sheet says (or reads it from standard input)."""
    from gestand.cli.backing_up import keys_restore as put_back

    put_back(file, over=over, as_json=as_json)


@app.command()
def clients(
    search: Annotated[str, typer.Option("--search", metavar="TEXT", help="Only whose name holds these words.")] = "",
    ended: Annotated[bool, typer.Option("--ended", help="Also who is no client any more.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the clients by name: short id, kind, number of devices, and how complete their documentation is.

    The short id is what other commands take for a client, beside a name or a part of it.
    """
    from gestand.cli.listing import list_clients

    list_clients(search, ended=ended, as_json=as_json)


@app.command()
def picture(
    client: Annotated[str, typer.Argument(help="A name, a part of it, or a short id.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="FILE.svg or FILE.pdf.", show_default=False)],
    pages: Annotated[
        bool,
        typer.Option("--pages", help="Sheets of A4 as FILE-1.svg, FILE-2.svg …: above 40 devices one each network."),
    ] = False,
    language: Annotated[str, typer.Option("--lang", help="nl or en; else the client's.", show_default=False)] = "",
    as_json: AsJson = False,
) -> None:
    """Draw a client's network: internet, router, switches, Wi-Fi and devices, grouped by site and network.

    As one drawing (FILE.svg), or on sheets of A4 (FILE.pdf, or --pages). The same data gives the same drawing. Files
    that are there are written over.
    """
    from gestand.cli.drawing import draw_picture

    draw_picture(client, out=out, pages=pages, language=language, as_json=as_json)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Look whether this Gestand is in order: declarations, database, keys, disk. Changes nothing.

    Ends with 0 when all is well, 1 when something needs you.
    """
    from gestand.cli.checking import check_everything

    raise typer.Exit(check_everything(as_json=as_json))


@app.command()
def book(
    client: Annotated[str, typer.Argument(help="The client's name, or its id.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="FILE.pdf, .zip, .json or .xlsx.", show_default=False)
    ],
    language: Annotated[str, typer.Option("--lang", "--language", help="nl or en; else the client's language.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a client's network book: everything that is documented, to hand over.

    The name of the file says in which form: the book (pdf), the whole hand-over with photos (zip), the tables for
    programs (json) or for a spreadsheet (xlsx). Passwords are in none of them. A file that is there stays.
    """
    from gestand.cli.booking import write_book

    write_book(client, out=out, language=language, as_json=as_json)


@app.command()
def version() -> None:
    """Print the version."""
    from gestand import __version__

    typer.echo(f"gestand {__version__}")


@app.command("lists")
def public_lists(
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch them now, as far as they are switched on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell how old the public lists are: until when systems get security updates, and the makers of network cards."""
    from gestand.cli.fetching import tell_lists

    tell_lists(fetch=fetch, as_json=as_json)
