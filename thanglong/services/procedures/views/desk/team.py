"""How work is spread over a team, and sharing it out again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions, rules
from thanglong.services.procedures.queries import team as queries

NOBODY = "nobody"


@requires(permissions.TEAM)
@never_cache
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Each officer's share: open, late, how long it takes on average."""
    loads = queries.team(by=actor_of(request), now=clock.now())
    values = {"loads": loads, "holder_words": rules.holder_words}
    return render(request, "procedures/desk/team.html", values)


@requires(permissions.TEAM)
@never_cache
@require_GET
def member(request: HttpRequest, who: str) -> HttpResponse:
    """What one officer has (or nobody), to give some of it to others."""
    actor, now = actor_of(request), clock.now()
    if who != NOBODY and not who.isdigit():
        raise Http404
    account_id = None if who == NOBODY else int(who)
    found = queries.member(account_id=account_id, by=actor, now=now, language=language())
    if found is None:
        raise Http404
    values: dict[str, Any] = {"member": found, "who": who}
    return render(request, "procedures/desk/member.html", values)
