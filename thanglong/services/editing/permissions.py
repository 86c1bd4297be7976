"""What one may do in this service. Which posts write and publish stands in the city's data."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import editors
from thanglong.kernel.cases.agencies import ROLES
from thanglong.kernel.web.permissions import Permission


def may_write(actor: Actor) -> bool:
    """Whether a post that the actor holds writes texts of procedures."""
    return editors.may("write", at=clock.now(), by=actor)


def may_publish(actor: Actor) -> bool:
    """Whether a post that the actor holds publishes what others wrote."""
    return editors.may("publish", at=clock.now(), by=actor)


WRITE = Permission(
    code="editing.write",
    name=_("Write texts of procedures"),
    roles=frozenset(ROLES),
    assurance=2,
    held=may_write,
)
PUBLISH = Permission(
    code="editing.publish",
    name=_("Publish what a colleague wrote, and move dossiers to it"),
    roles=frozenset(ROLES),
    assurance=2,
    held=may_publish,
)
ALL = [WRITE, PUBLISH]
