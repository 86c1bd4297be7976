"""Finding a dossier again: by its code or the name of its applicant."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions
from thanglong.services.procedures.queries import dossier_search as queries


@requires(permissions.DESK)
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Dossiers that fit the words, open and finished ones, of my agencies."""
    words = " ".join(request.GET.get("words", "")[: queries.WORDS_MAX].split())
    before = request.GET.get("before", "")
    page = None
    if queries.is_enough(words):
        page = queries.found_page(
            by=actor_of(request),
            words=words,
            before=int(before) if before.isdecimal() and len(before) < 18 else None,
            now=clock.now(),
            language=language(),
        )
    values = {"page": page, "words": words, "letters": queries.LETTERS_MIN}
    return render(request, "procedures/desk/search.html", values)
