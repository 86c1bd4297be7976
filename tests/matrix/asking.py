"""One cell of the matrix: somebody asks at a door for a thing, and what he is told."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from tests.matrix.cast import Cast, Things
from tests.matrix.doors import Door

TABLE = Path(__file__).parent / "permissions.csv"
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")
PERSONAL = {"sign_in_id", "token_id", "passkey_id", "upload_id", "key"}
DOSSIERS = ("here", "at the appraiser's", "elsewhere")
WRONGLY_ASKED = {400, 405, 415}
FIXED: Things = {"slug": "birth-registration"}
PER_ROUTE: dict[str, Things] = {  # a placeholder that means something else there
    "life-events/": {"slug": "birth"},
    "units/": {"code": "=area"},
    "reforms/": {"code": "=area"},
    "desk/intake/<uuid": {"draft_id": "=intake draft"},
    "desk/intake/<dossier": {"code": "=intake code"},
    "desk/dossiers/<dossier:code>/papers": {"document_id": "=desk paper"},
    "api/v1/procedures/": {"code": "birth-registration"},
    "api/v1/units/": {"code": "00004"},
}
DATA: dict[str, Any] = {
    "POST /desk/intake": {},
    "POST /api/v1/procedures/<code>/dossiers": {"answers": {}},
    "POST /api/v1/dossiers/<code>/messages": {"text": "Xin chào"},
    "POST /api/v1/tasks/<task_id>/actions/<action>": {"note": "Được"},
}
ASKED_WITH: dict[str, str] = {  # the query of a reading
    "readyz": "?exclude=worker",
    "track": "?code={code}&digits={digits}",
    "api/v1/tracking/<code>": "?digits={digits}",
    "desk/book": "?unit={unit}",
    "desk/book/table": "?unit={unit}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a door, a relation, and what each role is told."""

    door: str
    relation: str
    told: dict[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody is told: in a word, in full, and what was seen of the city meanwhile."""

    word: str
    said: str
    seen: str


def relations(door: Door) -> tuple[str, ...]:
    """Of whom the thing may be that the address names."""
    names = _names(door)
    if names & PERSONAL:
        return ("own", "another's")
    if door.route.startswith(("desk/intake/<", "reforms/<", "units/")):
        return ("here", "elsewhere")
    if "task_id" in names or ("dossiers/" in door.route and "code" in names):
        return DOSSIERS if "procedures/" not in door.route else ("-",)
    shared = {"draft_id", "document_id", "file_id", "book_id", "mandate_id", "absence_id", "who"}
    if names & shared or door.route.startswith(("desk/book", "track", "api/v1/tracking")):
        return ("here", "elsewhere")
    return ("-",)


def ask(door: Door, role: str, relation: str, cast: Cast) -> str:
    """What the role is told, in a word; nothing that is asked leaves a trace."""
    return hear(door, role, relation, cast).word


def hear(door: Door, role: str, relation: str, cast: Cast, look: Callable[[], str] = str) -> Heard:
    """The same with all that is said, and what `look` sees before it is undone."""
    client = cast.browsers[role]
    cookies = client.cookies.copy()
    things = {**FIXED, **cast.things(role, relation)}
    address = _address(door, things)
    before = transaction.savepoint()  # no atomic block: within one the registers are not asked
    answer: Any = client.generic(door.verb, address, **_sent(door, things))
    streams = answer.streaming  # read to its end, so that the file behind it is closed
    said = b"".join(answer.streaming_content) if streams else answer.content
    seen = look()
    transaction.savepoint_rollback(before)
    client.cookies = cookies
    return Heard(_word(answer, door, address), said.decode("utf-8", "replace"), seen)


def read() -> list[Line]:
    """The reviewed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Line(row.pop("door"), row.pop("relation"), row) for row in rows]


def write(lines: list[Line]) -> None:
    """The table anew, for review."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["door", "relation", *lines[0].told])
        writer.writerows([one.door, one.relation, *one.told.values()] for one in lines)


def _names(door: Door) -> set[str]:
    return {first or second for first, second in PLACE.findall(door.route)}


def _address(door: Door, things: Things) -> str:
    special: Things = {}
    for start, values in PER_ROUTE.items():
        if door.route.startswith(start):
            special |= values

    def value(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        found = special.get(name, things.get(name, "1"))
        if isinstance(found, str) and found.startswith("="):
            found = things[found[1:]]
        if name == "name" and door.verb == "GET":
            found = "stop"
        return str(found[0] if isinstance(found, tuple) else found)

    query = ASKED_WITH.get(door.route, "").format_map({"unit": "", **things})
    return "/" + PLACE.sub(value, door.route) + (query if door.verb == "GET" else "")


def _sent(door: Door, things: Things) -> dict[str, Any]:
    import json
    from urllib.parse import urlencode

    if door.verb == "GET":
        return {}
    if door.verb == "PATCH":
        return {"data": b"\x89PNG", "content_type": "application/offset+octet-stream",
                "headers": {"Upload-Offset": "0"}}  # fmt: skip
    if door.route == "api/v1/files":
        named = b'Content-Disposition: form-data; name="file"; filename="a.png"'
        body = b"--x\r\n" + named + b"\r\n\r\nx\r\n--x--"
        return {"data": body, "content_type": "multipart/form-data; boundary=x"}
    if door.route.startswith("api/"):
        plain = re.sub(r"<\w+:", "<", door.name)
        given = DATA.get(plain.replace("{", "<").replace("}", ">"), {})
        return {"data": json.dumps(given), "content_type": "application/json"}
    form = {"task": things.get("task_id", ""), "unit": things.get("unit", ""), "text": "Xin chào",
            "file": "2025-07-01-two-levels.yaml"}  # fmt: skip
    kind = "application/x-www-form-urlencoded"
    return {"data": urlencode(form), "content_type": kind, "headers": {"Upload-Length": "9"}}


def _word(answer: Any, door: Door, address: str) -> str:
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].startswith("/sign-in?")):
        return "sign-in"
    if status in {403, 404, 410}:
        return "forbidden" if status == 403 else "not-found"
    if status == 503 and door.route == "sign-in/vneid":
        return "allow"  # the town has no VNeID; everybody is told so
    if status >= 500 or (status in WRONGLY_ASKED and door.route != "sign-in/vneid/callback"):
        return f"fault {status}"
    return "allow"
