"""A person's consents as records for a computer, shaped as ISO/IEC TS 27560:2023 has them.

One receipt for a person, with one consent record for each use about which a consent was given or withdrawn. The fields
are those of the technical specification, in the reading of the W3C community group on data privacy vocabularies
("Consent Records and Receipts as per ISO/IEC TS 27560:2023"); ``receipt.schema.json`` describes them. Objections are no
consents: they stand beside the records, in a part of our own, which the specification allows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.authority import AUTHORITY_COMPLAINT, AUTHORITY_NAME, AUTHORITY_POST
from gestand.core.declarations.purposes import BASES, Basis, Purpose
from gestand.core.declarations.registry import personal_models
from gestand.core.egress.recipients import RecipientKind, all_recipients
from gestand.core.firm import Firm, current_firm
from gestand.core.law import law
from gestand.core.public_address import public_address
from gestand.core.questions import Ids, Question
from gestand.people.models import ConsentEvent, ConsentVerb, Person

FORM = 1
SCHEMA_ID = f"urn:gestand:consent-receipt:schema:{FORM}"
SCHEMA_VERSION = "ISO/IEC TS 27560:2023"
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
_NUMBERS = UUID("6f0a3c1e-52c4-4f0e-9d0b-8f6f0c2a7d11")  # the name space of record and receipt numbers
CONTROLLER, PERSON, AUTHORITY = "controller", "person", "authority"
_STATES = {ConsentVerb.GIVEN: "dpv:ConsentGiven", ConsentVerb.WITHDRAWN: "dpv:ConsentWithdrawn"}


def schema_text() -> str:
    return (Path(__file__).resolve().parent / "receipt.schema.json").read_text(encoding="utf-8")


def receipt_json(person: Person, *, language: str, at: datetime) -> bytes:
    """The receipt of everything that this person said about the uses of his or her data."""
    return json.dumps(receipt_of(person, language=language, at=at), ensure_ascii=False, indent=2).encode()


def receipt_of(person: Person, *, language: str, at: datetime) -> dict[str, Any]:
    """As plain values; the same events give the same receipt, but for the moment at which it was made."""
    events: list[ConsentEvent] = _events(persons=[person.id])
    firm = current_firm()
    with translation.override(language):
        return {
            "$schema": SCHEMA_ID,
            "conforms_to": PROFILE,
            "receipt_metadata": {
                "schema_version": SCHEMA_VERSION,
                "receipt_id": str(uuid5(_NUMBERS, f"{person.id} {events[-1].id if events else ''}")),
                "made_at": _moment(at),
            },
            "consent_records": [
                _record(person, purpose, said, firm, language=language, at=at)
                for purpose in Purpose
                if (said := _said(events, purpose, *_STATES))
            ],
            "objections": [
                {
                    "purpose": purpose.value,
                    "purpose_description": str(purpose.label),
                    "events": [_event(event, "objection", f"objection:{event.verb}") for event in said],
                }
                for purpose in Purpose
                if (said := _said(events, purpose, ConsentVerb.OBJECTED, ConsentVerb.LIFTED))
            ],
        }


@Question
def _events(persons: Ids) -> QuerySet[ConsentEvent, ConsentEvent]:
    return ConsentEvent.objects.filter(person_id__among=persons).order_by("at", "id")


def _said(events: Sequence[ConsentEvent], purpose: Purpose, *verbs: ConsentVerb) -> list[ConsentEvent]:
    return [event for event in events if event.purpose == purpose and event.verb in verbs]


def _record(
    person: Person, purpose: Purpose, events: list[ConsentEvent], firm: Firm | None, *, language: str, at: datetime
) -> dict[str, Any]:
    home = public_address(firm)
    statement = f"{home}/privacy" if language == "nl" else f"{home}/{language}/privacy"
    version = events[-1].statement_version
    country = firm.country if firm else "NL"
    return {
        "record_metadata": {
            "schema_version": SCHEMA_VERSION,
            "record_id": str(uuid5(_NUMBERS, f"{person.id} {purpose.value}")),
            "pii_principal_id": person.short_id,
        },
        "pii_processing": {
            "privacy_notice": f"{home}/privacy/v/{version.removeprefix('v')}" if version else statement,
            "language": language,
            "purposes": [
                {
                    "purpose": purpose.value,
                    "purpose_description": str(purpose.label),
                    "lawful_basis": Basis.CONSENT.value,
                    "other_lawful_bases": [basis.value for basis in BASES[purpose] if basis is not Basis.CONSENT],
                    "pii_information": _categories(purpose),
                    "pii_controllers": [CONTROLLER],
                    "collection_method": _("given by the person, or by somebody of the same client"),
                    "storage_locations": [country],
                    "retention_period": _("while you are a client, then %(length)s")
                    % {"length": law("keep.client", timezone.localdate(at)).words},
                    "processing_locations": [country],
                    "jurisdiction": country,
                    "recipient_third_parties": _recipients(purpose),
                    "withdrawal_method": _(
                        "with one click on the page with your choices, in the foot of each mail, or by telling us"
                    ),
                    "privacy_rights": _("see, correct, erase, restrict, take along, object, withdraw, complain"),
                    "authority_party": AUTHORITY,
                }
            ],
        },
        "party_identification": _parties(person, firm, home=home, language=language),
        "consent_events": [_event(event, "dpv:ExpressedConsent", _STATES[ConsentVerb(event.verb)]) for event in events],
    }


def _event(event: ConsentEvent, kind: str, state: str) -> dict[str, Any]:
    return {
        "event_id": str(event.id),
        "event_time": _moment(event.at),
        "validity_duration": _("until it is withdrawn"),
        "entity_id": PERSON,
        "event_type": kind,
        "event_state": state,
        "source": event.source,
        "wording": event.wording,
        "wording_version": event.wording_version,
        "privacy_notice_version": event.statement_version,
        "recorded_at": _moment(event.recorded_at),
    }


def _categories(purpose: Purpose) -> list[dict[str, str]]:
    found = {
        category
        for declared in personal_models()
        if declared.personal is not None and purpose in declared.personal.purposes
        for category in declared.personal.categories.values()
    }
    return [
        {"pii_type": category.value, "pii_description": str(category.label)}
        for category in sorted(found, key=lambda each: each.value)
    ]


def _recipients(purpose: Purpose) -> list[str]:
    """Who else may receive it for this use, in words."""
    named = {
        key
        for declared in personal_models()
        if declared.personal is not None and purpose in declared.personal.purposes
        for key in declared.personal.recipients
    }
    return [
        str(recipient.name)
        for recipient in all_recipients()
        if recipient.kind is not RecipientKind.NO_PERSONAL_DATA
        and (purpose in recipient.purposes or (not recipient.purposes and recipient.key in named))
    ]


def _parties(person: Person, firm: Firm | None, *, home: str, language: str) -> list[dict[str, str]]:
    place = f"{firm.street}, {firm.postal_code} {firm.city}".strip(", ") if firm else ""
    return [
        {
            "party_id": CONTROLLER,
            "party_role": "dpv:DataController",
            "party_type": "dpv:DataController",
            "party_name": firm.name if firm else "Gestand",
            "party_address": place,
            "party_contact": (firm.officer_email or firm.email) if firm else "",
            "party_email": firm.email if firm else "",
            "party_phone": firm.phone if firm else "",
            "party_url": (firm.website if firm else "") or home,
        },
        {
            "party_id": PERSON,
            "party_role": "dpv:DataSubject",
            "party_type": "dpv:DataSubject",
            "party_name": person.short_id,
            "party_address": "",
            "party_contact": "",
        },
        {
            "party_id": AUTHORITY,
            "party_role": "dpv:SupervisoryAuthority",
            "party_type": "dpv:SupervisoryAuthority",
            "party_name": AUTHORITY_NAME,
            "party_address": AUTHORITY_POST,
            "party_contact": AUTHORITY_COMPLAINT[language],
        },
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
