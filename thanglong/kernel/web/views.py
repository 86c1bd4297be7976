"""Language and display, which belong to no service."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from thanglong.kernel.web import shell
from thanglong.kernel.web.permissions import public

YEAR_SECONDS = 365 * 24 * 3600


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("lang", "")
    if chosen in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@public
@require_http_methods(["GET", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Text size, theme, contrast and single keys of this browser."""
    if request.method == "POST":
        response = HttpResponseRedirect(safe_next(request))
        wishes = ("theme", "text", "contrast", "keys")
        parts = (request.POST.get(name, "")[:10] for name in wishes)
        remember(response, shell.LOOK_COOKIE, ".".join(part.replace(".", "") for part in parts))
        return response
    return render(request, "web/display.html", {"next": request.GET.get("next", "/display")})


def remember(response: HttpResponse, name: str, value: str) -> None:
    """A cookie that holds a wish, for a year; it says nothing about the person."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go afterwards: only to a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or default
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else default
