"""Input of the pages of those who write, to typed values."""

from thanglong.services.editing.forms.cells import Written
from thanglong.services.editing.forms.cells import read as read_cells
from thanglong.services.editing.forms.cells import shown as shown_cells
from thanglong.services.editing.forms.files import Archive, FileText, download
from thanglong.services.editing.forms.lives import Publishing, Returning
from thanglong.services.editing.forms.moves import FIRST_PART, Ordering, mapping

__all__ = [
    "FIRST_PART",
    "Archive",
    "FileText",
    "Ordering",
    "Publishing",
    "Returning",
    "Written",
    "download",
    "mapping",
    "read_cells",
    "shown_cells",
]
