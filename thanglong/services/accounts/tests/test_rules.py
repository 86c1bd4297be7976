"""Devices in words, and whose site it is."""

import pytest

from thanglong.services.accounts import rules

PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Edg/126.0"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Chrome · Android"),
        (DESK, "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox · Linux"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_as_its_owner_would(user_agent: str, name: str) -> None:
    assert rules.device_name(user_agent) == name


@pytest.mark.parametrize(
    ("host", "has_name"),
    [
        ("localhost", True),
        ("dichvucong.example.vn", True),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("", False),
    ],
)
def test_passkeys_are_for_names(host: str, has_name: bool) -> None:
    assert rules.has_passkey_name(host) is has_name


@pytest.mark.parametrize(
    ("now", "pending"), [(1000, True), (1599, True), (1600, False), (999, False)]
)
def test_the_second_step_waits_ten_minutes(now: int, pending: bool) -> None:
    assert rules.is_still_pending(begun_at=1000, now=now) is pending
