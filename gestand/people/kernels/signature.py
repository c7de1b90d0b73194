"""A signature or address block, pasted as it stands under a mail, taken apart into fields. Dutch and English.

Each line is asked the same questions from the surest to the least sure; what answers none of them is given back under
``left``, so that nothing that was pasted is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gestand.people.kernels.folding import folded, tidied
from gestand.people.kernels.mails import is_mail_address, read_mail_address
from gestand.people.kernels.names import PersonName, is_prefix, parse_name
from gestand.people.kernels.numbers import read_kvk_number, read_vat_id
from gestand.people.kernels.phones import read_phone
from gestand.people.kernels.postal import COUNTRY_NAMES, dutch_postal_code_inside
from gestand.people.kernels.refusals import HoldsBsn, NotValid
from gestand.people.kernels.websites import read_website

LONGEST = 4000

_CUT = re.compile(r"\s*[|•·●▪]\s*|\s{4,}|\t+")
_GREETING = re.compile(
    r"^(?:met\s+)?(?:(?:vriendelijke|hartelijke|warme|collegiale|beste|mvg|groet|groeten|groetjes|hoogachtend|fijne dag|"  # noqa: E501 - one expression
    r"kind|best|warm|many|yours|sincerely|faithfully|cheers|thanks|thank you|regards)[\s,!.]*)+"
    r"(?:groet(?:en|jes)?|regards|sincerely|faithfully|truly|wishes)?[\s,!.]*$",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s<>()\[\],;:|\"]+@[^\s<>()\[\],;:|\"]+\.[^\s<>()\[\],;:|\"]+")
_VAT = re.compile(
    r"(?:\b(?:btw|b\.t\.w\.|vat|tva)(?:[ -]?(?:nr|nummer|id|number|no)\b)?\.?\s*:?\s*)([A-Z]{2}[\s.]?[0-9A-Z][0-9A-Z .]{6,15}|[\d.]{8,12}\s?B\s?\d{2})"  # noqa: E501 - one expression
    r"|\b(NL\s?[\d.]{9,12}\s?\.?B\.?\s?\d{2})\b",
    re.IGNORECASE,
)
_KVK = re.compile(
    r"\b(?:k\.?v\.?k\.?|kamer van koophandel|coc|chamber of commerce|handelsregister)\W{0,3}(?:(?:nr|nummer|number|no)\b\.?)?\W{0,3}(?:[A-Za-z]{4,}\W{0,3})?(\d[\d .]{6,10}\d)",  # noqa: E501 - one expression
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"\b(?:(?:iban|bank(?:rekening)?|rek(?:ening)?)\b\.?\s*(?:nr|nummer)?\.?\s*:?\s*)?[A-Z]{2}\d{2}\s?[A-Z]{4}\s?(?:\d\s?){7,18}",
    re.IGNORECASE,
)
_SITE = re.compile(r"https?://[^\s<>]+|\bwww\.[^\s<>]+", re.IGNORECASE)
_BARE_SITE = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:nl|be|com|net|org|eu|de|info|nu|amsterdam|frl|shop|online|co\.uk|example)(?:/\S*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\+|00)?\(?\d[\d\s().\-/\u00a0\u2010-\u2015]{6,22}\d(?:\s*(?:toestel|tst|ext)\.?\s*:?\s*\d{1,6})?"
)
_LABEL_ONLY = re.compile(
    r"\b(?:tel(?:efoon)?|telephone|phone|mob(?:iel)?|mobile|gsm|fax|e-?mail|mail|web(?:site)?|internet|adres|address|btw|vat|kvk|site)\b\.?\s*:?|\b[TMEWFPIAB]\b\s*[:.]?(?=\s|$)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"\b(?:mob(?:iel)?|mobile|gsm|cell)\b|\bM\b\s*[:.]?|\b06\b", re.IGNORECASE)
_FAX = re.compile(r"\bfax\b|\bF\b\s*[:.]?\s*$", re.IGNORECASE)
_STREET = re.compile(
    r"^(?:[^\W\d_][\w.'’\- ]{2,60}?|(?:1e|2e|3e)\s[\w.'’\- ]{3,60}?)\s+(\d{1,5})\s?-?\s?(?:[a-zA-Z]{1,4}|\d{1,4}|bis|hs|[IVX]+)?(?:\s?[-/]\s?\w{1,5})?$",  # noqa: E501 - one expression
    re.UNICODE,
)
_ENGLISH_STREET = re.compile(
    r"^(?:Unit \w+,? |Flat \w+,? )?\d{1,5}[a-zA-Z]?,?\s+[\w.'’\- ]+\b(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|square|sq|place|way|court|close|gardens|terrace|hill)\.?$",  # noqa: E501 - one expression
    re.IGNORECASE,
)
_PO_BOX = re.compile(r"^(?:postbus|p\.?\s?o\.?\s?box|antwoordnummer)\s*\d+$", re.IGNORECASE)
_UK_CODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b")
_CONTINENTAL_CODE = re.compile(r"^(?:(B|BE|D|DE|F|FR|L|LU|AT|A|CH)[- ])(\d{4,5})\s+(\S.*)$")
_ATTENTION = re.compile(
    r"^(?:t\.?\s?a\.?\s?v\.?|attn?\.?|ter attentie van|for the attention of)\s*:?\s*", re.IGNORECASE
)
_LEGAL_FORM = re.compile(
    r"(?:^|\s)(?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|u\.?a\.?|ltd\.?|limited|llc|inc\.?|plc|gmbh|bvba|sprl|srl)(?=$|[\s,])",
    re.IGNORECASE,
)
_BUSINESS_WORDS = frozenset(
    """
    bakkerij slagerij garage kapsalon praktijk kantoor advies adviesbureau bouw bouwbedrijf schilder
    schildersbedrijf installatie loodgieter restaurant cafe hotel winkel stichting vereniging maatschap
    huisartsenpraktijk tandarts notaris notariaat advocaten makelaars makelaardij administratiekantoor accountants
    fysiotherapie drukkerij uitgeverij bloemist hoveniersbedrijf transport groep group company services solutions
    consultancy consulting studio design media it ict school kerk gemeente bedrijf holding beheer techniek
    techniek electro elektro verhuur handel winkelier shop bakery garage partners associates foundation
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_JOB_WORDS = frozenset(
    """
    directeur directrice eigenaar eigenaresse mede-eigenaar manager administratie administrateur boekhouder
    secretaris secretaresse medewerker medewerkster hoofd adviseur consultant penningmeester voorzitter owner
    director ceo cfo coo cto partner founder assistant assistent accountant engineer beheerder systeembeheerder
    coordinator coördinator officemanager bedrijfsleider planner inkoper verkoper sales account projectleider
    projectmanager huisarts tandarts notaris advocaat makelaar docent chair treasurer secretary
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_COUNTRY_CODES = {"B": "BE", "D": "DE", "F": "FR", "L": "LU", "A": "AT"}


@dataclass(slots=True)
class Signature:
    """What a block said. ``phones`` are (E.164, label); ``left`` is what was not understood."""

    name: PersonName = field(default_factory=PersonName)
    job_title: str = ""
    company: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    website: str = ""
    kvk_number: str = ""
    vat_id: str = ""
    held_bsn: bool = False  # a VAT number that embeds a BSN was left out
    left: list[str] = field(default_factory=list)

    @property
    def is_business(self) -> bool:
        return bool(self.company or self.kvk_number or self.vat_id)


def paste_signature(text: str) -> Signature:
    """Take a pasted block apart. Never refuses: what is not understood is ``left``."""
    found = Signature()
    words: list[str] = []
    for piece in _pieces(text):
        rest = _take_numbers(piece, found)
        if rest and not _take_place(rest, found, words):
            words.append(rest)
    _take_words(words, found)
    return found


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for line in text[:LONGEST].replace("\r", "\n").split("\n"):
        for piece in _CUT.split(line):
            cleaned = tidied(piece).strip(" -–—_*=>,")
            if cleaned and not _GREETING.match(cleaned):
                pieces.append(cleaned)
    return pieces


def _take_numbers(piece: str, found: Signature) -> str:
    """Take mails, sites and numbers out of a piece; what is left of it comes back, without bare labels."""
    rest = piece
    steps: tuple[Callable[[str, Signature], str], ...] = (
        _take_mails,
        _take_vat,
        _take_kvk,
        _take_iban,
        _take_site,
        _take_phones,
    )
    for step in steps:
        rest = step(rest, found)
    if rest != piece:
        rest = _LABEL_ONLY.sub(" ", rest).rstrip(" .")
    return tidied(rest).strip(' -–—:;,/|<>()"')


def _take_mails(piece: str, found: Signature) -> str:
    for mail in _MAIL.findall(piece):
        if is_mail_address(mail):
            address = read_mail_address(mail)
            if address.casefold() not in (known.casefold() for known in found.mails):
                found.mails.append(address)
            piece = piece.replace(mail, " ")
    return re.sub(r"<\s*mailto:\s*>|mailto:", " ", piece)


def _take_vat(piece: str, found: Signature) -> str:
    for match in _VAT.finditer(piece):
        number = re.sub(r"[\s.]", "", match[1] or match[2])
        for form in ("", "company"):
            try:
                found.vat_id = found.vat_id or read_vat_id(
                    number, legal_form=form if _LEGAL_FORM.search(found.company) else ""
                )
            except HoldsBsn:
                found.held_bsn = True
            except NotValid:
                break
        if found.vat_id or found.held_bsn:
            # A number that embeds a BSN is not handed on either, not even among what was not understood.
            piece = piece.replace(match[0], " ")
    return piece


def _take_kvk(piece: str, found: Signature) -> str:
    if match := _KVK.search(piece):
        try:
            found.kvk_number = found.kvk_number or read_kvk_number(match[1])
        except NotValid:
            return piece
        return piece.replace(match[0], " ")
    return piece


def _take_iban(piece: str, found: Signature) -> str:
    if match := _IBAN.search(piece):
        found.left.append(tidied(match[0]))
        return piece.replace(match[0], " ")
    return piece


def _take_site(piece: str, found: Signature) -> str:
    match = _SITE.search(piece) or _BARE_SITE.fullmatch(_LABEL_ONLY.sub("", piece).strip())
    if match:
        try:
            site = read_website(match[0].rstrip(".,;)"))
        except NotValid:
            return piece
        if found.website and site != found.website:
            found.left.append(match[0])
        found.website = found.website or site
        return piece.replace(match[0], " ")
    return piece


def _take_phones(piece: str, found: Signature) -> str:
    before_start = 0
    rest = piece
    for match in _PHONE.finditer(piece):
        try:
            phone = read_phone(match[0].strip())
        except NotValid:
            continue
        before = piece[before_start : match.start()]
        before_start = match.end()
        label = "fax" if _FAX.search(before) else "mobiel" if _MOBILE.search(before) else ""
        if phone.extension:
            label = f"{label} {phone.extension}".strip()
        if phone.number not in (number for number, _label in found.phones):
            found.phones.append((phone.number, label))
        rest = rest.replace(match[0], " ")
    return rest


def _take_place(piece: str, found: Signature, words: list[str]) -> bool:  # noqa: C901 - one question after another
    if folded(piece) in _COUNTRIES:
        found.country = _COUNTRIES[folded(piece)]
        return True
    if inside := dutch_postal_code_inside(piece):
        before, found.postal_code, after = inside
        found.city, _, country = after.partition(",")
        found.city = found.city.strip(" -–")
        if folded(country) in _COUNTRIES:
            found.country = _COUNTRIES[folded(country)]
        if before:
            _take_street(before, found, words)
        elif not found.street and words and _looks_like_street(words[-1], loosely=True):
            found.street = words.pop()
        return True
    if continental := _CONTINENTAL_CODE.match(piece):
        found.country = _COUNTRY_CODES.get(continental[1], continental[1])
        found.postal_code, found.city = continental[2], continental[3]
        return True
    if (code := _UK_CODE.search(piece)) and not found.postal_code:
        found.postal_code, found.country = f"{code[1]} {code[2]}", "GB"
        around = [part.strip() for part in piece.replace(code[0], "").split(",") if part.strip()]
        if around:
            found.city = around.pop()
        for part in around:
            _take_street(part, found, words)
        return True
    if not found.street and _looks_like_street(piece):
        found.street = piece
        return True
    return False


def _take_street(text: str, found: Signature, words: list[str]) -> None:
    """What stands before a postal code: "Bakkerij Berg, Dorpsstraat 1"."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parts and not found.street:
        found.street = parts.pop()
    words.extend(parts)


def _looks_like_street(piece: str, *, loosely: bool = False) -> bool:
    if _STREET.match(piece) or _ENGLISH_STREET.match(piece) or _PO_BOX.match(piece):
        return True
    return loosely and any(letter.isdigit() for letter in piece)


def _take_words(words: list[str], found: Signature) -> None:  # noqa: C901 - one question after another
    """Lines of words alone: who, which firm, which job; told apart by the mail addresses and by their words."""
    lines: list[str] = []
    for word in words:
        if attention := _ATTENTION.match(word):
            found.name = parse_name(word[attention.end() :])
            continue
        name, separator, title = _split_title(word)
        lines.append(name)
        if separator and not found.job_title:
            found.job_title = title
    names, companies, others = [], [], []
    for line in lines:
        if _is_company(line, found):
            companies.append(line)
        elif _is_job(line):
            if found.job_title:
                others.append(line)
            found.job_title = found.job_title or line
        elif _is_name(line):
            names.append(line)
        else:
            others.append(line)
    names.sort(key=lambda line: not _is_in_mailbox(line, found))
    if names and not found.name.full_name:
        found.name = parse_name(names.pop(0))
    others = names + others
    if companies:
        found.company = companies.pop(0)
    elif others and (found.kvk_number or found.vat_id or found.website or found.job_title):
        found.company = others.pop(0)
    found.left[:0] = companies + others


def _split_title(line: str) -> tuple[str, str, str]:
    for separator in (" - ", " – ", " — ", ", "):
        name, found, title = line.partition(separator)
        if found and _is_job(title) and not _is_job(name):
            return name, found, title
    return line, "", ""


def _is_company(line: str, found: Signature) -> bool:
    if _LEGAL_FORM.search(line) or _BUSINESS_WORDS & set(folded(line).split()):
        return not _is_job(line) or bool(_LEGAL_FORM.search(line))
    packed = folded(line).replace(" ", "")
    domains = [mail.rsplit("@", 1)[1].split(".")[0] for mail in found.mails]
    sites = [found.website.split("//")[-1].removeprefix("www.").split(".")[0]] if found.website else []
    return len(packed) > 3 and any(folded(part).replace(" ", "") == packed for part in domains + sites)  # noqa: PLR2004


def _is_job(line: str) -> bool:
    return bool(_JOB_WORDS & set(folded(line).split())) and not _LEGAL_FORM.search(line)


def _is_name(line: str) -> bool:
    words = line.replace(",", " ").split()
    if not 2 <= len(words) <= 7 or any(letter.isdigit() for letter in line):  # noqa: PLR2004
        return False
    name = parse_name(line)
    return bool(name.family_name and (name.given_name or name.initials or name.salutation)) and all(
        word[:1].isupper()
        or is_prefix(word)
        or word[:1] in "('’\"-"
        or word.endswith(".")
        or folded(word) in _NAME_WORDS
        for word in words
    )


def _is_in_mailbox(line: str, found: Signature) -> bool:
    boxes = " ".join(folded(mail.rsplit("@", 1)[0]) for mail in found.mails)
    return any(len(word) > 2 and word in boxes for word in folded(line).split())  # noqa: PLR2004


_NAME_WORDS = frozenset(
    """
    mevrouw mevr mw meneer dhr heer hr de drs ir ing dr familie fam
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_COUNTRIES = {folded(name): code for name, code in COUNTRY_NAMES.items()}
