"""What this service plugs into."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.service import Service, Tile
from thanglong.services.operations import permissions

SERVICE = Service(
    code="operations",
    name=_("Operation"),
    urls="thanglong.services.operations.urls",
    permissions=permissions.ALL,
    tiles=[
        Tile(name=_("Wards and communes"), url="operations:units"),
        Tile(name=_("Reforms"), url="operations:reforms", permission=permissions.REFORM),
        Tile(name=_("Calendar"), url="operations:calendar", permission=permissions.CALENDAR),
    ],
)
