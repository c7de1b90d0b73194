"""Names of persons as Dutch people write them: "Carla van den Berg", "Berg, van den, C.", "mevr. C.A. de Vries"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gestand.people.kernels.folding import folded, tidied

#: Tussenvoegsels and their foreign kin, as one finds them in Dutch telephone books; several may follow each other.
PREFIXES = frozenset(
    """
    van von vom zum zur zu de den der des het 't t 's s ter ten te tot op in aan bij uit onder over voor la le les
    du des da do dos das di del della dello dei el al bin ben ibn af av d' l' dal
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
#: Words before a name that say how somebody is addressed; what stands at the right is what is kept.
SALUTATIONS = {
    "mevrouw": "mevrouw", "mevr": "mevrouw", "mw": "mevrouw", "mej": "mevrouw", "mrs": "mevrouw", "ms": "mevrouw",
    "miss": "mevrouw",
    "meneer": "de heer", "dhr": "de heer", "heer": "de heer", "hr": "de heer", "mister": "de heer",
    "de heer": "de heer", "familie": "familie", "fam": "familie",
}  # fmt: skip
_TITLES = frozenset(
    """
    drs dr ir ing mr prof bc ba ma msc bsc mba phd llm bac
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.)+(?:-?(?:[^\W\d_]{1,3}\.)+)*|[^\W\d_](?:-[^\W\d_])?|[A-Z]{2,4}", re.UNICODE)
_ARTICLES = frozenset(
    """
    de het t een the
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_HOUSEHOLD_WORDS = frozenset(
    """
    familie fam gezin huishouden family household
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_AND = re.compile(r"\s+(?:en|and|e/o|&|\+|/)\s+|\s*&\s*", re.IGNORECASE)
MAXIMUM_SORT_NAME = 160
_SHORTEST_SHOUTED = 5  # letters; a shorter word in capitals may be meant so


@dataclass(frozen=True, slots=True)
class PersonName:
    salutation: str = ""
    initials: str = ""
    given_name: str = ""
    name_prefix: str = ""
    family_name: str = ""

    @property
    def full_name(self) -> str:
        return full_name(self.given_name, self.initials, self.name_prefix, self.family_name)


def full_name(given_name: str, initials: str, name_prefix: str, family_name: str) -> str:
    """First name (or else initials), prefix, last name: "Carla van den Berg"."""
    return " ".join(filter(None, [given_name or initials, name_prefix, family_name]))


def parse_name(text: str) -> PersonName:
    """Take a written name apart. Nothing is lost: what is not understood ends up in a name field."""
    line = tidied(text)
    salutation, line = _without_salutation(line)
    called, line = _called_name(line)
    line = _with_case(line)
    if "," in line:
        parts = [part.strip() for part in line.split(",") if part.strip()]
        name = _parse_commas(parts) if parts else PersonName()
    else:
        name = _parse_words(line.split(), salutation=salutation)
    return PersonName(
        salutation=salutation,
        initials=name.initials,
        given_name=called or name.given_name,
        name_prefix=name.name_prefix,
        family_name=name.family_name,
    )


def initials_of(given_name: str) -> str:
    """Give "A.M.C." for "Anna-Maria Carla", "T." for "Theodoor"."""
    return "".join(f"{part[0].upper()}." for part in re.split(r"[\s-]+", tidied(given_name)) if part[:1].isalpha())


def person_sort_name(*, family_name: str, given_name: str = "", initials: str = "", name_prefix: str = "") -> str:
    """By last name, prefix at the end: "Carla van den Berg" stands at "berg carla van den"."""
    parts = (family_name, given_name or initials, name_prefix)
    return " ".join(filter(None, (folded(part) for part in parts)))[:MAXIMUM_SORT_NAME]


def client_sort_name(name: str, *, is_household: bool) -> str:
    """A business without its article; a household by its last name ("Familie van den Berg" -> "berg")."""
    words = folded(name).split()
    if not is_household:
        kept = words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
        return " ".join(kept)[:MAXIMUM_SORT_NAME]
    while len(words) > 1 and words[0] in _HOUSEHOLD_WORDS:
        words = words[1:]
    first, *others = _AND.split(_stripped_of_household_words(name))
    person = parse_name(first)
    if not person.family_name:
        return " ".join(words)[:MAXIMUM_SORT_NAME]
    sorted_first = person_sort_name(
        family_name=person.family_name,
        given_name=person.given_name,
        initials=person.initials,
        name_prefix=person.name_prefix,
    )
    return " ".join(filter(None, [sorted_first, *(folded(other) for other in others)]))[:MAXIMUM_SORT_NAME]


def is_prefix(word: str) -> bool:
    return word.casefold().replace("’", "'").replace("`", "'").rstrip(".") in PREFIXES


def _stripped_of_household_words(name: str) -> str:
    words = tidied(name).split()
    while len(words) > 1 and folded(words[0]) in _HOUSEHOLD_WORDS:
        words = words[1:]
    # What is left of "Familie Jansen" is a last name, which parse_name takes alone for one after a salutation.
    return " ".join(words) if len(words) > 1 and not is_prefix(words[0]) else f"familie {' '.join(words)}"


def _without_salutation(line: str) -> tuple[str, str]:
    """Take salutation and titles off: "Mevr. drs. C. Berg MSc" gives "mevrouw" and "C. Berg"."""
    salutation = ""
    words = line.split()
    while len(words) > 1:
        first = words[0].casefold()
        two = " ".join(words[:2]).casefold().rstrip(".")
        if two in SALUTATIONS and words[2:]:
            salutation, words = SALUTATIONS[two], words[2:]
        elif first.rstrip(".") in SALUTATIONS:
            salutation, words = SALUTATIONS[first.rstrip(".")], words[1:]
        elif words[0].rstrip(".").casefold() in _TITLES and (words[0].endswith(".") or words[0].islower()):
            words = words[1:]
        else:
            break
    while words[2:] and words[-1].strip(".,()").casefold().replace(".", "") in _TITLES and len(words[-1]) > 1:
        words = words[:-1]
    return salutation, " ".join(words).rstrip(",") if words else ""


def _called_name(line: str) -> tuple[str, str]:
    """Split "C.A. (Carla) de Vries" into "Carla" and "C.A. de Vries"."""
    found = re.search(r"\(([^\W\d_][^()]*)\)|[\"“„]([^\W\d_][^\"“”]*)[\"”]", line)
    if not found:
        return "", line
    return (found[1] or found[2]).strip(), tidied(line[: found.start()] + " " + line[found.end() :])


def _with_case(line: str) -> str:
    """A name in capitals alone gets its small letters back; any other is left as written."""
    letters = [letter for letter in line if letter.isalpha()]
    if len(letters) < _SHORTEST_SHOUTED or " " not in line or not all(letter.isupper() for letter in letters):
        return line
    words = []
    for word in line.split():
        if is_prefix(word.strip(",")):
            words.append(word.lower())
        elif "." in word or len(word.strip(",")) == 1:
            words.append(word)
        else:
            parts = re.split(r"(-)", word)
            words.append("".join(_capitalised(part) for part in parts))
    return " ".join(words)


def _capitalised(word: str) -> str:
    return f"IJ{word[2:].lower()}" if word[:2] == "IJ" else word.capitalize()


def _is_initials(word: str) -> bool:
    return _INITIALS.fullmatch(word) is not None and (
        word.endswith(".") or len(word) == 1 or "-" in word or word.isupper()
    )


def _parse_words(words: list[str], *, salutation: str = "") -> PersonName:
    if not words:
        return PersonName()
    if len(words) == 1:
        return PersonName(family_name=words[0]) if salutation else PersonName(given_name=words[0])
    initials: list[str] = []
    while len(words) > 1 and _is_initials(words[0]):
        initials.append(words[0] if words[0].endswith(".") else f"{words[0]}.")
        words = words[1:]
    double = _start_of_double_name(words)
    start = next((place for place, word in enumerate(words[: double or -1]) if is_prefix(word)), None)
    if start is None and double:
        return PersonName("", _joined(initials), " ".join(words[:double]), "", " ".join(words[double:]))
    if start is None:
        given, family = (words[:-1], words[-1:]) if not (initials and len(words) > 1 and salutation) else ([], words)
        return PersonName("", _joined(initials), " ".join(given), "", " ".join(family))
    end = start
    while end < len(words) - 1 and is_prefix(words[end]):
        end += 1
    prefix = " ".join(words[start:end])
    return PersonName(
        "",
        _joined(initials),
        " ".join(words[:start]),
        prefix.lower() if start == 0 and not initials else prefix,
        " ".join(words[end:]),
    )


def _start_of_double_name(words: list[str]) -> int | None:
    """Where a joined last name begins: "Eva Jansen-de Boer" and "Eva Jansen - de Boer" -> 1."""
    for place, word in enumerate(words[:-1]):
        if word in {"-", "–"} and place > 0:
            return place - 1
        if "-" in word[1:] and is_prefix(word.rsplit("-", 1)[1]):
            return place
    return None


def _parse_commas(parts: list[str]) -> PersonName:
    """Read "Berg, van den, C." and "Berg, C. van den" and "van den Berg, Carla": the last name stands first."""
    family_words = parts[0].split()
    prefix: list[str] = []
    while len(family_words) > 1 and is_prefix(family_words[0]):
        prefix.append(family_words.pop(0))
    initials: list[str] = []
    given: list[str] = []
    for word in " ".join(parts[1:]).split():
        if is_prefix(word):
            prefix.append(word)
        elif _is_initials(word):
            initials.append(word if word.endswith(".") else f"{word}.")
        else:
            given.append(word)
    return PersonName("", _joined(initials), " ".join(given), " ".join(prefix), " ".join(family_words))


def _joined(initials: list[str]) -> str:
    """Join "J", "P." to "J.P."; capitals without points ("JP.") get them."""
    text = "".join(initials)
    return re.sub(r"([A-Z])(?=[A-Z])", r"\1.", text)
