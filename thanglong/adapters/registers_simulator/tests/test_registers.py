"""The city asks the registers, and stays polite when they are slow, wrong or down."""

from collections.abc import Iterator

import pytest

from tests.tables import Entry
from thanglong.adapters.registers_simulator import simulator
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.http import PartnerRefused, PartnerUnavailable
from thanglong.kernel.registers import actions as registers

LAN = "999195000001"
RECORDS = {"population": {LAN: {"full_name": "Nguyễn Thị Lan", "birth_date": "1995-03-08"}}}


@pytest.fixture
def partner(settings: object) -> Iterator[simulator.Registers]:
    known = simulator.Registers(RECORDS, "secret")
    server = simulator.serve_in_thread(registers=known)
    settings.REGISTERS_URL = f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    settings.REGISTERS_TOKEN = "secret"  # type: ignore[attr-defined]
    settings.REGISTERS_WAIT_SECONDS = 1  # type: ignore[attr-defined]
    yield known
    server.shutdown()
    server.server_close()


def ask(key: str = LAN, fields: tuple[str, ...] = ("full_name",)) -> object:
    question = registers.Question(register="population", key=key, fields=fields, purpose="1.001193")
    return registers.look_up(
        question=question,
        person_id=None,
        at=clock.now(),
        by=Actor(kind="person", account_id=1, person_id=1, name="Lan"),
    )


@pytest.mark.django_db
def test_a_register_answers_only_what_was_asked(partner: simulator.Registers) -> None:
    record = ask()

    assert record is not None
    assert dict(record.values) == {"full_name": "Nguyễn Thị Lan"}  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_every_look_is_in_the_trail_even_when_nothing_is_found(
    partner: simulator.Registers,
) -> None:
    found = ask(key="999195000099")

    assert found is None
    assert Entry.objects.filter(act="registers.read", subject="register:population").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["down", "wrong", "slow"])
def test_a_register_that_does_not_answer_is_said_so(
    partner: simulator.Registers, mode: str
) -> None:
    partner.behaviour.mode, partner.behaviour.seconds = mode, 2

    with pytest.raises(PartnerUnavailable):
        ask()


@pytest.mark.django_db
def test_a_register_that_says_no_is_believed(partner: simulator.Registers) -> None:
    partner.behaviour.mode = "refuse"

    with pytest.raises(PartnerRefused):
        ask()
