"""People with browsers: Lan owns the thing, Minh works here, Hạnh must not see it."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from thanglong.kernel.people.tests import make

Account = make.Account


@pytest.fixture(autouse=True)
def _quick_hashes(settings: LazySettings) -> None:
    """Argon2 is slow on purpose; most sentences here are not about that."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture
def lan() -> Account:
    return make.resident("Nguyễn Thị Lan")


@pytest.fixture
def hanh() -> Account:
    return make.resident("Lê Hồng Hạnh")


@pytest.fixture
def minh() -> Account:
    account = make.officer("Trần Văn Minh", login="minh")
    make.hold(account, make.post(make.agency(), "one_stop", "Cán bộ một cửa"))
    return account


def browser_of(account: Account, *, assurance: int = 2) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    make.sign_in(client, account, assurance=assurance)
    return client


def secret_on(page: str) -> str:
    """The key that a page shows for the authenticator app."""
    found = re.search(r'<code class="num">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")
