"""The collector: a script that the owner runs on a client's Windows computer, and the reader of what it saves.

``collector.ps1`` asks nothing off the machine, shows what it found, and asks before it saves. PowerShell does not run
where this program is tested: the script follows Microsoft's documentation of the CIM classes and cmdlets it uses; the
reader is tested on files of the documented form (``collected.schema.json``).
"""

import hashlib
from pathlib import Path

SCRIPT_NAME = "collector.ps1"


def script() -> bytes:
    """The script as it is handed out."""
    return (Path(__file__).resolve().parent / SCRIPT_NAME).read_bytes()


def script_sha256() -> str:
    """To be shown beside the download, so that the owner can see at the client that it is this one."""
    return hashlib.sha256(script()).hexdigest()
