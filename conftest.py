"""What every test stands on: the city is loaded once, each test then changes only its own copy."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import town as little_town
from thanglong.adapters.registers_simulator import simulator
from thanglong.config import asking
from thanglong.kernel.base.actor import Actor


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The reference city, loaded once into the test database."""
    with django_db_blocker.unblock():
        asking.ensure()
        little_town.load_city()


@pytest.fixture(autouse=True)
def _city_is_there(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """The city again, if a test with real transactions before this one has emptied the tables."""
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction")) or (
        "transactional_db" in request.fixturenames
    )
    if not transactional and (marker or "db" in request.fixturenames):
        request.getfixturevalue("django_db_setup")
        with django_db_blocker.unblock():
            little_town.ensure_city()


@pytest.fixture(scope="session")
def _registers_of_the_town() -> Iterator[simulator.Server]:
    known = simulator.load(settings.CITY / "demo" / "registers.yaml")
    server = simulator.serve_in_thread(registers=simulator.Registers(known, "of-the-tests"))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def registers(
    _registers_of_the_town: simulator.Server, monkeypatch: pytest.MonkeyPatch
) -> simulator.Behaviour:
    """The registers of the demo town over HTTP; set `mode` to `down` and they do not answer."""
    server = _registers_of_the_town
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(settings, "REGISTERS_URL", address)
    monkeypatch.setattr(settings, "REGISTERS_TOKEN", "of-the-tests")
    server.registers.behaviour = simulator.Behaviour()
    return server.registers.behaviour


@pytest.fixture
def town(db: None) -> little_town.Town:
    """The cast at nine on a Wednesday morning."""
    return little_town.Town(at=little_town.MORNING)


@pytest.fixture
def browser_of() -> Callable[[Actor], Client]:
    """`browser_of(town.lan)` is a browser in which Lan is signed in at level 2."""

    def open_for(actor: Actor) -> Client:
        from thanglong.kernel.people.models import Account
        from thanglong.kernel.people.tests import make

        client = Client()
        make.sign_in(client, Account.objects.get(id=actor.account_id))
        return client

    return open_for
