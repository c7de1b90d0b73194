"""What the kernels refuse: each with a sentence for the person at the screen and the field that it is about."""

from __future__ import annotations

from gestand.core.refusals import Refused


class NotValid(Refused):
    """What was typed is not what the field asks for."""

    code = "not_valid"


class HoldsBsn(Refused):
    """A citizen service number, which an IT firm may not process (UAVG 46)."""

    code = "holds_bsn"


class LooksLikeBsn(Refused):
    """Free text in which nine digits pass the eleven test: asked about, not refused for good."""

    code = "looks_like_bsn"
