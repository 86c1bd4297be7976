"""Keeping files and issuing papers."""

import datetime
import hashlib
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from thanglong.kernel.base import transactions
from thanglong.kernel.documents import rendering, templates
from thanglong.kernel.documents.models import Document, SharedTemplate, StoredFile
from thanglong.kernel.documents.ports import storage

_COLUMNS = [one.attname for one in Document._meta.concrete_fields]
_JSON = [index for index, name in enumerate(_COLUMNS) if name in ("data", "imports")]
_INSERT = (
    f"INSERT INTO documents_document ({', '.join(_COLUMNS)}) VALUES ("  # noqa: S608 - constants
    + ", ".join("%s::jsonb" if name in ("data", "imports") else "%s" for name in _COLUMNS)
    + ")"
)
_SHARED = "SELECT sha256 FROM documents_shared_template WHERE sha256 = ANY(%s)"
_SHARE = """
INSERT INTO documents_shared_template (sha256, text) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A form or result to be issued: what it is, for whom, and its frozen content.

    template: path in the city pack; template_text: its text; data: what it prints.
    """

    kind: str
    code: str
    title: str
    title_en: str = ""
    file_name: str
    template: str
    template_text: str
    data: dict[str, Any]
    case_code: str
    owner_id: int | None = None
    organisation_id: int | None = None
    issuer_id: int | None = None
    number: str = ""
    valid_until: datetime.date | None = None


def issue_document(*, issue: Issue, at: datetime.datetime) -> Document:
    """Write a paper with its frozen content, in the caller's transaction; its PDF follows.

    What its template imports is frozen with it: a paper keeps the form of its day.
    """
    imports = templates.imports_of(issue.template_text)
    hashes = {path: templates.digest(text) for path, text in imports.items()}
    version = templates.version_of(issue.template_text, imports)
    document = Document(
        id=uuid.uuid4(),
        kind=issue.kind,
        code=issue.code,
        title=issue.title,
        title_en=issue.title_en,
        file_name=issue.file_name,
        template=issue.template,
        template_text=issue.template_text,
        imports=hashes,
        data=issue.data | {"form_version": version},
        case_code=issue.case_code,
        owner_id=issue.owner_id,
        organisation_id=issue.organisation_id,
        issuer_id=issue.issuer_id,
        number=issue.number,
        valid_until=issue.valid_until,
        created_at=at,
    )
    if hashes:
        _share({sha256: imports[path] for path, sha256 in hashes.items()})
    _insert(document)
    return document


def _share(texts: dict[str, str]) -> None:
    """Keep texts by their hashes; what is there already is not sent again."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [list(texts)])
        new = texts.keys() - {row[0] for row in cursor.fetchall()}
        for sha256 in sorted(new):  # one by one: in an array each would be escaped
            cursor.execute(_SHARE, [sha256, texts[sha256]])


def _insert(document: Document) -> None:
    """Written out: a paper is issued with most steps of a dossier."""
    values = [getattr(document, name) for name in _COLUMNS]
    for index in _JSON:
        values[index] = transactions.json(values[index])
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def make_pdf(*, document_id: uuid.UUID) -> StoredFile:
    """Make the PDF of an issued paper, once; calling again returns the one that is there."""
    document = Document.objects.select_related("file").get(id=document_id)
    if document.file is not None:
        return document.file
    content = rendering.render(
        template_text=document.template_text,
        data=document.data or {},
        at=document.created_at,
        imports=_imports(document),
    )
    file = keep_bytes(content=content, media_type="application/pdf", at=document.created_at)
    with transaction.atomic():
        Document.objects.filter(id=document_id, file__isnull=True).update(file=file)
    return file


def _imports(document: Document) -> dict[str, str] | None:
    """What the template imported when the paper was issued; None for papers older than that."""
    if not document.imports:
        return None
    texts = SharedTemplate.objects.in_bulk(document.imports.values())
    return {path: texts[sha256].text for path, sha256 in document.imports.items()}


def keep_bytes(*, content: bytes, media_type: str, at: datetime.datetime) -> StoredFile:
    """Put a content of our own making behind the storage port and write its row."""
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        storage().put(sha256=sha256, path=Path(file.name))
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size_bytes": len(content), "media_type": media_type, "stored_at": at},
    )
    return stored
