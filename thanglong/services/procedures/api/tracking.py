"""Following a dossier without signing in: its code and the last four digits of the number."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from thanglong.kernel.base import clock
from thanglong.kernel.cases import statuses
from thanglong.kernel.web import api
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import public
from thanglong.services.procedures import actions
from thanglong.services.procedures.api import payloads, telling

router = Router(tags=["Tracking"])


@router.get("/tracking/{code}", response=payloads.Tracked, auth=None)
@public
def track_dossier(
    request: HttpRequest, code: str, digits: Annotated[str, Query(pattern=r"^[0-9]{4}$")]
) -> HttpResponse:
    """Where a dossier is, without names; few tries for each code and address (429)."""
    row = actions.track_dossier(
        code=code.replace(" ", "").upper()[:60],
        digits=digits,
        address=request.META.get("REMOTE_ADDR", ""),
        at=clock.now(),
        language=language(),
    )
    payload = payloads.Tracked(
        code=row.code,
        title=row.title,
        status=row.status,
        national_code=telling.national_code(row.status),
        status_title=str(statuses.LABELS[statuses.Status(row.status)]),
        outcome=row.outcome,
        agency_name=row.agency_en if language() == "en" else row.agency,
        filed_at=telling.local(row.filed_at),
        due_at=telling.local_if(row.due_at),
        is_late=row.is_late,
        is_paused=row.is_paused,
    )
    return api.answer(payload)
