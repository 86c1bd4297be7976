"""Open pages hear of changes, and only of those that they may hear of."""

import asyncio
import select
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from thanglong.kernel.base.actor import Actor, HeldPost
from thanglong.kernel.events import live as events
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.tests import make
from thanglong.kernel.web import live
from thanglong.kernel.web.tests import processes

MINH = Actor(
    kind="officer",
    account_id=2,
    name="Trần Văn Minh",
    posts=(
        HeldPost(post_id=1, agency_id=5, agency_name="Ba Đình", role="one_stop", title="Một cửa"),
    ),
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "hears"),
    [
        ("account:2", True),
        ("account:3", False),
        ("agency:5", True),
        ("agency:55", False),
        ("dossier:H26.15.12-260202-0147", False),
    ],
)
def test_minh_hears_of_himself_and_his_agency_only(topic: str, hears: bool) -> None:
    assert live.may_hear(MINH, topic) is hears


def test_who_leads_hears_of_everything_below_and_who_works_there_does_not() -> None:
    leads = HeldPost(post_id=2, agency_id=5, agency_name="Ba Đình", role="leader", title="Chủ tịch")
    long = Actor(kind="officer", account_id=3, name="Hoàng Đức Long", posts=(leads,))

    assert live.may_hear(long, "below:5")
    assert not live.may_hear(long, "below:55")
    assert not live.may_hear(MINH, "below:5")


def test_what_happens_in_an_agency_below_is_told_as_one_word() -> None:
    async def told() -> list[str]:
        wide = {"agency:6": "below:5", "agency:7": "below:5"}
        listener = live.Listener(3, frozenset({"below:5"}), wide)
        for topic in ("agency:6", "agency:7", "agency:8"):
            listener.tell(topic)
        return listener.take()

    assert asyncio.run(told()) == ["below:5"]


def test_only_topics_of_the_right_form_are_asked_for_and_only_a_few() -> None:
    query = "&".join(["topic=account:1", "topic=evil'--", "topic=city:1", *["topic=agency:1"] * 20])

    asked = live.asked_topics({"query_string": query.encode()})

    assert asked[0] == "account:1"
    assert len(asked) == live.TOPICS_MAX
    assert set(asked) == {"account:1", "agency:1"}


def test_many_changes_of_one_thing_are_told_once() -> None:
    async def told() -> list[str]:
        listener = live.Listener(1, frozenset({"account:1"}))
        for topic in ("account:1", "account:1", "agency:5"):
            listener.tell(topic)
        return listener.take()

    assert asyncio.run(told()) == ["account:1"]


def test_one_account_cannot_take_all_the_room() -> None:
    async def room() -> tuple[bool, bool]:
        hub = live.Hub()
        for _ in range(live.LISTENERS_MAX_EACH):
            hub.listeners.add(live.Listener(1, frozenset()))
        return hub.has_room(1), hub.has_room(2)

    assert asyncio.run(room()) == (False, True)


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """The live process over the test database."""
    with processes.live_process(site_url="http://city.example") as url:
        yield url


def heard(url: str, key: str, topic: str, then: Any) -> list[str]:
    """The lines that one page hears, from its opening until the first change after `then`."""
    lines: list[str] = []
    cookies = {"sessionid": key}
    query = {"topic": topic}
    with httpx.stream("GET", f"{url}/live", params=query, cookies=cookies, timeout=10) as stream:
        stream.raise_for_status()
        for line in stream.iter_lines():
            lines.append(line)
            if line.startswith("retry:"):
                then()
            if line.startswith("data:"):
                return lines
    return lines


def signed_in(account: Any) -> str:
    """The key of a session of this account."""
    key = f"key-{account.id}-{time.monotonic_ns()}"
    from thanglong.kernel.base import clock

    people.begin_session(
        account=account, session_key=key, method="vneid", assurance=2, device="", at=clock.now()
    )
    return key


def test_lan_hears_that_something_of_hers_has_changed(address: str) -> None:
    lan = make.resident("Nguyễn Thị Lan")
    topic = f"account:{lan.id}"

    lines = heard(address, signed_in(lan), topic, lambda: events.touch(topic))

    assert lines[-2:] == ["event: touch", f"data: {topic}"]


def test_hanh_does_not_hear_of_lans_account(address: str) -> None:
    lan, hanh = make.resident("Nguyễn Thị Lan"), make.resident("Lê Hồng Hạnh")
    key = signed_in(hanh)

    def both() -> None:
        events.touch(f"account:{lan.id}")
        events.touch(f"account:{hanh.id}")

    url = f"{address}/live?topic=account:{lan.id}"
    lines = heard(url.removesuffix("/live"), key, f"account:{hanh.id}", both)

    assert f"data: account:{lan.id}" not in lines


def test_nobody_listens_without_a_sign_in_or_from_a_foreign_page(address: str) -> None:
    lan = make.resident("Nguyễn Thị Lan")
    cookies = {"sessionid": signed_in(lan)}

    stranger = httpx.get(f"{address}/live", params={"topic": f"account:{lan.id}"})
    foreign = httpx.get(
        f"{address}/live", cookies=cookies, headers={"Origin": "https://evil.example"}
    )

    assert stranger.status_code == 403
    assert foreign.status_code == 403
    assert stranger.headers["Access-Control-Allow-Origin"] == "http://city.example"


def test_a_word_inside_a_transaction_that_fails_is_not_heard(transactional_db: None) -> None:
    import psycopg
    from django.db import transaction

    with psycopg.connect(**live.address()) as ear:
        ear.execute(f"LISTEN {events.CHANNEL}")
        with pytest.raises(RuntimeError), transaction.atomic():
            events.touch("account:1")
            raise RuntimeError
        events.touch("account:2")

        select.select([ear], [], [], 5)
        words = [word.payload for word in ear.notifies(timeout=1, stop_after=1)]

    assert words == ["account:2"]
