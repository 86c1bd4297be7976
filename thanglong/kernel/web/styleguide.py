"""The style guide: every component in every state. The page is the components' document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanglong.kernel.web import icons, samples
from thanglong.kernel.web.permissions import public

STATUSES = (
    "draft", "filed", "received", "not_accepted", "in_process", "waiting_for_you",
    "payment_due", "withdrawn", "stopped", "decided", "returned",
)  # fmt: skip
COLOURS = (
    "paper", "raised", "sunken", "ink", "soft", "hairline", "edge",
    "lacquer", "lacquer-wash", "shutter", "shutter-wash", "ochre", "ochre-wash", "moon",
)  # fmt: skip


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Type, colours and components."""
    values = {
        "statuses": STATUSES,
        "colours": COLOURS,
        "icon_names": sorted(icons.SHAPES),
        "strip": samples.strip(),
        "at": samples.instant,
        "due_at": samples.instant(11, 16),
    }
    return render(request, "web/styleguide/page.html", values)
