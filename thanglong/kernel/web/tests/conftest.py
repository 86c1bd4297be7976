"""The shell is tested by itself: no service is turned on."""

from collections.abc import Iterator
from typing import Any

import pytest

from thanglong.kernel.web import service


@pytest.fixture(autouse=True)
def no_services(settings: Any) -> Iterator[None]:
    """A city without services; its menu is empty."""
    settings.SERVICES = []
    forget()
    yield
    forget()


def forget() -> None:
    """Let the manifests be found anew."""
    for found in (service.services, service.tiles, service.declared_permissions):
        found.cache_clear()
