"""What one may do in this service."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import editors
from thanglong.kernel.cases.agencies import ROLES
from thanglong.kernel.web.permissions import ANY_OFFICER, RESIDENT, Permission

FILE = Permission(
    code="procedures.file", name=_("File and follow dossiers"), roles=frozenset({RESIDENT})
)
DESK = Permission(
    code="procedures.desk", name=_("Work on dossiers"), roles=frozenset({ANY_OFFICER}), assurance=2
)
INTAKE = Permission(
    code="procedures.intake",
    name=_("Take in dossiers at the counter"),
    roles=frozenset({"one_stop", "supervisor"}),
    assurance=2,
)
TEAM = Permission(
    code="procedures.team",
    name=_("See and share out the work of a team"),
    roles=frozenset({"supervisor", "head", "leader", "deputy_leader"}),
    assurance=2,
)
OVERVIEW = Permission(
    code="procedures.overview",
    name=_("See what is late, where and why"),
    roles=frozenset({"head", "leader", "deputy_leader"}),
    assurance=2,
)
BOOK = Permission(
    code="procedures.book",
    name=_("Read and print the register book of a unit"),
    roles=frozenset({"one_stop", "supervisor", "leader", "deputy_leader"}),
    assurance=2,
)


def _may_write(actor: Actor) -> bool:
    return editors.may("write", at=clock.now(), by=actor)


PREVIEW = Permission(
    code="procedures.preview",
    name=_("See how a text that is being written would look"),
    roles=frozenset(ROLES),
    assurance=2,
    held=_may_write,
)
ALL = [FILE, DESK, INTAKE, TEAM, OVERVIEW, BOOK, PREVIEW]
