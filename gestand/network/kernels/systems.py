"""Which version of an operating system a text speaks of, and until when that version gets security updates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from gestand.network.registries.lists import Head, Registry, file_of, head_of, stamp_of

#: The newest Windows 10; no other edition than a long-term one is supported longer.
_LAST_WINDOWS_10 = "10-22h2"
_LONG_TERM = {"2015": "1507", "2016": "1607", "2019": "1809", "2021": "21h2", "2024": "24h2"}
_OLD_WINDOWS = (
    (r"windows (?:nt )?8\.1\b", "8.1"),
    (r"windows 8\b", "8"),
    (r"windows 7\b", "7-sp1"),
    (r"windows vista\b", "6-sp2"),
    (r"windows xp\b", "5-sp3"),
)
_VERSION = re.compile(r"\b(?:\d\dh[12]|1507|1511|1607|1703|1709|1803|1809|1903|1909|2004)\b")
_BUILD = re.compile(r"(?<![\d.])(?:(?:6|10)\.\d\.)?(\d{4,5})(?:\.\d{1,6})?\b")
_FIRST_BUILD_OF_11 = 22000


@dataclass(frozen=True, slots=True)
class Cycle:
    """A version with an end of its own. ``ends_on``: the last day of security updates, None while nobody says one.

    ``is_observed``: its maker announces no day; this one was seen afterwards.
    """

    key: str  # "windows/11-24h2-w"
    name: str
    ends_on: date | None
    builds: tuple[str, ...] = ()
    is_observed: bool = False

    @property
    def product(self) -> str:
        return self.key.partition("/")[0]


def cycles() -> Mapping[str, Cycle]:
    """Every version that the list knows, by key, newest first within each product."""
    return _read(stamp_of(Registry.SYSTEMS))


def cycle_of(key: str) -> Cycle | None:
    return cycles().get(key)


def system_ends_on(key: str) -> date | None:
    """The last day of security updates of a version; None when no day is known."""
    found = cycles().get(key)
    return found.ends_on if found is not None else None


def list_of_systems() -> Head:
    """The date, source and licence of the list that counts now."""
    return head_of(file_of(Registry.SYSTEMS))


def system_cycle_of(text: str) -> str:
    """The key of the version that a text such as "Microsoft Windows 11 Pro 23H2" or "10.0.19045" names.

    "" when it names none, or when it could be several ("Windows 10 1709 - 1909", as a scan says): nothing is guessed.
    """
    words = " ".join(re.sub(r"[®™©,;()]", " ", text.lower().replace("(r)", " ")).split())
    known = cycles()
    for candidates in (_windows_server, _windows, _apple, _android, _linux, _synology):
        for key in candidates(words):
            if key in known:
                return key
    return ""


def read_cycles(lines: Iterator[str] | list[str]) -> Iterator[Cycle]:
    """The rows of a list: key, name, last day (or nothing), builds, and how the day is known."""
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        key, name, ends_on, builds, basis = line.rstrip("\n").split("\t")
        yield Cycle(
            key, name, date.fromisoformat(ends_on) if ends_on else None, tuple(builds.split()), basis == "observed"
        )


@lru_cache(maxsize=2)
def _read(stamp: tuple[str, int, int]) -> Mapping[str, Cycle]:
    with Path(stamp[0]).open(encoding="utf-8") as stream:
        return {cycle.key: cycle for cycle in read_cycles(iter(stream))}


@lru_cache(maxsize=2)
def _by_build(stamp: tuple[str, int, int]) -> Mapping[str, tuple[Cycle, ...]]:
    found: defaultdict[str, list[Cycle]] = defaultdict(list)
    for cycle in _read(stamp).values():
        for build in cycle.builds:
            found[build].append(cycle)
    return {build: tuple(several) for build, several in found.items()}


@lru_cache(maxsize=2)
def _code_names(stamp: tuple[str, int, int]) -> Mapping[str, str]:
    """Such as "ventura" for "macos/13": what stands in brackets behind the name."""
    found = {}
    for cycle in _read(stamp).values():
        if cycle.product in ("macos", "ubuntu", "debian") and (said := re.search(r"\(([^)]+)\)", cycle.name)):
            found[said[1].lower()] = cycle.key
    return found


# Windows --------------------------------------------------------------------------------------------------------------


def _windows_server(words: str) -> Iterator[str]:
    if "server" not in words or "windows" not in words:
        return
    if year := re.search(r"\b(20(?:03|08|12|16|19|22|25))\b(?! ?sac)", words):
        short = year[1]
        if re.search(r"\br2\b", words):
            yield f"windows-server/{short}-r2"
            yield f"windows-server/{short}-r2-sp1"
        yield f"windows-server/{short}"
        yield f"windows-server/{short}-sp2"
    for version in _versions(words):
        yield f"windows-server/{version}-sac"
        yield f"windows-server/{version}-ac"
    yield from _keys_of_build(words, "windows-server")


def _windows(words: str) -> Iterator[str]:
    builds = list(_keys_of_build(words, "windows"))
    if "server" in words or not ("windows" in words or re.search(r"\b10\.0\.\d{5}\b", words)):
        return
    for pattern, old in _OLD_WINDOWS:
        if re.search(pattern, words):
            yield f"windows/{old}"
            return
    versions = _versions(words)
    is_long_term = re.search(r"\blts[bc]\b", words) is not None
    if is_long_term and (year := re.search(r"\b(20\d\d)\b", words)):
        versions = [_LONG_TERM.get(year[1], "")]
    if not versions and builds:
        versions = list(dict.fromkeys(key.split("-")[1] for key in builds if "-" in key))
    major = _major(words, builds)
    if len(versions) == 1 and major:
        for suffix in _suffixes(words, is_long_term=is_long_term):
            yield f"windows/{major}-{versions[0]}{suffix}"
    elif not versions and major == "10" and not is_long_term:
        yield f"windows/{_LAST_WINDOWS_10}"


def _major(words: str, builds: list[str]) -> str:
    said = re.search(r"\bwindows (10|11)\b", words)
    if said:
        return said[1]
    return builds[0].partition("/")[2].partition("-")[0] if builds else ""


def _suffixes(words: str, *, is_long_term: bool) -> tuple[str, ...]:
    """As an edition is written in a key; what cannot be told is taken for the edition that ends first."""
    if is_long_term:
        return ("-iot-lts",) if re.search(r"\biot\b", words) else ("-e-lts",)
    is_enterprise = re.search(r"\b(?:enterprise|education)\b", words) and "pro education" not in words
    return ("-e", "", "-w") if is_enterprise else ("-w", "", "-e")


def _versions(words: str) -> list[str]:
    return list(dict.fromkeys(_VERSION.findall(words)))


def _keys_of_build(words: str, product: str) -> Iterator[str]:
    """What is known by a number such as 22631 or 10.0.22631."""
    known = _by_build(stamp_of(Registry.SYSTEMS))
    for number in _BUILD.findall(words):
        for cycle in known.get(number, ()):
            if cycle.product == product:
                yield cycle.key


# The others -----------------------------------------------------------------------------------------------------------


def _apple(words: str) -> Iterator[str]:
    if found := re.search(r"\bipad ?os\D{0,3}(\d+)", words):
        yield f"ipados/{found[1]}"
    if (found := re.search(r"\b(?:iphone os|ios)\D{0,3}(\d+)", words)) and "cisco" not in words:
        yield f"ios/{found[1]}"
    if re.search(r"\b(?:mac ?os|os ?x)\b", words) or "macos" in words:
        if found := re.search(r"\b(?:mac ?os(?: x)?|os ?x)[^\d]{0,25}(\d+)(?:\.(\d+))?", words):
            yield f"macos/{found[1]}" if found[1] != "10" else f"macos/10.{found[2] or ''}"
        yield from _by_code_name(words, "macos")


def _android(words: str) -> Iterator[str]:
    if found := re.search(r"\bandroid\D{0,10}(\d+)(?:\.(\d+))?", words):
        if found[2] is not None:
            yield f"android/{found[1]}.{found[2]}"
        yield f"android/{found[1]}"
        yield f"android/{found[1]}.0"


def _linux(words: str) -> Iterator[str]:
    if "ubuntu" in words:
        if found := re.search(r"\bubuntu\D{0,20}(\d\d\.\d\d)\b", words):
            yield f"ubuntu/{found[1]}"
        yield from _by_code_name(words, "ubuntu")
    if re.search(r"\b(?:debian|raspbian|raspberry pi os)\b", words):
        if found := re.search(r"\b(?:debian|raspbian|raspberry pi os)\D{0,20}(\d{1,2})\b", words):
            yield f"debian/{found[1]}"
        yield from _by_code_name(words, "debian")


def _by_code_name(words: str, product: str) -> Iterator[str]:
    for name, key in _code_names(stamp_of(Registry.SYSTEMS)).items():
        if key.startswith(f"{product}/") and re.search(rf"\b{re.escape(name)}\b", words):
            yield key


def _synology(words: str) -> Iterator[str]:
    if found := re.search(r"\bdsm\D{0,10}(\d\.\d)", words):
        yield f"synology-dsm/{found[1]}"
