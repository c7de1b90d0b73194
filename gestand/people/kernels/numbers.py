"""Numbers of businesses (chamber of commerce, VAT) and the one number that may not come in: the BSN (UAVG 46)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.refusals import HoldsBsn, NotValid

#: Nine digits that stand alone, also grouped as people write a BSN: 123456782, 1234.56.782, 123 456 782.
_NINE = re.compile(r"(?<![\w.,+-])(\d{9}|\d{4}[. -]\d{2}[. -]\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?![\w-]|[.,]\d)")
_NAMED = re.compile(
    r"\b(?:bsn|burger\s?service\s?nummer|sofi(?:-?\s?nummer)?|citizen service number)\b\D{0,12}([\d][\d. -]{6,12}\d)",
    re.IGNORECASE,
)
#: Legal forms whose tax number is the organisation's own (RSIN), so that its old VAT number names no person.
FORMS_WITH_OWN_NUMBER = frozenset({"company", "partnership", "association"})
_KVK_DIGITS, _BRANCH_DIGITS = 8, 12


def read_kvk_number(text: str) -> str:
    """The chamber-of-commerce number: eight digits. Empty stays empty."""
    digits = re.sub(r"[\s.\-]", "", re.sub(r"^\s*k\.?v\.?k\.?\D{0,12}", "", text, flags=re.IGNORECASE))
    if not digits:
        return ""
    if digits.isascii() and digits.isdigit():
        if len(digits) == _KVK_DIGITS:
            return digits
        if len(digits) == _BRANCH_DIGITS:
            raise NotValid(
                _("This is a branch number (twelve digits). The chamber-of-commerce number has eight."),
                field="kvk_number",
            )
    raise NotValid(_("A chamber-of-commerce number has eight digits."), field="kvk_number")


def read_vat_id(text: str, *, legal_form: str = "") -> str:
    """A VAT id without spaces ("NL002455799B11"). Empty stays empty.

    A Dutch one passes mod-97 (the btw-id of sole traders since 2020) or belongs to an organisation with a tax number of
    its own. What remains is a sole trader's old number, which is a BSN with "B01" behind it: refused (``HoldsBsn``).
    The library's own check takes both kinds, so that it cannot be the judge.
    """
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError
    from stdnum.iso7064 import mod_97_10
    from stdnum.nl import bsn

    number = re.sub(r"[\s.\-]", "", text).upper()
    if not number:
        return ""
    if re.fullmatch(r"\d{8,9}B\d{2}", number):
        number = f"NL{number.rjust(12, '0')}"
    if not number.startswith("NL"):
        try:
            return str(vat.validate(number))
        except ValidationError as error:
            raise NotValid(_("This is not a VAT id. A Dutch one looks like NL002455799B11."), field="vat_id") from error
    if not re.fullmatch(r"NL\d{9}B\d{2}", number) or number.endswith("B00") or set(number[2:11]) == {"0"}:
        raise NotValid(_("A Dutch VAT id looks like NL002455799B11."), field="vat_id")
    if mod_97_10.is_valid(number):
        return number
    if not bsn.is_valid(number[2:11]):
        raise NotValid(_("This VAT id has a typing error: its check digits do not fit."), field="vat_id")
    if legal_form in FORMS_WITH_OWN_NUMBER:
        return number
    raise HoldsBsn(
        _(
            "This is the old VAT number of a sole trader, which holds a citizen service number (BSN). We may not keep "
            "it. Ask for the VAT id that the tax office gave out in 2020. If it is a company's number, choose the "
            "legal form first."
        ),
        field="vat_id",
    )


def bsns_in(text: str) -> list[str]:
    """What in free text looks like a BSN: nine digits that pass the eleven test, or fewer that are called one.

    A sign, not a verdict: 9.1% of all nine-digit numbers pass. Hence a question to the person who types.
    """
    from stdnum.nl import bsn

    found = [match[1] for match in _NINE.finditer(text)] + [match[1] for match in _NAMED.finditer(text)]
    digits = dict.fromkeys(re.sub(r"\D", "", number) for number in found)
    return [number for number in digits if len(number) in (8, 9) and bsn.is_valid(number.rjust(9, "0"))]


def refuse_bsn(text: str, *, field: str) -> None:
    """For fields in which no nine-digit number belongs: names, labels, towns."""
    if bsns_in(text):
        raise HoldsBsn(
            _("This looks like a citizen service number (BSN). We may not keep it, so leave it out."), field=field
        )
