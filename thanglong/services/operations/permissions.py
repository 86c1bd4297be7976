"""What one may do in this service. The state of the house is open to whoever asks for it."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.permissions import Permission

REFORM = Permission(
    code="operations.reform",
    name=_("See a reform of units and decide what it leaves open"),
    roles=frozenset({"supervisor", "head", "leader", "deputy_leader"}),
    assurance=2,
)
# The action asks further: only those who lead the city itself.
CALENDAR = Permission(
    code="operations.calendar",
    name=_("Change the working calendar"),
    roles=frozenset({"leader", "deputy_leader"}),
    assurance=2,
)
ALL = [REFORM, CALENDAR]
