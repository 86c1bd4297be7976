"""Keeping files and issuing papers."""

from thanglong.kernel.documents.actions.issuing import (
    Issue,
    issue_document,
    keep_bytes,
    make_pdf,
)
from thanglong.kernel.documents.actions.uploading import (
    BYTES_MAX,
    Piece,
    add_piece,
    begin_upload,
    drop_expired_uploads,
    finish_upload,
    free_bytes,
    keep_file,
    put_paper,
    take_file,
)

__all__ = [
    "BYTES_MAX",
    "Issue",
    "Piece",
    "add_piece",
    "begin_upload",
    "drop_expired_uploads",
    "finish_upload",
    "free_bytes",
    "issue_document",
    "keep_bytes",
    "keep_file",
    "make_pdf",
    "put_paper",
    "take_file",
]
