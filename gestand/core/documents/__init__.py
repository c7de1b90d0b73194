"""Documents on paper: PDF/A-2b through typst, in the firm's name and colour."""

from gestand.core.documents.render import DocumentFailed, render_pdf, render_picture

__all__ = ["DocumentFailed", "render_pdf", "render_picture"]
