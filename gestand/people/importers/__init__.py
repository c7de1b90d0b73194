"""Reading contacts files: pure and streaming. A file in, ``ImportedContact``s out; no database, no request, no clock.

known = recognise(stream, name="contacten.csv")          # format, encoding, separator, columns, a guess at each
for row in read_contacts(stream, known.layout): ...      # ImportedContact or UnreadableRow, one at a time
"""

from gestand.people.importers.contact import (
    FileFormat,
    FileLayout,
    ImportedAddress,
    ImportedContact,
    ImportedMail,
    ImportedPhone,
    Limits,
    NotAContactsFile,
    RecognisedFile,
    UnreadableRow,
)
from gestand.people.importers.recognise import read_contacts, recognise

__all__ = [
    "FileFormat",
    "FileLayout",
    "ImportedAddress",
    "ImportedContact",
    "ImportedMail",
    "ImportedPhone",
    "Limits",
    "NotAContactsFile",
    "RecognisedFile",
    "UnreadableRow",
    "read_contacts",
    "recognise",
]
