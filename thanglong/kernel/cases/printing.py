"""Printed forms that are made on demand and not kept: the control slip as it stands now."""

import datetime

from django.conf import settings

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import issuing, paperwork
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.rules import Form
from thanglong.kernel.documents import rendering


def control_slip(*, case: Case, at: datetime.datetime, by: Actor) -> bytes:
    """Form 06 of a dossier as a PDF: every hand-over up to this instant.

    Source: form 06, Circular 03/2025/TT-VPCP (facts/vietnam.md §3.2 [S]).
    """
    data = paperwork.base(case=case, signer={"name": by.name, "title": "", "role": ""}, at=at)
    data["signer"]["formula"] = ""
    data |= paperwork.of_form(case=case, form=Form.CONTROL_SLIP, note="", basis="", at=at)
    template = settings.CITY / issuing.FORM_TEMPLATES[Form.CONTROL_SLIP]
    return rendering.render(template_text=template.read_text(encoding="utf-8"), data=data, at=at)
