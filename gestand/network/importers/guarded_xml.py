"""XML from a stranger as a stream of events, with bounds: what defusedxml refuses (declared entities, anything external,
a document type with content), and besides nesting, single tokens and elements of any size that would fill the memory.

Expat is asked directly: defusedxml's own parser builds on Python's slow one and knows no bound for size. No tree is
built, so the memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _

from gestand.network.importers.found import Limits, NotANetworkFile

Attributes = dict[str, str]
_BLOCK = 64 * 1024
#: How expat calls a file that ends too early: nothing at all, a token or a letter cut in two, an element left open.
_CUT_SHORT = frozenset(
    [
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    ]
)


def hostile() -> NotANetworkFile:
    return NotANetworkFile(
        _("This XML file defines entities or asks for other files, which a scan never does. It is not opened.")
    )


def too_large() -> NotANetworkFile:
    return NotANetworkFile(_("This XML file has parts that are far larger or deeper than a scan's. It is not opened."))


class GuardedParser:
    """Feeds a file to expat and calls back on each start and end. ``doctype`` is the one document type allowed."""

    def __init__(self, *, doctype: str, start: Callable[[str, Attributes], None], end: Callable[[str], None]) -> None:
        self._doctype = doctype
        self._start = start
        self._end = end
        self._depth = 0
        self._fed = 0
        self.is_complete = False
        parser = expat.ParserCreate()
        parser.buffer_text = False
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.EntityDeclHandler = self._refuse
        parser.UnparsedEntityDeclHandler = self._refuse
        parser.NotationDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse
        self._parser = parser

    def feed(self, stream: BinaryIO) -> Iterator[None]:
        """A pause after each block, for whoever takes what was found so far. The memory is what one block gives."""
        while block := stream.read(_BLOCK):
            self._parse(block, last=False)
            self._fed += len(block)
            if self._fed - max(self._parser.CurrentByteIndex, 0) > Limits.XML_TOKEN_BYTES:
                raise too_large()
            yield
        self._parse(b"", last=True)
        yield

    def _parse(self, block: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(block, last)
            self.is_complete = last
        except expat.ExpatError as error:
            if not (last and error.code in _CUT_SHORT):
                raise NotANetworkFile(
                    _("This XML file is damaged at line %(line)d. Save the scan again and choose that file.")
                    % {"line": error.lineno}
                ) from error
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            raise NotANetworkFile(_("This XML file is written in an encoding that we do not know.")) from error

    def _on_start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > Limits.XML_DEPTH:
            raise too_large()
        self._start(name, attributes)

    def _on_end(self, name: str) -> None:
        self._depth -= 1
        self._end(name)

    def _on_doctype(self, name: str, system_id: str | None, public_id: str | None, has_internal_subset: int) -> None:
        if name != self._doctype or system_id or public_id or has_internal_subset:
            raise hostile()

    def _refuse(self, *_told: object) -> NoReturn:
        raise hostile()

    @property
    def position(self) -> int:
        """Bytes read up to the present event."""
        return max(self._parser.CurrentByteIndex, 0)
