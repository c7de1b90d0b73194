"""Why a backup, a restore or a drill is not done: each with a sentence for who asked."""

from __future__ import annotations

from gestand.core.refusals import Refused


class BackupRefused(Refused):
    """Nothing was written, or what was half written is gone again."""

    code = "backup_refused"


class DiskFull(BackupRefused):
    code = "backup_disk_full"


class NotABackup(Refused):
    """The file is no backup, or it is damaged or cut off."""

    code = "backup_damaged"


class ForeignBackup(Refused):
    """It was made for another key."""

    code = "backup_foreign"


class NewerBackup(Refused):
    """A newer Gestand made it."""

    code = "backup_newer"


class RestoreRefused(Refused):
    """Nothing was changed."""

    code = "restore_refused"


class JournalLost(RestoreRefused):
    """The erasure journal here is not whole: who was erased would come back unseen."""

    code = "journal_lost"


class DrillRefused(Refused):
    code = "drill_refused"


class WrongPassphrase(Refused):
    code = "wrong_passphrase"
