"""The one command: each part explains itself, and expected errors are one sentence."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from thanglong.config.cli.root import thanglong

CONTEXT = click.Context(thanglong)

# Browsers in other tests allow what no city may.
OURS = {name: value for name, value in os.environ.items() if "ASYNC_UNSAFE" not in name}
REAL = {
    "DEBUG": "0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdefgh",
    "SITE_URL": "https://city.example",
    "ALLOWED_HOSTS": "city.example",
    "VNEID_CLIENT_SECRET": "given by the provider",
    "REGISTERS_TOKEN": "given by the registers",
}


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`thanglong …` as somebody types it."""
    return subprocess.run(
        [sys.executable, "-m", "thanglong.config", *words],
        env={**OURS, **environment},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def commands(
    group: click.Command = thanglong, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it, and every group of commands."""
    if isinstance(group, click.Group):
        yield path, group
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None, f"{name} is named in LAZY but not in COMMANDS of its module"
            yield from commands(found, (*path, name))
    else:
        yield path, group


def test_every_command_shows_an_example() -> None:
    bare = [" ".join(path) for path, one in commands() if "Example" not in (one.help or "")]

    assert not bare, f"Add “Example: thanglong …” to the docstring of: {bare}"


def test_the_load_generator_shows_an_example_too() -> None:
    assert "Example: thanglong bench" in run("bench", "--help").stdout


def test_every_command_says_first_what_it_does() -> None:
    mute = [" ".join(path) for path, one in commands() if not (one.help or "").strip()]

    assert not mute, f"Write a docstring for: {mute}"


def test_help_comes_at_once() -> None:
    began = time.monotonic()
    shown = run("--help")

    assert shown.returncode == 0
    assert all(f"  {name} " in shown.stdout for name in thanglong.list_commands(CONTEXT))
    assert time.monotonic() - began < 3  # Django alone takes longer on a busy machine


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    told = run("migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert told.returncode == 1
    assert "The database does not answer" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_number_that_is_none_is_one_sentence() -> None:
    told = run("check", PORT="eight")

    assert told.returncode == 1
    assert told.stderr.strip() == "PORT must be a whole number, not 'eight'."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["calendar", "due", "--budget", "3wd"], "Missing option '--from'"),
        (["calendar", "due", "--form", "x"], "No such option '--form'"),
        (["demo", "--on", "yesterday"], "'yesterday' does not match the format"),
        (["demo", "--on", "1990-01-01"], "begins on 2023-01-01: choose that day or a later one"),
    ],
)
def test_a_wrong_word_is_one_sentence_that_says_where_to_look(words: list[str], said: str) -> None:
    told = run(*words)

    assert told.returncode in {1, 2}
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("which", ["vneid", "registers"])
def test_a_port_that_is_taken_is_one_sentence(which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = run("simulator", which, "--host", "127.0.0.1", "--port", port)

    assert told.returncode == 1
    assert told.stderr.startswith(f"Error: Cannot listen on 127.0.0.1:{port}")
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"PORT": "99999"}, "PORT must be from 1 to 65532, not 99999."),
        ({"PORT": "²"}, "PORT must be a whole number, not '²'."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR"),
        ({"TIME_ZONE": "Mars"}, "TIME_ZONE must be a time zone such as Asia/Ho_Chi_Minh"),
        ({"SECRET_KEY_FILE": "/nonexistent"}, "SECRET_KEY_FILE names /nonexistent"),
        ({"HOST": "198.51.100.7"}, "Set HOST to an address of this machine"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence(setting: dict[str, str], said: str) -> None:
    told = run("live", **setting)

    assert told.returncode == 1
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_city_without_a_secret_is_one_sentence() -> None:
    told = run("serve", DEBUG="0", SECRET_KEY="")

    assert told.returncode == 1
    assert "SECRET_KEY" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_an_unknown_command_says_where_to_look() -> None:
    told = run("sreve")

    assert told.returncode == 2
    assert "No such command" in told.stderr
    assert "thanglong --help" in told.stderr


def test_a_demo_city_is_no_real_city(tmp_path: Path) -> None:
    told = run("check", "--deploy", "--json", VAR_DIR=str(tmp_path))

    assert told.returncode == 1
    assert {"thanglong.E010", "thanglong.E011", "thanglong.E014"} <= {
        one["id"] for one in json.loads(told.stdout)
    }


def test_a_real_city_with_all_it_needs_has_nothing_wrong(tmp_path: Path) -> None:
    told = run("check", "--deploy", **REAL, VAR_DIR=str(tmp_path))

    assert (told.returncode, told.stdout) == (0, "Nothing is wrong.\n")


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("SECRET_KEY", "short", "E011"),
        ("ALLOWED_HOSTS", "*", "E012"),
        ("SITE_URL", "http://city.example", "E013"),
        ("CLOCK_SHIFT_SECONDS", "60", "E016"),
        ("SECURE", "0", "E017"),
        ("CITY_DIR", "/nowhere", "E004"),
        ("FILES_DIR", "/proc/nowhere", "E003"),
        ("STORAGE_ADAPTER", "thanglong.adapters.nowhere.Store", "E005"),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(
    tmp_path: Path, name: str, value: str, number: str
) -> None:
    told = run("check", "--deploy", "--json", **{**REAL, "VAR_DIR": str(tmp_path), name: value})

    assert told.returncode == 1
    (wrong,) = json.loads(told.stdout)
    assert wrong["id"] == f"thanglong.{number}"
    assert wrong["fix"]
