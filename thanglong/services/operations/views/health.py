"""For load balancers and watchmen: is the process alive, can the house work?"""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from thanglong.kernel.web.permissions import public
from thanglong.services.operations import queries


@public
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return _answer({"status": "alive"}, status=200)


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether database, migrations and worker are there: 200 or 503, and which is not.

    `?exclude=worker`: a load balancer keeps serving pages while no worker runs.
    """
    found = asdict(queries.health())
    excluded = request.GET.getlist("exclude")
    is_ready = all(state for name, state in found.items() if name not in excluded)
    answer: dict[str, object] = {"status": "ready" if is_ready else "not ready", "checks": found}
    return _answer(answer, status=200 if is_ready else 503)


def _answer(content: dict[str, object], *, status: int) -> HttpResponse:
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store"})
