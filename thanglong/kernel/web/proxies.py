"""From where a request really comes, when our own proxies stand before the city."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]


class ProxyMiddleware:
    """Takes address and scheme from the headers of as many proxies as TRUSTED_PROXIES says.

    Each proxy adds the address it saw at the right end of X-Forwarded-For; what stands further to
    the left was written by the visitor, who may write anything. With no proxy nothing is believed.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        count: int = settings.TRUSTED_PROXIES
        if count:
            seen = request.headers.get("X-Forwarded-For", "").split(",")
            if len(seen) >= count and seen[-count].strip():
                request.META["REMOTE_ADDR"] = seen[-count].strip()
            schemes = request.headers.get("X-Forwarded-Proto", "").split(",")
            if schemes[-1].strip() == "https":
                request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)
