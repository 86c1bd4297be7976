"""A simulator that really listens, in a thread of the test."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from thanglong.adapters.identity_vneid.provider import VNeID
from thanglong.adapters.identity_vneid.simulator import app, server, town

BACK = "http://127.0.0.1:8000/sign-in/vneid/callback"
PEOPLE = Path(__file__).parents[4] / "cities" / "hanoi" / "demo" / "people.yaml"


@pytest.fixture
def memory(settings: LazySettings) -> Iterator[server.Memory]:
    """The provider's memory; its mood may be changed."""
    found = server.Memory(
        issuer="",
        client=server.Client("thanglong", "secret of the test", (BACK,)),
        citizens=town.citizens(PEOPLE),
    )
    running = app.serve(app.Simulator(found), host="127.0.0.1", port=0)
    found.issuer = f"http://127.0.0.1:{running.server_address[1]}"
    settings.VNEID_ISSUER = found.issuer
    settings.VNEID_CLIENT_ID = "thanglong"
    settings.VNEID_CLIENT_SECRET = "secret of the test"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield found
    running.shutdown()
    running.server_close()


@pytest.fixture
def vneid(memory: server.Memory) -> VNeID:
    """The adapter under test, which has not asked anything yet."""
    return VNeID()
