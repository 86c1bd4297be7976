"""Input of the pages of those who write, to typed values."""

from thanglong.services.editing.forms.files import Archive, FileText, download
from thanglong.services.editing.forms.lives import Publishing, Returning

__all__ = ["Archive", "FileText", "Publishing", "Returning", "download"]
