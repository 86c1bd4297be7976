"""What a transaction is to us: whether one is open, and JSON for its statements."""

from typing import Any

import orjson
from django.db import connection


def is_open() -> bool:
    """Whether an action has opened a transaction (the test runner's own does not count)."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def json(value: Any) -> str:
    """Compact JSON text for a jsonb parameter."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
