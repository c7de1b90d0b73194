"""A version for machines: JSON whose words are terms of the W3C Data Privacy Vocabulary (DPV 2) where it has them.

As plain JSON it follows ``schema.SCHEMA``; with its ``@context`` the same bytes are linked data (JSON-LD 1.1). The
bytes are canonical (RFC 8785), so that the same version always gives the same file.
"""

from __future__ import annotations

from typing import Any

import rfc8785

from gestand.core.firm import current_firm
from gestand.core.public_address import public_address
from gestand.statement.clauses.assembly import plain_text
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.models.versions import StatementVersion
from gestand.statement.versions.contents import clauses_of
from gestand.statement.versions.schema import SCHEMA_PATH

CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "gestand": "urn:gestand:statement:",
    "@vocab": "urn:gestand:statement:",
    "label": {"@id": "skos:prefLabel", "@container": "@language"},
    "title": {"@id": "dct:title", "@container": "@language"},
    "text": {"@id": "dct:description", "@container": "@language"},
    "summary": {"@id": "dct:abstract", "@container": "@language"},
    "interest": {"@id": "dpv:hasJustification", "@container": "@language"},
    "languages": "dct:language",
    "digest": "gestand:digest",
    "in_force_from": {"@id": "dct:valid", "@type": "xsd:date"},
    "published_at": {"@id": "dct:issued", "@type": "xsd:dateTime"},
    "controller": "dpv:hasDataController",
    "officer": "dpv:hasRepresentative",
    "authority": "dpv:hasAuthority",
    "name": "dpv:hasName",
    "address": "dpv:hasAddress",
    "contact": "dpv:hasContact",
    "categories": "dpv:hasPersonalData",
    "purposes": "dpv:hasPurpose",
    "bases": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "terms": "dpv:hasStorageCondition",
    "duration": {"@id": "dpv:hasDuration", "@type": "xsd:duration"},
    "recipients": "dpv:hasRecipient",
    "rights": "dpv:hasRight",
    "measures": "dpv:hasTechnicalOrganisationalMeasure",
}

CATEGORY_TERMS: dict[str, tuple[str, ...]] = {
    "data.name": ("pd:Name",),
    "data.address": ("pd:PhysicalAddress",),
    "data.phone": ("pd:TelephoneNumber",),
    "data.email": ("pd:EmailAddress",),
    "data.ip": ("pd:IPAddress",),
    "data.login": ("pd:Authenticating", "pd:DeviceBased"),
    "data.browser": ("pd:DeviceBased",),
    "data.correspondence": ("pd:Communication",),
    "data.correspondence.note": ("pd:Communication",),
    "beyond.data.account": ("pd:Authenticating",),
}
PURPOSE_TERMS: dict[str, tuple[str, ...]] = {
    "purpose.payment": ("dpv:PaymentManagement",),
    "purpose.mailing": ("dpv:DirectMarketing", "dpv:CommunicationManagement"),
    "purpose.contact": ("dpv:CommunicationForCustomerCare",),
    "purpose.changes": ("dpv:CommunicationManagement",),
    "purpose.delivery": ("dpv:DeliveryOfGoods",),
    "purpose.maintenance": ("dpv:RequestedServiceProvision",),
    "beyond.purpose.rights": ("dpv:RightsFulfilment", "dpv:LegalCompliance"),
    "beyond.purpose.security": ("dpv:EnforceSecurity",),
    "beyond.purpose.enquiry": ("dpv:CustomerCare",),
    "beyond.purpose.standin": ("dpv:PersonnelManagement",),
}
BASIS_TERMS = {
    "6(1)(a)": "eu-gdpr:A6-1-a",
    "6(1)(b)": "eu-gdpr:A6-1-b",
    "6(1)(c)": "eu-gdpr:A6-1-c",
    "6(1)(f)": "eu-gdpr:A6-1-f",
}
ROLE_TERMS = {"processor": "dpv:DataProcessor", "controller": "dpv:DataController"}
RIGHT_TERMS = {
    "right.access": "eu-gdpr:A15",
    "right.rectify": "eu-gdpr:A16",
    "right.erase": "eu-gdpr:A17",
    "right.restrict": "eu-gdpr:A18",
    "right.port": "eu-gdpr:A20",
    "right.object": "eu-gdpr:A21",
    "human": "eu-gdpr:A22",
    "right.consent": "eu-gdpr:A7-3",
    "right.complaint": "eu-gdpr:A77",
}
MEASURE_TERMS = {
    "secure.passwords": "dpv:PasswordAuthentication",
    "secure.disk": "dpv:EncryptionAtRest",
    "secure.transport": "dpv:EncryptionInTransfer",
    "secure.mfa": "dpv:MultiFactorAuthentication",
    "secure.https": "dpv:EncryptionInTransfer",
    "secure.access": "dpv:AccessControlMethod",
}


