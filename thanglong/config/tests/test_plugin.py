"""Tests cannot leave this machine."""

import socket

import pytest

from thanglong.config.tests.plugin import NetworkUsed


def test_a_test_cannot_reach_another_machine_by_number() -> None:
    with socket.socket() as plug, pytest.raises(NetworkUsed, match="elsewhere"):
        plug.connect(("192.0.2.1", 80))


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(NetworkUsed, match="elsewhere"):
        socket.getaddrinfo("city.example", 443)


def test_a_test_reaches_its_own_servers() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as plug,
    ):
        assert plug.getpeername() == server.getsockname()
