"""Lan signs in with VNeID; forgers do not."""

import datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from thanglong.adapters.identity_vneid import provider
from thanglong.adapters.identity_vneid.provider import VNeID
from thanglong.adapters.identity_vneid.simulator import server, town
from thanglong.adapters.identity_vneid.tests.conftest import BACK, PEOPLE
from thanglong.kernel.base import http
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.ports import Identity, Start

LAN = "999196000101"
NAM = "999201000109"  # has level 1 only


def begin(vneid: VNeID, level: int = 1) -> Start:
    return vneid.start(return_url=BACK, assurance=level)


def choose(start: Start, person: str = LAN, level: int = 1) -> dict[str, str]:
    """What a person does on the provider's page; returns what comes back to the city."""
    answer = httpx.post(start.url, data={"person": person, "level": str(level)}, trust_env=False)
    assert answer.status_code == 302
    back = answer.headers["location"]
    assert back.startswith(BACK)
    return dict(parse_qsl(urlsplit(back).query))


def sign_in(vneid: VNeID, person: str = LAN, level: int = 1) -> Identity:
    start = begin(vneid, level)
    return vneid.finish(memory=start.memory, answer=choose(start, person, level))


def test_lan_signs_in_at_level_two(vneid: VNeID) -> None:
    identity = sign_in(vneid, level=2)

    assert identity == Identity(
        personal_number=LAN,
        full_name="Nguyễn Thị Lan",
        birth_on=datetime.date(1996, 3, 8),
        sex="female",
        assurance=2,
        provider="vneid",
    )


def test_lan_may_sign_in_at_level_one_where_that_is_enough(vneid: VNeID) -> None:
    assert sign_in(vneid, level=1).assurance == 1


def test_nam_who_has_level_one_cannot_pass_as_level_two(vneid: VNeID) -> None:
    start = begin(vneid, 2)

    answer = choose(start, NAM, 2)

    with pytest.raises(people.SignInGivenUp):
        vneid.finish(memory=start.memory, answer=answer)


def test_the_page_names_the_people_of_the_town_and_not_those_without_a_phone(
    vneid: VNeID,
) -> None:
    page = httpx.get(begin(vneid).url, trust_env=False).text

    assert "Nguyễn Thị Lan" in page
    assert "Nguyễn Văn Tư" not in page


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NGUYỄN THỊ LAN", "Nguyễn Thị Lan"),
        ("Nguyễn Thị Lan", "Nguyễn Thị Lan"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("ĐỖ", "Đỗ"),
    ],
)
def test_names_are_written_as_people_write_them(written: str, name: str) -> None:
    assert provider._in_small_letters(written) == name


def test_lan_changes_her_mind(vneid: VNeID) -> None:
    start = begin(vneid)

    with pytest.raises(people.SignInGivenUp):
        vneid.finish(memory=start.memory, answer=choose(start, person=""))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "forged"},
        {"state": ""},
        {"iss": "https://false.example"},
        {"code": "guessed"},
        {"code": ""},
        {"error": "invalid_scope"},
    ],
)
def test_a_forged_answer_is_not_believed(vneid: VNeID, change: dict[str, str]) -> None:
    start = begin(vneid)
    answer = {**choose(start), **change}

    with pytest.raises(people.SignInNotProven):
        vneid.finish(memory=start.memory, answer=answer)


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
def test_a_provider_that_stumbles_sends_people_back_and_is_unavailable(
    vneid: VNeID, error: str
) -> None:
    start = begin(vneid)
    answer = {"state": start.memory["state"], "error": error}

    with pytest.raises(http.PartnerUnavailable):
        vneid.finish(memory=start.memory, answer=answer)


def test_another_provider_at_the_same_address_is_not_ours(
    vneid: VNeID, memory: server.Memory
) -> None:
    memory.issuer = "https://false.example"

    with pytest.raises(http.PartnerUnavailable):
        begin(vneid)


def test_a_date_that_is_none_is_left_out() -> None:
    assert provider._date("0000-00-00") is None


def test_an_answer_to_a_sign_in_that_was_never_begun_is_not_believed(vneid: VNeID) -> None:
    with pytest.raises(people.SignInNotProven):
        vneid.finish(memory={}, answer=choose(begin(vneid)))


