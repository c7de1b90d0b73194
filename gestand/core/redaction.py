"""Log redaction: a log line holds ids, codes and counts, and nothing else about anybody.

Three nets, each for what the one before cannot see. *Arguments*: an id, a number or a code passes, a text or an object
does not (an object's own words may be a client's name). *Exceptions*: of the message only the words pass that stand in
the program's own code or schema; the trace names file, line and function, never a value. *Patterns*: what looks like an
address, a number of a person or a secret is masked wherever it still stands, third-party lines included.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from numbers import Number
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gestand.core.reference import new_reference

if TYPE_CHECKING:
    from django.db.models import Model

MASK = "…"

_UUID = r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
#: What may stand in a log line as it is: a view name, a job's name, a media type, a reference, a number.
_CODE = re.compile(rf"(?:{_UUID}|[a-z0-9_.:+-]{{1,80}}|[A-Z0-9]{{4}}-[A-Z0-9]{{4}}|GET|POST|HEAD|PUT|OPTIONS)")
_SAFE_WORDS_OF_A_PATH = re.compile(rf"(?:{_UUID}|[a-z_.-]{{1,40}}|\d{{1,4}}|[0-9A-Z]{{7}})?")


# Patterns -------------------------------------------------------------------------------------------------------------


def _masked_ip(found: re.Match[str]) -> str:
    """Loopback and "any" are this machine, no person; what only looks like an address stays."""
    text = found[0]
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return text
    return text if address.is_loopback or address.is_unspecified else "[ip]"


_PIECE_OF_A_NAME = re.compile(r"[A-Za-z]?[a-z]{0,19}|[A-Z]{1,20}|\d{1,4}")


def _masked_token(found: re.Match[str]) -> str:
    """Long, with letters and digits: a secret. Ids stay, and so do names made of words ("0003_audit_triggers")."""
    text = found[0]
    pieces = re.split(r"[_-]", text)
    named = len(pieces) > 1 and all(_PIECE_OF_A_NAME.fullmatch(piece) for piece in pieces)
    plain = re.fullmatch(r"[a-z]+|[A-Z]+|(?:[A-Z][a-z]{2,})+", text)
    return text if named or plain or re.fullmatch(_UUID, text) else "[secret]"


_NAMES_OF_SECRETS = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|secret[_-]?key|session(?:_?id|_?key)?|csrf\w*|cookie|"
    r"signature|sig|otp|credential\w*|gestand_session"
)

#: In this order: what holds another (an address in a query string) goes first.
_PATTERNS: tuple[tuple[re.Pattern[str], Any], ...] = (
    # PostgreSQL's details repeat what was typed: "Key (email)=(carla@…) already exists", "Failing row contains (…)".
    (re.compile(r"(?im)^\s*(?:DETAIL|CONTEXT|HINT|STATEMENT|PARAMETERS|WHERE|QUERY)\s*:.*$"), "[details withheld]"),
    (re.compile(r"(Key \(.*?\))\s*=\s*\(.*\)"), rf"\1=({MASK})"),
    (re.compile(r"(?i)(failing row contains)\s*\(.*\)"), rf"\1 ({MASK})"),
    (re.compile(r"(?i)\b(bearer|basic|digest)\s+[A-Za-z0-9._~+/=-]{6,}"), r"\1 [secret]"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@"), rf"\1{MASK}@"),
    (re.compile(r"(?<=\S)\?[^\s\"'<>]*=[^\s\"'<>]*"), f"?{MASK}"),
    (re.compile(r"(?<=[/\w])#[^\s\"'<>]{8,}"), f"#{MASK}"),
    (
        re.compile(
            rf"(?i)\b((?:\w*[_-])?(?:{_NAMES_OF_SECRETS}))(['\"]?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&)}}\]]+)"
        ),
        r"\1\2[secret]",
    ),
    (re.compile(r"[^\s@<>()\[\]\"',;:=]+(?:@|%40)[^\s@<>()\[\]\"',;:]+\.[^\s@<>()\[\]\"',;:.]{2,}"), "[mail]"),
    (re.compile(r"\"[^\"\n]*\"(?:@|%40)\S+"), "[mail]"),
    (re.compile(r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"), "[mac]"),
    (
        re.compile(
            r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4})(?:%\w+)?(?![\w])"
        ),
        _masked_ip,
    ),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w])"), _masked_ip),
    (re.compile(r"(?i)\b[A-Z]{2}\d{2}[ -]?(?:[A-Z]{4}[ -]?)(?:\d[ -]?){6,23}\d\b"), "[iban]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b"), "[iban]"),
    (re.compile(r"(?i)\bNL\s?\d{9}\s?B\s?\d{2}\b"), "[number]"),
    (re.compile(rf"(?<![\w-])(?!{_UUID})[A-Za-z0-9_+=-]{{20,}}(?![\w])"), _masked_token),
    (re.compile(r"(?<![\w+-])(?:\+|00)\d(?:[\s().\-/]{0,3}\d){6,14}(?![\w])"), "[phone]"),
    (re.compile(r"(?<![\w.:-])\(?0\d{1,3}\)?(?:[\s.\-/]{0,2}\d){6,8}(?![\w:])"), "[phone]"),
    (re.compile(r"(?<![\w-])\d(?:[ .]?\d){8,}(?![\w-])"), "[number]"),
    (re.compile(r"\b[1-9]\d{3}(?: ?[A-Z]{2}|[a-z]{2}(?<!ms))\b(?:[\s,]+\d{1,5}\s?[A-Za-z]?\b)?"), "[address]"),
)


def redact(text: str) -> str:
    """Mask what looks like personal data or a secret; one line, no control characters."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return "".join(letter if letter.isprintable() else " " for letter in text)


