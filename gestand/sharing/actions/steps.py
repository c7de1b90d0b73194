"""What the actions about agreements and about their end refuse alike."""

from __future__ import annotations

from gestand.core.refusals import Refused


class NotAtThisStep(Refused):
    """It is no longer where the person at the screen saw it."""

    code = "not_at_this_step"


class NeedsSigner(Refused):
    code = "needs_signer"
