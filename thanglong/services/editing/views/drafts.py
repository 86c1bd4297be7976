"""One draft: how it stands, what the check says, what happened to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import permissions, queries


@requires(permissions.WRITE)
@never_cache
@require_safe
def draft(request: HttpRequest, text_id: int) -> HttpResponse:
    """What is to be mended, what changed, and what one may do next."""
    page = queries.draft_page(text_id, by=actor_of(request), at=clock.now(), language=language())
    return render(request, "editing/draft.html", {"page": page})