def linked_json(version: StatementVersion) -> bytes:
    """The whole version, both languages in one."""
    return rfc8785.dumps(linked(version))


def linked(version: StatementVersion) -> dict[str, Any]:
    content = version.content
    home = public_address(current_firm())
    texts = {language: clauses_of(content, language) for language in LANGUAGES}
    return {
        "@context": CONTEXT,
        "@id": f"{home}/privacy/v/{version.number}" if version.number else f"{home}/privacy",
        "@type": ["dpv:PrivacyNotice", "eu-gdpr:DirectDataCollectionNotice", "eu-gdpr:IndirectDataCollectionNotice"],
        "$schema": f"{home}{SCHEMA_PATH}",
        "form": content["form"],
        "version": version.reference,
        "state": version.state,
        "digest": version.digest,
        "made_on": content["made_on"],
        "published_at": version.published_at.isoformat() if version.published_at else None,
        "in_force_from": version.takes_effect_on.isoformat() if version.takes_effect_on else None,
        "languages": list(LANGUAGES),
        "summary": {language: version.summary(language) for language in LANGUAGES},
        "controller": _controller(content["controller"]),
        "authority": {
            "@type": "dpv:DataProtectionAuthority",
            "name": content["authority"]["name"],
            "address": content["authority"]["post"],
            "complaint": content["authority"]["complaint"],
        },
        "categories": [
            {**_typed(each, CATEGORY_TERMS, "dpv:PersonalData"), "held_in": each["held_in"]}
            for each in content["categories"]
        ],
        "purposes": [_purpose(each) for each in content["purposes"]],
        "terms": [_term(each) for each in content["terms"]],
        "recipients": [_recipient(each) for each in content["recipients"]],
        "rights": [_pointing(clause, term, texts) for clause, term in RIGHT_TERMS.items()],
        "measures": [_pointing(clause, term, texts) for clause, term in MEASURE_TERMS.items()],
        "clocks": content["clocks"],
        "clauses": [_clause(clause, texts) for clause in texts["nl"]],
    }


def _typed(entry: dict[str, Any], terms: dict[str, tuple[str, ...]], otherwise: str) -> dict[str, Any]:
    return {"id": entry["id"], "@type": list(terms.get(entry["id"], (otherwise,))), "label": entry["label"]}


def _controller(controller: dict[str, Any]) -> dict[str, Any]:
    officer = controller.get("officer", {})
    town = f"{controller.get('postal_code', '')} {controller.get('city', '')}".strip()
    return {
        "@type": "dpv:DataController",
        "name": controller["name"],
        "address": ", ".join(part for part in (controller.get("street", ""), town) if part),
        "contact": [each for each in (controller.get("email", ""), controller.get("phone", "")) if each],
        "website": controller.get("website", ""),
        "kvk_number": controller.get("kvk_number", ""),
        "officer": {
            "@type": "dpv:DataProtectionOfficer" if officer.get("registered") else "dpv:Representative",
            "name": officer.get("name", ""),
            "contact": [officer["email"]] if officer.get("email") else [],
        },
    }


def _purpose(purpose: dict[str, Any]) -> dict[str, Any]:
    said = {
        **_typed(purpose, PURPOSE_TERMS, "dpv:Purpose"),
        "bases": [BASIS_TERMS[basis] for basis in purpose["bases"]],
        "in_use": purpose["in_use"],
    }
    return {**said, "interest": purpose["interest"]} if "interest" in purpose else said


def _term(term: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": ["dpv:StorageCondition", "dpv:StorageDuration"],
        "held_in": term["held_in"],
        "label": term["name"],
        "text": term["words"],
        "while": term["while"],
        "duration": f"P{term['years']}Y{term['months']}M{term['days']}D",
        "reason": term["reason"],
    }


def _recipient(recipient: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": ["dpv:Recipient", ROLE_TERMS.get(recipient["role"], "dpv:ThirdParty")],
        "key": recipient["key"],
        "label": recipient["name"],
        "text": recipient["what"],
        "role": recipient["role"],
        "country": recipient["country"],
        "outside_eea": recipient["outside_eea"],
        "safeguard": recipient["safeguard"],
        "agreement": recipient["agreement"],
    }


def _pointing(clause: str, term: str, texts: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": term,
        "clause": clause,
        "label": {language: texts[language][clause]["title"] for language in LANGUAGES if clause in texts[language]},
    }


def _clause(clause: str, texts: dict[str, Any]) -> dict[str, Any]:
    return {
        "clause": clause,
        "promise": texts["nl"][clause]["promise"],
        "own_words": [language for language in LANGUAGES if texts[language][clause]["own_words"]],
        "title": {language: texts[language][clause]["title"] for language in LANGUAGES},
        "text": {language: plain_text(texts[language][clause]) for language in LANGUAGES},
        "facts": texts["nl"][clause]["facts"],
    }
