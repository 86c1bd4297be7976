"""What the oracle was promised, held against the rows of the city, past the platform."""

import json
import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.faults.house import House, until

END_SECONDS = 90
FORMS = """
SELECT answers->>'purpose_text' AS form, code, id FROM cases_case
WHERE answers->>'purpose_text' LIKE %s
"""
STEPS = """
SELECT c.code, s.action, count(*) AS times FROM cases_step s JOIN cases_case c ON c.id = s.case_id
WHERE c.id = ANY(%s) AND s.action IN ('file', 'accept') GROUP BY c.code, s.action
"""
EVENTS = """
SELECT e.id, e.type, e.payload->>'code' AS code, count(d.id) AS told,
  count(DISTINCT d.subscriber) AS heard
FROM events_event e LEFT JOIN events_delivery d ON d.event_id = e.id
WHERE e.payload->>'code' = ANY(%s) GROUP BY e.id, e.type, code
"""
NOTICES = """
SELECT values->>'code' AS code, message, count(*) AS times FROM notify_notice
WHERE values->>'code' = ANY(%s) GROUP BY 1, 2
"""
# an open dossier: its history whole and its last step as it stands, one open task, on a desk
ASTRAY = """
SELECT c.code FROM cases_case c
JOIN cases_step last ON last.case_id = c.id AND last.seq = c.steps_count
WHERE c.id = ANY(%s) AND c.closed_at IS NULL AND NOT (
  (SELECT count(*) FROM cases_step s WHERE s.case_id = c.id) = c.steps_count
  AND last.to_stage = c.stage
  AND (SELECT count(*) FROM cases_task t JOIN units_agency a ON a.id = t.agency_id
       JOIN units_post p ON p.agency_id = a.id AND p.role = t.role
       WHERE t.case_id = c.id AND t.kind = 'stage' AND t.closed_at IS NULL AND t.stage = c.stage
         AND a.valid_to IS NULL) >= 1
  AND (SELECT count(*) FROM cases_task t
       WHERE t.case_id = c.id AND t.kind = 'stage' AND t.closed_at IS NULL) = 1)
"""
PAPERS = """
SELECT d.id::text AS id, f.sha256 FROM documents_document d
JOIN documents_file f ON f.id = d.file_id WHERE d.id = ANY(%s::uuid[])
"""
LEFT = "SELECT count(*) AS jobs FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"


class Watch:
    """The oracle at work against a house. `label`: in the name of each of its forms."""

    def __init__(self, house: House, label: str, **order: Any) -> None:
        self.house, self.label = house, label
        self.path = house.folder / f"journal-{label}"
        self._order = {
            "address": house.address, "keys": house.known["keys"], "journal": str(self.path),
            "answers": house.known["answers"], "label": label, "senders": 3, "accepts": True,
            "with_keys": True, **order,
        }  # fmt: skip

    def __enter__(self) -> "Watch":
        self.path.touch()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.oracle"], stdin=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(self._order).encode())
        self._process.stdin.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            status = self._process.wait(END_SECONDS)
        finally:
            self._process.kill()
            self._process.wait(30)
        assert status == 0 or error, "the oracle itself fell"

    def promises(self, what: str) -> list[dict[str, Any]]:
        """What was written down, of one kind."""
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        found = [json.loads(line) for line in lines if line.endswith("\n")]
        return [one for one in found if one["what"] == what]

    def more(self, count: int, what: str = "filed") -> bool:
        """Whether so many more things are confirmed in time."""
        wanted = len(self.promises(what)) + count

        def are_there() -> bool:
            self.house.open()  # a service manager looks all the time, not at each blow
            return len(self.promises(what)) >= wanted

        return until(are_there)


def faults(watch: Watch) -> list[str]:
    """What is lost, doubled or astray; call it when the oracle has ended."""
    house, kept = watch.house, watch.promises("filed")
    assert until(lambda: house.ask(LEFT) == [{"jobs": 0}]), "jobs are left"
    rows = house.ask(FORMS, f"{watch.label}-%")
    codes = {row["code"] for row in rows}
    said = {one["status"] for one in watch.promises("said")}
    return [
        *(f"said {status}" for status in sorted(said) if status >= 500 and status != 503),
        *_of_forms(kept, rows),
        *_of_steps(watch, house.ask(STEPS, [row["id"] for row in rows])),
        *_of_events(watch, codes),
        *_of_papers(watch),
        *(f"astray: {row['code']}" for row in house.ask(ASTRAY, [row["id"] for row in rows])),
    ]


def _of_forms(kept: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[str]:
    stands = {(row["form"], row["code"]) for row in rows}
    promised = {(one["form"], one["code"]) for one in kept}
    times = Counter(row["form"] for row in rows)
    return [
        *(f"lost: {form} {code}" for form, code in sorted(promised - stands)),
        *(f"doubled: {form} {count} times" for form, count in sorted(times.items()) if count > 1),
        *(f"not promised: {form} {code}" for form, code in sorted(stands - promised)),
    ]


def _of_steps(watch: Watch, rows: list[dict[str, Any]]) -> list[str]:
    stands = {(row["code"], row["action"]): row["times"] for row in rows}
    accepted = {(one["code"], "accept") for one in watch.promises("accepted")}
    return [
        *(f"lost: {code} {action}" for code, action in sorted(accepted - set(stands))),
        *(f"doubled: {one}" for one, times in stands.items() if times > 1),
        *(f"not promised: {one}" for one in stands if one[1] == "accept" and one not in accepted),
    ]


def _of_events(watch: Watch, codes: set[str]) -> list[str]:
    """Each fact once, heard by each listener once; each person told once."""
    listeners, rows = watch.house.known["listeners"], watch.house.ask(EVENTS, list(codes))
    filed = Counter(row["code"] for row in rows if row["type"] == "cases.dossier.filed.v1")
    told = watch.house.ask(NOTICES, list(codes))
    welcomed = {row["code"] for row in told if row["message"] == "dossier.filed"}
    return [
        *(f"facts of {code}: {filed[code]}" for code in sorted(codes) if filed[code] != 1),
        *(
            f"heard {row['told']} times: {row['type']} {row['code']}"
            for row in rows
            if not row["told"] == row["heard"] == listeners[row["type"]]
        ),
        *(f"told twice: {row['code']} {row['message']}" for row in told if row["times"] > 1),
        *(f"never told: {code}" for code in sorted(codes - welcomed)),
    ]


def _of_papers(watch: Watch) -> list[str]:
    """Each paper that was confirmed lies in the store, whole."""
    kept = [one["document"] for one in watch.promises("paper")]
    rows = {row["id"]: row["sha256"] for row in watch.house.ask(PAPERS, kept)}
    store = watch.house.folder / "var" / "files"
    return [
        f"paper lost: {one}"
        for one in kept
        if (name := rows.get(one)) is None
        or sha256((store / name[:2] / name[2:4] / name).read_bytes()).hexdigest() != name
    ]
