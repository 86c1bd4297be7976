"""The inbox, and doing one thing with many rows."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.people import queries as people
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, may, requires
from thanglong.services.procedures import permissions
from thanglong.services.procedures.actions import desk as actions
from thanglong.services.procedures.queries import desk, desk_words

AT_ONCE = 50
KEPT = "desk_bulk"


@requires(permissions.DESK)
@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What lies on the desks of my posts, the most urgent first."""
    actor, now, shown = actor_of(request), clock.now(), shown_of(request)
    page = desk.desk_page(by=actor, shown=shown, now=now, language=language())
    values = {
        "page": page,
        "shown": shown,
        "tabs": _tabs(shown, desk.desk_counts(by=actor, now=now)),
        "procedures": desk.desk_procedures(on=clock.today(), language=language()),
        "forward": _forward(page.rows),
        "topics": " ".join(f"agency:{post.agency_id}" for post in actor.posts[:8]),
        "may_take_in": may(actor, permissions.INTAKE),
    }
    return render(request, "procedures/desk/inbox.html", values)


@requires(permissions.DESK)
@require_POST
def bulk_order(request: HttpRequest) -> HttpResponse:
    """Order one thing for the ticked rows; it is done on the next page, some at a time."""
    chosen = [line.partition(":") for line in request.POST.getlist("tasks")]
    tasks = [(int(task_id), code) for task_id, _colon, code in chosen if task_id.isdigit()]
    action = request.POST.get("action", "")
    actions.check_order(action=action, task_ids=[task_id for task_id, _code in tasks])
    to = request.POST.get("to", "")
    key = str(uuid.uuid4())
    request.session[KEPT] = {
        "key": key,
        "action": action,
        "to": int(to) if to.isdigit() else None,
        "back": own_path(request.POST.get("back", "")),
        "tasks": tasks,
        "done": [],
        "refused": [],
    }
    return redirect("procedures:desk_bulk", key)


@requires(permissions.DESK)
@never_cache
@require_GET
def bulk(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How far the order is, and in the end what was refused and why."""
    order = _order(request, key)
    done = len(order["done"]) + len(order["refused"])
    values = {
        "order": order,
        "count": done,
        "total": len(order["tasks"]),
        "is_finished": done >= len(order["tasks"]),
        "what": _what(order["action"]),
        "lacks_colleague": _lacks_colleague(order),
        "colleagues": _colleagues(request) if _lacks_colleague(order) else [],
    }
    return render(request, "procedures/desk/bulk.html", values)


@requires(permissions.DESK)
@require_POST
def bulk_part(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Do the next part of the order, at most AT_ONCE; the same part twice changes nothing."""
    order = _order(request, key)
    to = request.POST.get("to", "")
    if _lacks_colleague(order) and to in {key for key, _name in _colleagues(request)}:
        order["to"] = int(to)
    if _lacks_colleague(order):
        return redirect("procedures:desk_bulk", key)
    done = len(order["done"]) + len(order["refused"])
    outcomes = actions.do_many(
        order=actions.Order(key=key, action=order["action"], to_account_id=order["to"]),
        tasks=[(task_id, code) for task_id, code in order["tasks"][done : done + AT_ONCE]],
        at=clock.now(),
        by=actor_of(request),
    )
    order["done"] += [one.code for one in outcomes if not one.refusal]
    order["refused"] += [[one.code, one.refusal] for one in outcomes if one.refusal]
    request.session[KEPT] = order
    return redirect("procedures:desk_bulk", key)


def shown_of(request: HttpRequest) -> desk.Shown:
    """What the address asks to see."""
    view = request.GET.get("view", "team")
    return desk.Shown(
        view=view if view in desk.VIEWS else "team",
        procedure=request.GET.get("procedure", "")[:20],
        words=request.GET.get("words", "")[: desk.WORDS_MAX],
        after=request.GET.get("after", "")[:40],
    )


def own_path(path: str) -> str:
    """The path if it leads to a page of the desk, else the inbox."""
    return path if path.startswith("/desk") and "\\" not in path and "//" not in path else "/desk"


def _order(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    order: dict[str, Any] = request.session.get(KEPT) or {}
    if order.get("key") != str(key):
        raise Http404
    return order


def _lacks_colleague(order: dict[str, Any]) -> bool:
    return order["action"] == "pass_on" and order["to"] is None


def _colleagues(request: HttpRequest) -> list[tuple[str, str]]:
    """(account, name and post) of those in the office; who may not have the work is refused it."""
    actor = actor_of(request)
    found = people.colleagues_of(account_id=actor.account_id or 0, at=clock.now())
    return [(str(one.account_id), f"{one.name} · {one.title}") for one in found]


def _tabs(shown: desk.Shown, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = {
        "team": _("My team's"),
        "mine": _("Mine"),
        "late": _("Late"),
        "today": _("Due today"),
        "waiting": _("Waiting for the applicant"),
        "consulted": _("Asked of us"),
    }
    return [
        {
            "text": name,
            "href": shown.query(view=view),
            "current": view == shown.view,
            "count": counts[view],
        }
        for view, name in names.items()
    ]


def _forward(rows: list[desk.DeskRow]) -> list[tuple[str, str]]:
    """(action, words) that take some of these rows forward."""
    return [
        (action, _what(action))
        for action in desk_words.FORWARD
        if any(row.forward == action for row in rows)
    ]


def _what(action: str) -> str:
    known = {
        "claim": _("Claim"),
        "release": _("Release"),
        "pass_on": _("Give to a colleague"),
        "accept": _("Accept the dossier"),
        "propose": _("Propose for signature"),
        "approve": _("Approve and sign"),
        "hand_over": _("Hand over the result"),
        "approve_supplement": _("Approve the request"),
    }
    return known.get(action, action)
