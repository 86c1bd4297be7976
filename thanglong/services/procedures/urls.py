"""Addresses of this service: nouns; a change of state is a thing of its own."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from thanglong.services.procedures.views import (
    catalogue,
    documents,
    dossiers,
    papers,
    previews,
    tracking,
    wizard,
)
from thanglong.services.procedures.views.desk import (
    acting,
    book,
    extension,
    inbox,
    intake,
    overview,
    search,
    team,
    workspace,
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
    path("previews/<int:text_id>", previews.procedure, name="preview"),
    path("previews/<int:text_id>/pages/<slug:page_id>", previews.page, name="preview_page"),
    path("previews/<int:text_id>/papers", previews.papers, name="preview_papers"),
    path("previews/<int:text_id>/check", previews.check, name="preview_check"),
    path("previews/<int:text_id>/desk", previews.desk, name="preview_desk"),
    path("life-events/<slug:slug>", catalogue.life_event, name="life_event"),
    path("drafts/<uuid:draft_id>", wizard.resume, name="draft"),
    path("drafts/<uuid:draft_id>/pages/<slug:page_id>", wizard.page, name="draft_page"),
    path("drafts/<uuid:draft_id>/papers", papers.papers, name="draft_papers"),
    path("drafts/<uuid:draft_id>/look-up", papers.look_up, name="draft_look_up"),
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
    path("desk", inbox.inbox, name="desk"),
    path("desk/search", search.search, name="desk_search"),
    path("desk/bulk", inbox.bulk_order, name="desk_bulk_order"),
    path("desk/bulk/<uuid:key>", inbox.bulk, name="desk_bulk"),
    path("desk/bulk/<uuid:key>/parts", inbox.bulk_part, name="desk_bulk_part"),
    path("desk/dossiers/<dossier:code>", workspace.dossier, name="desk_dossier"),
    path(
        "desk/dossiers/<dossier:code>/papers/<uuid:document_id>",
        workspace.paper,
        name="desk_paper",
    ),
    path("desk/dossiers/<dossier:code>/control-slip", workspace.control_slip, name="desk_slip"),
    path("desk/dossiers/<dossier:code>/claim", acting.claim, name="desk_claim"),
    path("desk/dossiers/<dossier:code>/release", acting.release, name="desk_release"),
    path("desk/dossiers/<dossier:code>/assignment", acting.pass_on, name="desk_pass_on"),
    path("desk/dossiers/<dossier:code>/actions/<slug:name>", acting.action, name="desk_action"),
    path(
        "desk/dossiers/<dossier:code>/consultations/<slug:consult>",
        acting.consultation,
        name="desk_consultation",
    ),
    path(
        "desk/dossiers/<dossier:code>/consultations/<slug:consult>/recall",
        acting.recall,
        name="desk_recall",
    ),
    path(
        "desk/dossiers/<dossier:code>/needs/<slug:need>/look-up",
        acting.look_up,
        name="desk_look_up",
    ),
    path("desk/dossiers/<dossier:code>/opinion", acting.opinion, name="desk_opinion"),
    path("desk/dossiers/<dossier:code>/extension", extension.extension, name="desk_extension"),
    path("desk/dossiers/<dossier:code>/messages", acting.message, name="desk_message"),
    path("desk/intake", intake.start, name="desk_intake"),
    path("desk/intake/person", intake.person, name="desk_intake_person"),
    path("desk/intake/<uuid:draft_id>", intake.form, name="desk_intake_form"),
    path("desk/intake/<uuid:draft_id>/removal", intake.removal, name="desk_intake_removal"),
    path("desk/intake/<dossier:code>/receipt", intake.receipt, name="desk_intake_receipt"),
    path("desk/book", book.book, name="desk_book"),
    path("desk/book/table", book.table, name="desk_book_table"),
    path("desk/book/printings", book.printing, name="desk_book_printing"),
    path("desk/book/printings/<uuid:book_id>", book.printed, name="desk_book_printed"),
    path(
        "desk/book/printings/<uuid:book_id>/volumes/<int:number>",
        book.volume,
        name="desk_book_volume",
    ),
    path("desk/team", team.team, name="desk_team"),
    path("desk/team/<slug:who>", team.member, name="desk_member"),
    path("desk/overview", overview.overview, name="desk_overview"),
    path("desk/overview/areas", overview.by_area, name="desk_overview_areas"),
    path("desk/overview/dossiers", overview.dossiers, name="desk_overview_list"),
]
