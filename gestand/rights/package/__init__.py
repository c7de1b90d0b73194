"""The access package: everything that the declarations say is about one person, in one ZIP."""

from gestand.rights.package.build import PackageSummary, write_package

__all__ = ["PackageSummary", "write_package"]
