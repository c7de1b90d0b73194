"""Reading what others wrote about a network: pure and streaming. A file in, found things out; no database, no request.

known = recognise(stream)                                             # format, encoding, columns and a guess at each
for found in read_found(stream, known.layout, header=known.header):   # FoundDevice, FoundLease, FoundNetwork, Remark, …
"""

from gestand.network.importers.found import (
    AddressOrigin,
    FileFormat,
    FileLayout,
    Found,
    FoundAddress,
    FoundContact,
    FoundDevice,
    FoundDomain,
    FoundInterface,
    FoundLease,
    FoundNetwork,
    FoundPlace,
    FoundScan,
    FoundScanEnd,
    FoundService,
    Limits,
    NotANetworkFile,
    RecognisedFile,
    Remark,
    UnreadableRow,
)
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.recognise import read_found, recognise

__all__ = [
    "AddressOrigin",
    "FileFormat",
    "FileLayout",
    "Found",
    "FoundAddress",
    "FoundContact",
    "FoundDevice",
    "FoundDomain",
    "FoundInterface",
    "FoundLease",
    "FoundNetwork",
    "FoundPlace",
    "FoundScan",
    "FoundScanEnd",
    "FoundService",
    "Limits",
    "NotANetworkFile",
    "RecognisedFile",
    "Remark",
    "UnreadableRow",
    "guess_kind",
    "read_found",
    "recognise",
]
