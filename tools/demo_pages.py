"""The addresses of every page of the demo, by name, as JSON: ``python -m tools.demo_pages nl|en``."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from gestand.core.actors import Role  # noqa: E402
from gestand.network.models import Device  # noqa: E402
from gestand.network.things import THINGS  # noqa: E402
from gestand.people.imports.models import ImportBatch  # noqa: E402
from gestand.people.models import Client, Correspondence, Membership  # noqa: E402
from gestand.people.queries.duplicates import duplicate_persons  # noqa: E402
from gestand.rights.models import Request  # noqa: E402
from gestand.sharing.models import ClientAgreement, ProcessorAgreement  # noqa: E402
from gestand.team.models import Account  # noqa: E402

PLAIN = {
    "today": "office:today",
    "settings": "office:settings",
    "clients": "people:clients",
    "client-new": "people:client-new",
    "call-new": "people:call-new",
    "loose-ends": "people:loose-ends",
    "duplicates": "people:duplicates",
    "imports": "people:imports",
    "requests": "rights:requests",
    "request-new": "rights:enter",
    "answered": "rights:answered",
    "public-request": "public:ask",
    "public-asked": "public:asked",
    "public-package": "public:fetch",
    "outbox": "core:outbox",
    "jobs": "core:jobs",
    "audit": "core:audit",
    "recipients": "sharing:recipients",
    "recipient-new": "sharing:recipient-new",
    "agreements": "sharing:agreements",
    "agreement-text": "sharing:text",
    "agreement-text-new": "sharing:text-new",
    "register": "statement:register",
    "register-history": "statement:register-history",
    "promises": "statement:promises",
    "statement": "statement:overview",
    "statement-read": "statement:read",
    "statement-publish": "statement:publish",
    "statement-compare": "statement:compare",
    "statement-checklist": "statement:checklist",
    "public-statement": "privacy:page",
    "public-versions": "privacy:versions",
    "mail-settings": "core:mail-settings",
    "team": "team:accounts",
    "team-invite": "team:invite",
    "profile": "team:profile",
    "sessions": "team:sessions",
    "firm": "team:firm",
    "second-factors": "mfa_index",
    "recovery-codes": "mfa_generate_recovery_codes",
    "password": "account_change_password",
}


def main() -> None:
    language = sys.argv[1]
    Account.objects.update(language=language)
    with translation.override(language):
        pages = {name: reverse(view) for name, view in PLAIN.items()}
    client = Client.objects.filter(kind="business", ended_on__isnull=True).order_by("id")[0]
    person = Membership.objects.filter(client=client).order_by("-is_main")[0].person
    pages |= _of_a_network(Client.objects.get(name="Notariskantoor Stempel"))
    entry = Correspondence.objects.filter(client=client)[0]
    for name in ("client", "client-people", "client-privacy", "client-edit", "client-end", "entry-new", "person-new"):
        pages[name] = reverse(f"people:{name}", args=[client.id])
    for name in ("person", "person-edit", "consent-new"):
        pages[name] = reverse(f"people:{name}", args=[person.id])
    pages["entry"] = reverse("people:entry", args=[entry.id])
    for number, request in enumerate(Request.objects.order_by("received_at")):
        pages["request" if not number else f"request-{number + 1}"] = reverse("rights:request", args=[request.id])
    for request in Request.objects.filter(kind="erasure", state="identified", person__isnull=False)[:1]:
        pages["erase"] = reverse("rights:erase", args=[request.id])
    loose = Correspondence.objects.filter(client__isnull=True, person__isnull=True).order_by("at")[0]
    pages["entry-assign"] = reverse("people:entry-assign", args=[loose.id])
    pair = duplicate_persons()[0]
    pages["merge"] = reverse("people:merge", args=["person", pair.one.id, pair.other.id])
    for number, agreement in enumerate(ClientAgreement.objects.order_by("-number")):
        pages[f"client-agreement-{number + 1}"] = reverse("sharing:client-agreement", args=[agreement.client_id])
    for agreement in ProcessorAgreement.objects.select_related("recipient")[:1]:
        pages["agreement"] = reverse("sharing:agreement", args=[agreement.id])
        pages["recipient"] = reverse("sharing:recipient", args=[agreement.recipient.key])
        pages["agreement-new"] = reverse("sharing:agreement-new", args=[agreement.recipient.key])
    standin = Account.objects.filter(role=Role.STANDIN)[0]
    pages["account"] = reverse("team:account", args=[standin.id])
    for batch in ImportBatch.objects.all()[:1]:
        pages["import-preview"] = reverse("people:import", args=[batch.id])
    pages["search"] = reverse("office:search") + "?q=jansne"
    pages["search-nothing"] = reverse("office:search") + "?q=xqzzkw"
    pages["not-found"] = "/nergens/"
    print(json.dumps(pages))


def _of_a_network(client: Client) -> dict[str, str]:
    """Lists, the pages of one client, of each kind of thing the first, and the router on which the rest hangs."""
    everywhere = ("device-list", "device-columns", "device-views", "completeness", "watch", "calendar", "lists", "find")
    of_client = ("client", "picture", "plan", "labels", "book", "import", "hand-over", "device-add")
    pages = {name: reverse(f"network:{name}") for name in everywhere}
    pages |= {name: reverse(f"network:{name}", args=[client.id]) for name in of_client}
    for kind, thing in THINGS.items():
        pages[f"{kind}-new"] = reverse("network:thing-new", args=[client.id, kind])
        rows = thing.model._default_manager.filter(**{thing.client_path: client}).order_by("id")  # noqa: SLF001
        for row in rows[:1]:
            pages[kind] = reverse("network:thing", args=[kind, row.pk])
    core = Device.objects.filter(site__client=client, kind="router").order_by("id")[0]
    for name in ("thing", "thing-fails", "thing-history", "thing-edit"):
        pages[name.replace("thing", "core")] = reverse(f"network:{name}", args=["device", core.id])
    return {f"network-{name}": path for name, path in pages.items()}


if __name__ == "__main__":
    main()
