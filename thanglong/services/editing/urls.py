"""Addresses of the texts of procedures."""

from django.urls import path

from thanglong.services.editing.views import drafts, files, lives, texts

app_name = "editing"
DRAFT = "texts/drafts/<int:text_id>"

urlpatterns = [
    path("texts", texts.texts, name="texts"),
    path("texts/imports", files.imports, name="imports"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}/files", files.file, name="file"),
    path(f"{DRAFT}/files/findings", files.findings, name="file_findings"),
    path(f"{DRAFT}/archive", files.archive, name="archive"),
    path(f"{DRAFT}/replacement", files.replacement, name="replacement"),
    path(f"{DRAFT}/submission", lives.submission, name="submission"),
    path(f"{DRAFT}/return", lives.give_back, name="return"),
    path(f"{DRAFT}/removal", lives.removal, name="removal"),
    path(f"{DRAFT}/following", lives.following, name="following"),
    path(f"{DRAFT}/publication", lives.publication, name="publication"),
    path("texts/<str:text_code>", texts.text, name="text"),
    path("texts/<str:text_code>/drafts", texts.begin, name="begin"),
    path(
        "texts/<str:text_code>/revisions/<int:revision_id>",
        texts.revision_archive,
        name="revision_archive",
    ),
]
