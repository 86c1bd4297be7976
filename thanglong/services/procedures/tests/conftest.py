"""Fixtures of the API's tests."""

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import program
from tests.tables import Account
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people.tests import make

CONTRACTS = Path(__file__).parent / "contracts"


@pytest.fixture(autouse=True)
def _registers_answer(registers: object) -> None:
    """The registers of the town are there, unless a test says otherwise."""


@pytest.fixture
def morning(settings: Any) -> None:
    """The clock of the city stands near nine on the morning of the town."""
    settings.CLOCK_SHIFT = MORNING - datetime.datetime.now(datetime.UTC)  # noqa: TID251


@pytest.fixture
def ask(town: Town, morning: None) -> Callable[[Actor | None], program.Program]:
    """`ask(town.lan)` is a program with Lan's key; `ask(None)` has none."""
    return program.Program


@pytest.fixture
def contract() -> Callable[[str, Any], None]:
    """Hold a payload to the one that was promised; FREEZE=1 writes the promise anew."""

    def hold(name: str, payload: Any) -> None:
        path, found = CONTRACTS / f"{name}.json", program.frozen(payload)
        if os.environ.get("FREEZE"):
            text = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True)
            path.write_text(f"{text}\n", encoding="utf-8")
        assert found == json.loads(path.read_text(encoding="utf-8"))

    return hold


@pytest.fixture
def awake(db: None, morning: None) -> Town:
    """The cast on a working morning, on the city's own clock."""
    return Town(at=MORNING)


@pytest.fixture
def browse() -> Callable[[Actor], Client]:
    """`browse(town.minh)` is a browser in which he is signed in."""

    def signed_in(who: Actor) -> Client:
        client = Client()
        make.sign_in(client, Account.objects.get(id=who.account_id))
        return client

    return signed_in
