"""XML from a stranger as a stream of events, within bounds.

Refused is what defusedxml refuses (declared entities, anything external, a document type with content), and besides
nesting, single tokens and elements of a size that would fill the memory. Expat is asked directly: defusedxml's own
parser builds on Python's slow one and knows no bound for size. No tree is built: the memory does not grow with a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

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
    """Feeds a file to expat and calls back on each start and end. ``doctype`` is the one document type allowed.

    ``path`` holds the names of the elements that are open; that of ``start`` is its last, that of ``end`` gone already.
    ``starts`` and ``ends``: the elements that are called back for; the outermost one always is.
    """

    def __init__(
        self,
        *,
        doctype: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        starts: frozenset[str],
        ends: frozenset[str],
    ) -> None:
        self.path: list[str] = []
        self.is_complete = False
        self._doctype = doctype
        self._fed = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._watching(start, starts)
        parser.EndElementHandler = self._leaving(end, ends)
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

    def _watching(
        self, start: Callable[[str, Attributes], None], starts: frozenset[str]
    ) -> Callable[[str, Attributes], None]:
        """Runs for every element of every host: closed over what it needs, which is measurably faster."""
        path, deepest = self.path, Limits.XML_DEPTH

        def watch(name: str, attributes: Attributes) -> None:
            path.append(name)
            if name in starts:
                if len(path) > deepest:
                    raise too_large()
                start(name, attributes)
            elif len(path) > deepest:
                raise too_large()
            elif len(path) == 1:
                start(name, attributes)

        return watch

    def _leaving(self, end: Callable[[str], None], ends: frozenset[str]) -> Callable[[str], None]:
        path = self.path

        def leave(name: str) -> None:
            path.pop()
            if name in ends or not path:
                end(name)

        return leave

    def _on_doctype(self, name: str, system_id: str | None, public_id: str | None, has_internal_subset: int) -> None:
        if name != self._doctype or system_id or public_id or has_internal_subset:
            raise hostile()

    def _refuse(self, *_told: object) -> NoReturn:
        raise hostile()

    @property
    def position(self) -> int:
        """Bytes read up to the present event."""
        return max(self._parser.CurrentByteIndex, 0)
