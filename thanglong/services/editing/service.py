"""What this service plugs into."""

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.service import Service, Tile
from thanglong.services.editing import permissions

SERVICE = Service(
    code="editing",
    name=_("Texts of procedures"),
    urls="thanglong.services.editing.urls",
    permissions=permissions.ALL,
    tiles=[
        Tile(name=_("Procedure texts"), url="editing:texts", permission=permissions.WRITE),
    ],
)
