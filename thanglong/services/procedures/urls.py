"""Addresses of this service: nouns; a change of state is a thing of its own."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from thanglong.services.procedures.views import (
    catalogue,
    documents,
    dossiers,
    papers,
    tracking,
    wizard,
)

app_name = "procedures"


class DossierCode(StringConverter):
    """`H26.00004-260202-0001`, and the older form with groups."""

    regex = r"[0-9A-Z.]+-[0-9]{6}-[0-9]{4,}"


register_converter(DossierCode, "dossier")

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("procedures", catalogue.procedures, name="catalogue"),
    path("procedures/<slug:slug>", catalogue.procedure, name="procedure"),
    path("procedures/<slug:slug>/drafts", wizard.start, name="start"),
    path("life-events/<slug:slug>", catalogue.life_event, name="life_event"),
    path("drafts/<uuid:draft_id>", wizard.resume, name="draft"),
    path("drafts/<uuid:draft_id>/pages/<slug:page_id>", wizard.page, name="draft_page"),
    path("drafts/<uuid:draft_id>/papers", papers.papers, name="draft_papers"),
    path("drafts/<uuid:draft_id>/papers/<slug:need>", papers.add, name="draft_paper_add"),
    path(
        "drafts/<uuid:draft_id>/papers/<slug:need>/<uuid:document_id>/removal",
        papers.remove,
        name="draft_paper_remove",
    ),
    path("drafts/<uuid:draft_id>/return", wizard.delivery, name="draft_return"),
    path("drafts/<uuid:draft_id>/check", wizard.check, name="draft_check"),
    path("drafts/<uuid:draft_id>/submission", wizard.submission, name="draft_submission"),
    path("drafts/<uuid:draft_id>/removal", wizard.removal, name="draft_removal"),
    path("uploads", papers.uploads, name="uploads"),
    path("uploads/<uuid:upload_id>", papers.upload, name="upload"),
    path("dossiers", dossiers.dossiers, name="dossiers"),
    path("dossiers/<dossier:code>", dossiers.dossier, name="dossier"),
    path("dossiers/<dossier:code>/supplement", dossiers.supplement, name="supplement"),
    path("dossiers/<dossier:code>/withdrawal", dossiers.withdrawal, name="withdrawal"),
    path("dossiers/<dossier:code>/messages", dossiers.message, name="message"),
    path("dossiers/<dossier:code>/rating", dossiers.rating, name="rating"),
    path("dossiers/<dossier:code>/complaint", dossiers.complaint, name="complaint"),
    path("documents", documents.documents, name="documents"),
    path("documents/<uuid:document_id>", documents.document, name="document"),
    path("track", tracking.track, name="track"),
    # officers' desk
]
