"""Whom the city believes about where a request comes from."""

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from thanglong.kernel.web.proxies import ProxyMiddleware

FORGED = "203.0.113.66, 198.51.100.7"


def passed(settings: LazySettings, *, proxies: int, **headers: str) -> HttpRequest:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    ProxyMiddleware(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "10.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.66")]
)
def test_as_many_proxies_are_believed_as_there_are(
    settings: LazySettings, proxies: int, address: str
) -> None:
    request = passed(settings, proxies=proxies, x_forwarded_for=FORGED)

    assert request.META["REMOTE_ADDR"] == address


def test_a_visitor_cannot_hide_behind_a_header_that_is_too_short(settings: LazySettings) -> None:
    request = passed(settings, proxies=3, x_forwarded_for=FORGED)

    assert request.META["REMOTE_ADDR"] == "10.0.0.1"


def test_the_scheme_is_believed_only_from_a_proxy(settings: LazySettings) -> None:
    assert passed(settings, proxies=1, x_forwarded_proto="https").is_secure()
    assert not passed(settings, proxies=0, x_forwarded_proto="https").is_secure()