def test_the_answer_to_anothers_sign_in_is_not_believed(vneid: VNeID) -> None:
    lans, hanhs = begin(vneid), begin(vneid)
    answer = choose(lans)

    with pytest.raises(people.SignInNotProven):
        vneid.finish(memory=hanhs.memory, answer={**answer, "state": hanhs.memory["state"]})


def test_a_code_works_once(vneid: VNeID) -> None:
    start = begin(vneid)
    answer = choose(start)
    vneid.finish(memory=start.memory, answer=answer)

    with pytest.raises(people.SignInNotProven):
        vneid.finish(memory=start.memory, answer=answer)


@pytest.mark.parametrize(
    "wrong", ["signature", "nonce", "audience", "issuer", "expired", "early", "person"]
)
def test_a_forged_id_token_is_not_believed(vneid: VNeID, memory: server.Memory, wrong: str) -> None:
    memory.mood.wrong = wrong

    with pytest.raises(people.SignInNotProven):
        sign_in(vneid)


def test_a_level_lower_than_asked_is_refused(vneid: VNeID, memory: server.Memory) -> None:
    memory.mood.wrong = "level"

    with pytest.raises(people.AssuranceTooLow):
        sign_in(vneid, level=2)


def test_a_provider_with_new_keys_is_believed(vneid: VNeID, memory: server.Memory) -> None:
    sign_in(vneid)
    memory.key = server._new_key()

    assert sign_in(vneid).personal_number == LAN


@pytest.mark.parametrize("wrong", ["garbage", "down"])
def test_a_provider_that_is_down_is_unavailable(
    vneid: VNeID, memory: server.Memory, wrong: str
) -> None:
    memory.mood.down = wrong == "down"
    memory.mood.wrong = wrong if wrong in server.WRONGS else ""

    with pytest.raises(http.PartnerUnavailable):
        begin(vneid)


def test_a_provider_that_goes_down_midway_is_unavailable(
    vneid: VNeID, memory: server.Memory
) -> None:
    start = begin(vneid)
    answer = choose(start)
    memory.mood.down = True

    with pytest.raises(http.PartnerUnavailable):
        vneid.finish(memory=start.memory, answer=answer)


def test_a_slow_provider_is_not_waited_for(vneid: VNeID, memory: server.Memory) -> None:
    memory.mood.slow_seconds = 2
    vneid._http = http.Client("VNeID", wait_seconds=0.1)

    with pytest.raises(http.PartnerUnavailable):
        begin(vneid)


def test_a_wrong_secret_of_ours_gets_no_token(vneid: VNeID, memory: server.Memory) -> None:
    memory.client = server.Client("thanglong", "another secret", (BACK,))

    with pytest.raises(people.SignInNotProven):
        sign_in(vneid)


def test_people_are_not_sent_back_to_another_address(vneid: VNeID) -> None:
    start = vneid.start(return_url="https://false.example/", assurance=1)

    answer = httpx.post(start.url, data={"person": LAN, "level": "1"}, trust_env=False)

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_code_without_our_verifier_is_worth_nothing(vneid: VNeID, memory: server.Memory) -> None:
    start = begin(vneid)
    code = choose(start)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}

    answer = httpx.post(
        f"{memory.issuer}/token",
        data=form,
        auth=("thanglong", "secret of the test"),
        trust_env=False,
    )

    assert answer.status_code == 400


def test_userinfo_is_told_only_to_the_owner_of_a_token(memory: server.Memory) -> None:
    answer = httpx.get(
        f"{memory.issuer}/userinfo", headers={"Authorization": "Bearer x"}, trust_env=False
    )

    assert answer.status_code == 401


def test_the_control_desk_changes_the_mood(memory: server.Memory) -> None:
    answer = httpx.post(
        f"{memory.issuer}/control", data={"down": "1", "wrong": "nonce"}, trust_env=False
    )
    refused = httpx.post(f"{memory.issuer}/control", data={"wrong": "everything"}, trust_env=False)

    assert answer.json()["down"] is True
    assert memory.mood.wrong == "nonce"
    assert refused.status_code == 400


def test_the_phones_of_the_officers_show_codes(memory: server.Memory) -> None:
    memory.phones = town.phones(PEOPLE)

    page = httpx.get(f"{memory.issuer}/authenticator?lang=en", trust_env=False).text

    assert "Trần Văn Minh" in page
    assert memory.phones[0].code in page


def test_an_unknown_address_is_not_found(memory: server.Memory) -> None:
    assert httpx.get(f"{memory.issuer}/no", trust_env=False).status_code == 404
