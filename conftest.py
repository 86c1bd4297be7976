"""What every test stands on: the city is loaded once, each test then changes only its own copy."""

import pytest
from pytest_django import DjangoDbBlocker

from tests import town as little_town


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The reference city, loaded once into the test database."""
    with django_db_blocker.unblock():
        little_town.load_city()


@pytest.fixture
def town(db: None) -> little_town.Town:
    """The cast at nine on a Monday morning."""
    return little_town.Town(at=little_town.MORNING)
