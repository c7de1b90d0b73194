"""The audit log: who did what, when, why, to which id, and no other personal data."""

from gestand.core.audit.lines import NotAuditable, write_audit

__all__ = ["NotAuditable", "write_audit"]
