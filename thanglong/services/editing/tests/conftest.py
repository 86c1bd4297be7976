"""Everybody who writes and publishes, in a city whose posts are held."""

import pytest

from tests.tables import Account, Holding, Post
from tests.town import LONG_AGO, Town
from thanglong.kernel.base.actor import Actor

OFFICE = "Văn phòng UBND thành phố Hà Nội"


@pytest.fixture
def staffed(town: Town) -> None:
    """Every post of the city is held, so that the check of staffing has nothing to say."""
    account = Account.objects.get(id=town.officer("Mai", OFFICE, "specialist").account_id)
    Holding.objects.filter(account=account).delete()
    posts = Post.objects.filter(agency__valid_to__isnull=True)
    Holding.objects.bulk_create(
        Holding(post=post, account=account, valid_from=LONG_AGO, basis="test") for post in posts
    )


@pytest.fixture
def quynh(town: Town) -> Actor:
    """A specialist of the Office, who writes."""
    return town.known("quynh")


@pytest.fixture
def an(town: Town) -> Actor:
    """Another specialist of the Office, who writes too."""
    return town.officer("Đỗ Thu An", OFFICE, "specialist")


@pytest.fixture
def trong(town: Town) -> Actor:
    """The head of the Office, who publishes."""
    return town.known("trong")
