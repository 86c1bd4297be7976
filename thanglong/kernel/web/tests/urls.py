"""Addresses that only the tests of the shell have: guarded pages, refusals, a small interface."""

from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from ninja import NinjaAPI

from thanglong.kernel.base import locks
from thanglong.kernel.base.errors import BadInput, CityError, NotFound, TooManyTries
from thanglong.kernel.web import problems
from thanglong.kernel.web.permissions import SIGNED_IN, Permission, public, requires

DESK = Permission(code="t.desk", name="Desk", roles=frozenset({"one_stop"}), assurance=2)
ZONE = "<b>B2</b>"
HELD = 4711
LOADS: list[str] = []


class ZoneIsFull(CityError):
    """There is no place left."""

    code = "t.zone_full"
    message = "The zone %(zone)s is full."


@public
def open_page(request: HttpRequest) -> HttpResponse:
    """For everybody."""
    return HttpResponse("open")


@requires(SIGNED_IN)
def own_page(request: HttpRequest) -> HttpResponse:
    """For those signed in."""
    return HttpResponse(request.actor.name)


@requires(DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """For the one-stop desk."""
    return HttpResponse("desk")


@public
def live_part(request: HttpRequest) -> HttpResponse:
    """A page with a part that is asked for again when its topic is touched."""
    LOADS.append(request.headers.get("HX-Request", ""))
    source = (
        '{% extends "web/base.html" %}{% block content %}<h1>Live</h1>'
        '<p id="part" data-live="account:{{ actor.account_id }}">load {{ loads }}</p>{% endblock %}'
    )
    template = engines.all()[0].from_string(source)
    return HttpResponse(template.render({"loads": len(LOADS)}, request))


@public
def full(request: HttpRequest) -> HttpResponse:
    """A refusal."""
    raise ZoneIsFull(zone=ZONE)


@public
def gone(request: HttpRequest) -> HttpResponse:
    """Not there."""
    raise Http404


@public
def broken(request: HttpRequest) -> HttpResponse:
    """A fault."""
    raise RuntimeError("a secret detail")


@public
def silent(request: HttpRequest) -> HttpResponse:
    """The database is away."""
    raise OperationalError("server closed the connection unexpectedly")


@public
def held(request: HttpRequest) -> HttpResponse:
    """Somebody else holds the lock, for longer than one may wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        locks.wait_at_most(10)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HELD])
    return HttpResponse("done")


api = NinjaAPI(urls_namespace="t")
problems.install(api)


@api.get("/desk")
@requires(DESK)
def api_desk(request: HttpRequest, page: int = 1) -> dict[str, int]:
    """For the one-stop desk."""
    return {"page": page}


@api.post("/zones")
@public
def api_zone(request: HttpRequest) -> None:
    """A refusal."""
    raise ZoneIsFull(zone="B2")


@api.get("/wrong")
@public
def api_wrong(request: HttpRequest) -> None:
    """Wrong input."""
    raise BadInput(problems=[("born", "This is not a date.")])


@api.get("/often")
@public
def api_often(request: HttpRequest) -> None:
    """Too often."""
    raise TooManyTries(seconds=30)


@api.get("/nothing")
@public
def api_nothing(request: HttpRequest) -> None:
    """Not there."""
    raise NotFound()


urlpatterns = [
    path("", include("thanglong.kernel.web.urls")),
    path("open", open_page),
    path("own", own_page),
    path("live-part", live_part),
    path("desk-page", desk),
    path("full", full),
    path("gone", gone),
    path("broken", broken),
    path("silent", silent),
    path("held", held),
    path("api/t/", api.urls),
]

handler400 = "thanglong.kernel.web.errors.bad_request"
handler403 = "thanglong.kernel.web.errors.not_allowed"
handler404 = "thanglong.kernel.web.errors.not_found"
handler500 = "thanglong.kernel.web.errors.fault"
