"""What this service plugs into."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.service import PersonalData, Service, Tile
from thanglong.services.procedures import actions, permissions, queries, subscribers

SERVICE = Service(
    code="procedures",
    name=_("Procedures"),
    urls="thanglong.services.procedures.urls",
    permissions=permissions.ALL,
    subscribers={
        "cases.dossier.filed.v1": subscribers.tell_of_filing,
        "cases.dossier.moved.v1": subscribers.tell_of_move,
        "cases.supplement.asked.v1": subscribers.tell_of_supplement,
        "cases.dossier.decided.v1": subscribers.tell_of_decision,
        "cases.dossier.rehomed.v1": subscribers.tell_of_reform,
        "cases.deadline.neared.v1": subscribers.tell_of_deadline,
        "cases.date.moved.v1": subscribers.tell_of_moved_date,
        "cases.time.extended.v1": subscribers.tell_of_extension,
        "cases.message.sent.v1": subscribers.tell_of_message,
        "cases.document.issued.v1": subscribers.make_pdf,
    },
    tiles=[
        Tile(name=_("Procedures"), url="procedures:catalogue"),
        Tile(name=_("My dossiers"), url="procedures:dossiers", permission=permissions.FILE),
        Tile(name=_("My documents"), url="procedures:documents", permission=permissions.FILE),
        Tile(name=_("Desk"), url="procedures:desk", permission=permissions.DESK),
        Tile(name=_("Find a dossier"), url="procedures:desk_search", permission=permissions.DESK),
        Tile(name=_("Counter"), url="procedures:desk_intake", permission=permissions.INTAKE),
        Tile(name=_("Register book"), url="procedures:desk_book", permission=permissions.BOOK),
        Tile(name=_("Team"), url="procedures:desk_team", permission=permissions.TEAM),
        Tile(name=_("Overview"), url="procedures:desk_overview", permission=permissions.OVERVIEW),
    ],
    personal_data=PersonalData(show=queries.data_of, erase=actions.erase_person),
)
