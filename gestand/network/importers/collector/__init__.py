"""The collector: a script that the owner runs on a client's Windows computer, and the reader of what it saves.

``collector.ps1`` asks nothing off the machine, shows what it found, and asks before it saves. PowerShell does not run
where this program is tested: the script follows Microsoft's documentation of the CIM classes and cmdlets it uses; the
reader is tested on files of the documented form (``collected.schema.json``).
"""
