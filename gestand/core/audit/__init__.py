"""The audit log: who did what, when, why, to which id, and no other personal data."""

from gestand.core.audit.lines import NotAuditable, audit_line, write_audit, write_audit_lines

__all__ = ["NotAuditable", "audit_line", "write_audit", "write_audit_lines"]
