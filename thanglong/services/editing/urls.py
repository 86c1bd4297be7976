"""Addresses of the texts of procedures."""

from django.urls import path

from thanglong.services.editing.views import drafts, files, lives, moves, proof, sheets, texts

app_name = "editing"
DRAFT = "texts/drafts/<int:text_id>"

urlpatterns = [
    path("texts", texts.texts, name="texts"),
    path("texts/imports", files.imports, name="imports"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}/sheets/<slug:sheet_code>", sheets.sheet, name="sheet"),
    path(
        f"{DRAFT}/sheets/<slug:sheet_code>/findings", sheets.sheet_findings, name="sheet_findings"
    ),
    path(f"{DRAFT}/files", files.file, name="file"),
    path(f"{DRAFT}/files/findings", files.findings, name="file_findings"),
    path(f"{DRAFT}/proof", proof.proof, name="proof"),
    path(f"{DRAFT}/archive", files.archive, name="archive"),
    path(f"{DRAFT}/replacement", files.replacement, name="replacement"),
    path(f"{DRAFT}/submission", lives.submission, name="submission"),
    path(f"{DRAFT}/return", lives.give_back, name="return"),
    path(f"{DRAFT}/removal", lives.removal, name="removal"),
    path(f"{DRAFT}/following", lives.following, name="following"),
    path(f"{DRAFT}/publication", lives.publication, name="publication"),
    path("texts/moves/<int:move_id>", moves.move, name="move"),
    path("texts/<str:text_code>/moves/<int:old_id>/<int:new_id>", moves.pair, name="pair"),
    path("texts/<str:text_code>", texts.text, name="text"),
    path("texts/<str:text_code>/drafts", texts.begin, name="begin"),
    path(
        "texts/<str:text_code>/revisions/<int:revision_id>",
        texts.revision_archive,
        name="revision_archive",
    ),
]
