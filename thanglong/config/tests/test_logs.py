"""The log tells what happened, and of nobody."""

import json
import subprocess
import sys

SAY = """
import logging
from thanglong.config import logs
logs.configure({"format": %r, "level": "INFO"})
import structlog
%s
"""


def said(code: str, *, as_: str = "json") -> list[str]:
    """The lines that a process logs."""
    done = subprocess.run(
        [sys.executable, "-c", SAY % (as_, code)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_an_event_is_one_line_of_json_with_its_fields() -> None:
    (line,) = said("structlog.get_logger('cases').info('dossier_filed', dossier='D-1', ms=3)")

    event = json.loads(line)
    assert (event["event"], event["dossier"], event["ms"]) == ("dossier_filed", "D-1", 3)
    assert event["logger"] == "cases"
    assert event["timestamp"].endswith("Z")


def test_a_library_logs_in_the_same_form() -> None:
    (line,) = said("logging.getLogger('library').warning('lost %s', 'connection')")

    assert json.loads(line)["event"] == "lost connection"


def test_a_fault_keeps_its_traceback_on_its_line() -> None:
    (line,) = said("try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception('fault')")

    assert "ZeroDivisionError" in json.loads(line)["exception"]


def test_numbers_telephones_and_addresses_are_hidden() -> None:
    (line,) = said(
        "logging.error('999196000101 and 0912345678', extra={});logging.debug('not at this level')"
    )

    assert json.loads(line)["event"] == "[hidden] and [hidden]"


def test_the_row_that_the_database_refuses_is_hidden() -> None:
    (line,) = said(
        "try:\n"
        "    raise ValueError('new row violates check\\nDETAIL:  Failing row contains (1, '\n"
        "        'Nguyễn Thị Lan, 12 Hàng Bông,\\nHoàn Kiếm).\\nHINT: none')\n"
        "except ValueError:\n    logging.exception('fault')"
    )

    told = json.loads(line)["exception"]
    assert "violates check" in told
    assert "HINT: none" in told
    assert "Lan" not in told
    assert "Hoàn Kiếm" not in told


def test_an_address_in_a_field_is_hidden() -> None:
    (line,) = said("structlog.get_logger().info('letter', to='lan.nguyen@example.vn')")

    assert json.loads(line)["to"] == "[hidden]"


def test_a_person_at_a_terminal_reads_words() -> None:
    (line,) = said("structlog.get_logger().info('dossier_filed', dossier='D-1')", as_="console")

    assert "dossier_filed" in line
    assert "dossier=D-1" in line
