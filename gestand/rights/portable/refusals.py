"""Why a package is not taken in, or not made: each refusal changes nothing."""

from __future__ import annotations

from gestand.core.refusals import Refused


class NothingPortable(Refused):
    """There is no such person or client."""

    code = "nothing_portable"


class PackageRefused(Refused):
    """The file is no package that can be taken in: damaged, hostile, of another version, or untrue in itself."""

    code = "package_refused"


class PackageInConflict(Refused):
    """Something in the package is here already and differs, or would be hung on what is here already."""

    code = "package_in_conflict"


class WasErasedHere(Refused):
    """The package holds somebody or something that was erased here for good."""

    code = "was_erased_here"