# Arguments ------------------------------------------------------------------------------------------------------------


def redacted_argument(value: object) -> object:
    """What a log line may show of a value: ids, numbers, moments and codes as they are, all else by its kind."""
    if value is None or isinstance(value, Number | UUID | datetime | date | time | timedelta):
        return value
    for kind, shown in _SHOWN_BY_KIND:
        if isinstance(value, kind):
            return shown(value)
    return _redacted_thing(value)


def _redacted_text(text: str) -> str:
    if _CODE.fullmatch(text):
        return text
    if text.startswith(("/", "http://", "https://")):
        return redacted_path(text)
    return f"[text of {len(text)}]"


def redacted_path(path: str) -> str:
    """An address of ours: words and ids stay, anything else that was typed into it goes, and so does the query."""
    route, question, _query = path.partition("?")
    scheme, colon, rest = route.rpartition("://")
    parts = rest.split("#", 1)[0].split("/")
    first = parts[0] if not scheme else redact(parts[0])
    kept = [part if _SAFE_WORDS_OF_A_PATH.fullmatch(part) else MASK for part in parts[1:]]
    return f"{scheme}{colon}{'/'.join([first, *kept])}{question and '?' + MASK}"


def _redacted_thing(value: object) -> str:
    """Never its own words: the text of a client is the client's name."""
    label = type(value).__name__
    meta = getattr(value, "_meta", None)
    if meta is not None:
        model: Model = value  # type: ignore[assignment]
        return f"<{meta.label} {redacted_argument(model.pk)}>"
    return f"<{label}>"


def _redacted_list(values: list[object] | tuple[object, ...] | set[object] | frozenset[object]) -> str:
    return f"[{len(values)}: {', '.join(str(redacted_argument(one)) for one in list(values)[:10])}]"


#: The first kind that fits.
_SHOWN_BY_KIND: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (Enum, lambda value: str(value.value)),
    (BaseException, lambda value: f"{type(value).__name__}: {redacted_message(value)}"),
    (str, lambda value: _redacted_text(str(value))),
    (type, lambda value: str(value.__qualname__)),
    ((list, tuple, set, frozenset), _redacted_list),
    (Mapping, lambda value: f"{{{len(value)} entries}}"),
)


# Exceptions -----------------------------------------------------------------------------------------------------------

#: What interpreter and databases say around the values; the values themselves are not in any list.
_INTERPRETER_WORDS = frozenset(
    """
    a an and argument arguments are as at attribute base be but by can cannot check column columns constraint could
    database deadlock denied detected disk does duplicate empty error exceeded exist exists expected failed for foreign
    found from full function got has have I/O in index int integer invalid into is it iterable key keyword length limit
    list literal locked malformed many mapping maximum memory missing module must named near no non not null None
    NoneType object of on only operand operation or out permission pool positional query range recursion referenced
    relation required row rows run sequence statement still str string subscriptable such supported syntax table
    terminated than the timeout to too transaction trigger tuple type types unable unbound unexpected unique UNIQUE
    unpack unsupported value values variable violates was when while with within zero division bool bytes dict float set
    NOT NULL FOREIGN KEY CHECK current aborted ignored until end block canceling due readonly write attempt closed
    connection server unexpectedly serialize access concurrent update uniqueness depth import name partially
    initialized circular callable hashable unhashable comparable instances between instance append-only core_auditline
    Connection refused reset peer timed Broken pipe Permission File space left device file directory No
    """.split()  # noqa: SIM905 - a paragraph reads better than a list of 200 quotes
)
_WORD = re.compile(rf"{_UUID}|[^\W_][\w'/-]*[^\W_]|\w|_\w+", re.UNICODE)
_SHORT_NUMBER = re.compile(r"\d{1,4}")


