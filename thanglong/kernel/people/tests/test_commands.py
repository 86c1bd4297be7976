"""The operator opens, resets and closes accounts from a terminal."""

import json

import pytest
from click.testing import CliRunner, Result

from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.commands import officer
from thanglong.kernel.people.models import Account
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "sen ho tay no som"


def run(*words: str) -> Result:
    return CliRunner().invoke(officer, words, env={"OFFICER_PASSWORD": PASSWORD})


def shown(login: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("show", login, "--json").output)
    return found


def test_an_officer_is_opened_given_a_post_and_closed() -> None:
    office = make.agency(code="DEMO-OFFICE")
    make.post(office, "specialist", "Công chức tư pháp")

    opened = run("open", "Hoa", "--name", "Vũ Thị Hoa", "--number", "999187000202")
    given = run("post", "hoa", "--agency", "DEMO-OFFICE", "--role", "specialist")

    assert opened.exit_code == given.exit_code == 0, opened.output
    assert shown("hoa")["posts"] == [
        {
            "role": "specialist",
            "title": "Công chức tư pháp",
            "agency": office.name,
            "agency_code": "DEMO-OFFICE",
            "deputises_for": "",
        }
    ]
    again = run("post", "hoa", "--agency", "DEMO-OFFICE", "--role", "specialist")
    assert isinstance(again.exception, actions.PostIsHeld)
    run("post", "hoa", "--agency", "DEMO-OFFICE", "--role", "specialist", "--take")
    assert "no post now" in run("show", "hoa").output
    twice = run("post", "hoa", "--agency", "DEMO-OFFICE", "--role", "specialist", "--take")
    assert "does not hold this post now" in twice.output
    other = run("post", "hoa", "--agency", "DEMO-OFFICE", "--role", "leader")
    assert "has no post with the role “leader”. It has: specialist." in other.output
    assert run("close", "hoa").exit_code == 0
    assert not Account.objects.get(login="hoa").is_active


def test_a_lost_second_step_is_reset() -> None:
    minh = make.officer("Trần Văn Minh", login="minh")

    assert run("reset", "minh").exit_code == 0

    assert not queries.ways_to_sign_in(account_id=minh.id).has_second_step


def test_a_password_is_given_anew() -> None:
    make.officer("Trần Văn Minh", login="minh")

    assert run("password", "minh").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nobody"),
        ("reset", "nobody"),
        ("post", "minh", "--agency", "NONE", "--role", "leader"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(words: tuple[str, ...]) -> None:
    make.officer("Trần Văn Minh", login="minh")

    result = run(*words)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert len(result.output.splitlines()) == 1


def test_a_resident_is_no_officer() -> None:
    lan = make.resident()

    assert queries.officer_id_of(lan.login) is None
