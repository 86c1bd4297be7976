"""Open dossiers brought to another text: looked at, tried, moved in parts, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import forms, permissions, queries

LOOK_AGAIN_SECONDS = 2
WATCHES = ("1", "2", "3", "4", "5")  # how often the page looks again after an order


@requires(permissions.PUBLISH)
@never_cache
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, text_code: str, old_id: int, new_id: int) -> HttpResponse:
    """What differs between two texts and what is gone; a post orders the dry run."""
    page = queries.pair_of(text_code, old_id, new_id, language=language())
    if page is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        at, by = clock.now(), actor_of(request)
        try:
            mapped = forms.mapping(request.POST, page)
            made = cases.write_conversion(
                revision_ids=(old_id, new_id), mapping=mapped, at=at, by=by
            )
            order = cases.Order(run="rehearse")
            cases.order_conversion(conversion_id=made.id, order=order, at=at, by=by)
            return redirect("editing:move", made.id)
        except CityError as refusal:
            problem = str(refusal)
    values = {"page": page, "problem": problem, "given": request.POST}
    return render(request, "editing/pair.html", values, status=422 if problem else 200)


@requires(permissions.PUBLISH)
@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, move_id: int) -> HttpResponse:
    """How far a move is, what stays and why; a post orders its next run."""
    page = queries.move_page(move_id, language=language())
    if request.method == "POST":
        return _ordered(request, move_id)
    answer = render(request, "editing/move.html", {"page": page, "part": forms.FIRST_PART})
    watch = int(request.GET.get("watch", "0")) if request.GET.get("watch", "0") in WATCHES else 0
    if watch or page.found.state == "rehearsing":  # with and without scripts
        answer["Refresh"] = f"{LOOK_AGAIN_SECONDS};url={request.path}?watch={max(watch - 1, 0)}"
    return answer


def _ordered(request: HttpRequest, move_id: int) -> HttpResponse:
    form = forms.Ordering(request.POST)
    if not form.is_valid() or not form.is_confirmed():
        messages.error(request, _("Please tick that you have looked at it. Nothing has happened."))
        return redirect("editing:move", move_id)
    try:
        cases.order_conversion(
            conversion_id=move_id, order=form.order(), at=clock.now(), by=actor_of(request)
        )
    except CityError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It has been ordered, and begins in a moment."))
    return redirect(f"{request.path}?watch={WATCHES[-1]}")