def redacted_message(error: BaseException) -> str:
    """The message of an exception with only the words that the program's own code or schema contains."""
    try:
        message = str(error)
    except Exception as unspeakable:  # noqa: BLE001 - a message that cannot be had must not cost the log line
        return f"[no message: {type(unspeakable).__name__}]"
    message = redact(message[:1000].split("\nDETAIL", 1)[0])
    known = _words_of_trace(error.__traceback__)

    def judged(found: re.Match[str]) -> str:
        word = found[0]
        plain = (
            word in _INTERPRETER_WORDS
            or word in known
            or word in _schema_words()
            or _is_constraint(word)
            or _SHORT_NUMBER.fullmatch(word)
            or re.fullmatch(_UUID, word)
            or word in {"ip", "mail", "phone", "secret", "iban", "number", "address", "mac", "details", "withheld"}
        )
        return word if plain else MASK

    return re.sub(rf"{MASK}(?:[\s'\"]*{MASK})+", MASK, _WORD.sub(judged, message))


def _words_of_trace(trace: TracebackType | None) -> frozenset[str]:
    words: set[str] = set()
    while trace is not None:
        words |= _words_of_code(trace.tb_frame.f_code)
        trace = trace.tb_next
    return frozenset(words)


@cache
def _words_of_code(code: CodeType) -> frozenset[str]:
    texts = [*code.co_names, *code.co_varnames, code.co_name]
    for constant in code.co_consts:
        parts = constant if isinstance(constant, tuple | frozenset) else (constant,)
        texts += [part for part in parts if isinstance(part, str)]
    return frozenset(word for text in texts for word in _WORD.findall(text))


def _schema_words() -> frozenset[str]:
    from django.apps import apps

    return _words_of_schema() if apps.ready else frozenset()


def _is_constraint(word: str) -> bool:
    """A name that the database made: "team_account_email_key" begins with a table's name."""
    schema = _schema_words()
    pieces = word.split("_")
    return any("_".join(pieces[:count]) in schema for count in range(2, len(pieces)))


@cache
def _words_of_schema() -> frozenset[str]:
    from django.apps import apps

    words: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        words |= {meta.db_table, meta.object_name or "", meta.label}
        words |= {name for field in meta.concrete_fields for name in (field.name, field.column) if name}
        words |= {one.name for one in (*meta.constraints, *meta.indexes)}
    return frozenset(words)


def trace_lines(error: BaseException) -> Iterator[str]:
    """The exception, its causes before it, each with file, line and function of every step; no values, no source."""
    seen: set[int] = set()
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    for one in reversed(chain):
        yield f"  {type(one).__module__}.{type(one).__qualname__}: {redacted_message(one)}"
        trace = one.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            yield f"    {_short_file(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
            trace = trace.tb_next
        if isinstance(one, BaseExceptionGroup):
            for inner in one.exceptions:
                yield from (f"  {line}" for line in trace_lines(inner))


def _short_file(path: str) -> str:
    """From the package on: where the program is installed may hold the name of who installed it."""
    for marker in ("/site-packages/", "/gestand/", "/tests/"):
        before, found, after = path.rpartition(marker)
        if found and before is not None:
            return after if marker == "/site-packages/" else marker.strip("/") + "/" + after
    return path.rsplit("/", 1)[-1]


# The formatter --------------------------------------------------------------------------------------------------------


class RedactingFormatter(logging.Formatter):
    """One line "moment LEVEL logger message", then the trace; used by every handler."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        moment = self.formatTime(record, self.datefmt)
        line = f"{moment} {record.levelname} {record.name} {redact(self._message_of(record))}"
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([line, *trace_lines(error)]) if error is not None else line

    @staticmethod
    def _message_of(record: logging.LogRecord) -> str:
        template = str(record.msg) if isinstance(record.msg, str) else str(redacted_argument(record.msg))
        if not record.args:
            return template
        shown: Any
        if isinstance(record.args, Mapping):
            shown = {name: redacted_argument(value) for name, value in record.args.items()}
        else:
            shown = tuple(redacted_argument(value) for value in record.args)
        try:
            return str(template % shown)
        except (TypeError, ValueError, KeyError):
            # logging itself would print the arguments to standard error.
            return f"{template} [arguments did not fit]"


def install_excepthooks() -> None:
    """What nobody catches (a command, a thread) goes to the log with a reference, not to the screen with its values."""
    log = logging.getLogger("gestand")
    # A line that cannot be written would be printed with its arguments, unredacted.
    logging.raiseExceptions = False

    def of_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("stopped: reference %s", new_reference(), exc_info=(kind, error, trace))

    def of_thread(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and not issubclass(what.exc_type, SystemExit):
            log.error(
                "a thread stopped: reference %s",
                new_reference(),
                exc_info=(what.exc_type, what.exc_value, what.exc_traceback),
            )

    sys.excepthook = of_main
    threading.excepthook = of_thread
