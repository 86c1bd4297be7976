"""The engine alone: five stages, six commits, beside the same rows by hand and SpiffWorkflow."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection

from bench import measure
from bench.floor import Row, Writer, new_code
from bench.ground import MADE_UP
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor

PROCEDURE = f"{MADE_UP}00005"
BASE = "marital-status-certificate"  # its questions, with other stages
STAGES = (  # what is done at each desk, in a procedure without papers
    ("reception", "one_stop@receiving", "take", "appraisal"),
    ("appraisal", "specialist@deciding.department('civil_status')", "check", "second_look"),
    ("second_look", "specialist@deciding.department('civil_status')", "propose", "signature"),
    ("signature", "leader@deciding", "sign", "sealing"),
    ("sealing", "one_stop@receiving", "approve", "returned"),
)
SLICE_SECONDS = 3.0

_CASE_ROWS = {
    "cases_case": "id = %(case)s",
    "cases_task": "case_id = %(case)s",
    "cases_step": "case_id = %(case)s",
    "cases_clock_entry": "case_id = %(case)s",
    "events_event": "subject = %(subject)s",
    "trail_entry": "subject = %(subject)s",
}
_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="bench">
<process id="five" isExecutable="true"><startEvent id="start"><outgoing>f0</outgoing></startEvent>
{tasks}<endEvent id="end"><incoming>f5</incoming></endEvent>{flows}</process></definitions>"""


@dataclass(slots=True)
class Contender:
    """One way to bring a case through five stages. `cpu`: seconds of us and of the server."""

    name: str
    run: Callable[[], object]
    connection: Any
    cases: int = 0
    seconds: float = 0.0
    own_cpu: float = 0.0
    server_cpu: float = 0.0
    rates: list[float] = field(default_factory=list)

    def slice(self, seconds: float) -> None:
        """Run for some seconds."""
        pid = self.connection.info.backend_pid
        own, server, began = time.process_time(), measure.cpu_of(pid), time.perf_counter()
        done = 0
        while time.perf_counter() - began < seconds:
            self.run()
            done += 1
        took = time.perf_counter() - began
        self.cases, self.seconds = self.cases + done, self.seconds + took
        self.own_cpu += time.process_time() - own
        self.server_cpu += measure.cpu_of(pid) - server
        self.rates.append(done / took)

    @property
    def cpu(self) -> tuple[float, float]:
        """Milliseconds of processor for one case: ours, and PostgreSQL's."""
        count = max(1, self.cases)
        return 1000 * self.own_cpu / count, 1000 * self.server_cpu / count

    @property
    def per_second(self) -> float:
        """Cases a second, the middle of its slices."""
        return sorted(self.rates)[len(self.rates) // 2]


def run(url: str, *, seconds: float) -> list[Contender]:
    """All three by turns, each for `seconds` in slices of three: the engine, the floor, Spiff."""
    engine = _Engine()
    connection.ensure_connection()
    bare = psycopg.connect(url, autocommit=True)
    spiff = psycopg.connect(url, autocommit=True)
    contenders = [
        Contender("Thăng Long, engine alone", engine.case, connection.connection),
        Contender("the same rows by psycopg", _Floor(bare, engine.case()).case, bare),
        Contender("SpiffWorkflow 3.2", _Spiff(spiff).case, spiff),
    ]
    for one in contenders:
        for _ in range(5):
            one.run()
    for _ in range(max(1, round(seconds / SLICE_SECONDS))):
        for one in contenders:
            one.slice(SLICE_SECONDS)
    for one in (bare, spiff):
        one.close()
    return contenders


class _Engine:
    """Ours: the actions that pages and programs call, each in its own durable transaction."""

    def __init__(self) -> None:
        from tests.town import Town
        from thanglong.kernel.cases.actions.filing import Filing

        self._by = Town(at=clock.now()).lan
        self._filing = Filing(
            revision_id=_revision(), channel="online", delivery="online",
            answers=_answers(), applicant_id=self._by.person_id or 0,
            applicant_name=self._by.name,
        )  # fmt: skip
        self._officer: Actor | None = None

    def case(self) -> int:
        """One case from filing to its end. Returns its id."""
        from thanglong.kernel.cases import actions
        from thanglong.kernel.cases.actions.filing import file_one

        case = file_one(filing=self._filing, at=clock.now(), by=self._by)
        officer = self._officer or self._who(case)
        for _stage, _by, action, _to in STAGES:
            request = actions.Request(action=action)
            actions.act(task_id=_task_of(case.id), request=request, at=clock.now(), by=officer)
        return int(case.id)

    def _who(self, case: Any) -> Actor:
        """One officer who holds the post of every stage, for measuring."""
        from thanglong.kernel.base.actor import HeldPost
        from thanglong.kernel.cases.desks import desk_of_case

        desks = {desk_of_case(by, case=case, at=clock.now()) for _id, by, _do, _to in STAGES}
        with connection.cursor() as cursor:
            posts = []
            for one in sorted(desks, key=lambda desk: (desk.agency_id, desk.role)):
                cursor.execute(
                    "SELECT p.id, a.name, p.title FROM units_post p JOIN units_agency a"
                    " ON a.id = p.agency_id WHERE a.id = %s AND p.role = %s",
                    [one.agency_id, one.role],
                )
                post_id, agency, title = cursor.fetchone()
                posts.append(
                    HeldPost(
                        post_id=post_id, agency_id=one.agency_id, agency_name=agency,
                        role=one.role, title=title,
                    )
                )  # fmt: skip
        self._officer = Actor(
            kind="officer", account_id=self._by.account_id, name="Cán bộ", posts=tuple(posts)
        )
        return self._officer


class _Floor:
    """The same rows, the same commits, by hand: what each step of a real case has left."""

    def __init__(self, bare: "psycopg.Connection[Any]", case_id: int) -> None:
        self._bare, self._writer = bare, Writer(bare)
        rows = _rows_of(bare, case_id)
        self._case = rows["cases_case"][0]
        self._moves = [self._move(rows, number) for number in range(len(STAGES) + 1)]
        self._changes = {
            name: self._case.values[name]
            for name in ("status", "stage", "agency_id", "seen_by", "steps_count", "stepped_at")
        }

    def case(self) -> None:
        """One case: filing, and five moves."""
        with self._bare.transaction():
            self._writer.number("floor")
            case_id = self._writer.write(self._case, code=new_code())
            task_id = self._write(self._moves[0], case_id)
        for move in self._moves[1:]:
            with self._bare.transaction():
                self._writer.lock(case_id)
                self._writer.close(task_id)
                task_id = self._write(move, case_id)
                self._writer.change(case_id, self._changes)

    def _write(self, rows: list[Row], case_id: int) -> int:
        task_id = 0
        for row in rows:
            written = self._writer.write(row, case_id=case_id)
            task_id = written if row.table == "cases_task" else task_id
            if row.table == "events_event":
                self._writer.tell(str(row.values["type"]))
        self._writer.touch()
        return task_id

    def _move(self, rows: dict[str, list[Row]], number: int) -> list[Row]:
        is_last = number == len(STAGES)
        found = []
        for table in list(_CASE_ROWS)[1:]:
            if table == "cases_clock_entry":
                found += rows[table][:1] if number == 0 else rows[table][1:] if is_last else []
            else:
                found += rows[table][number:] if is_last else rows[table][number : number + 1]
        return found


class _Spiff:
    """SpiffWorkflow: loads its state, does one task, saves its state, at each step."""

    def __init__(self, bare: "psycopg.Connection[Any]") -> None:
        from lxml import etree
        from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
        from SpiffWorkflow.util.task import TaskState

        logging.getLogger("spiff").setLevel(logging.WARNING)  # a line for each state costs it much
        self._bare, self._new, self._ready = bare, BpmnWorkflow, TaskState.READY
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(_bpmn().encode()))
        self._spec = parser.get_spec("five")
        self._serializer, self._answers = BpmnWorkflowSerializer(), _answers()
        bare.execute(
            "CREATE TABLE IF NOT EXISTS bench_spiff (id bigserial PRIMARY KEY, state jsonb)"
        )

    def case(self) -> None:
        """One case: begun and saved, then five times loaded, stepped and saved."""
        workflow = self._new(self._spec)
        workflow.do_engine_steps()
        self._next(workflow).data.update(self._answers)
        state = self._serializer.serialize_json(workflow)
        row = self._bare.execute(
            "INSERT INTO bench_spiff (state) VALUES (%s) RETURNING id", [state]
        ).fetchone()
        assert row is not None
        for _ in STAGES:
            self._step(row[0])

    def _next(self, workflow: Any) -> Any:
        return next(one for one in workflow.get_tasks(state=self._ready) if one.task_spec.manual)

    def _step(self, case_id: int) -> None:
        with self._bare.transaction():
            found = self._bare.execute(
                "SELECT state::text FROM bench_spiff WHERE id = %s FOR UPDATE", [case_id]
            ).fetchone()
            assert found is not None
            workflow = self._serializer.deserialize_json(found[0])
            self._next(workflow).run()
            workflow.do_engine_steps()
            state = self._serializer.serialize_json(workflow)
            self._bare.execute("UPDATE bench_spiff SET state = %s WHERE id = %s", [state, case_id])


def _revision() -> int:
    """A procedure of five stages and nothing else, among the published ones."""
    from thanglong.kernel.cases.definition import content_hash, from_json
    from thanglong.kernel.cases.models import Revision

    known = Revision.objects.filter(procedure=PROCEDURE).first()
    if known is not None:
        return int(known.id)
    base = Revision.objects.filter(slug=BASE).order_by("-id").first()
    assert base is not None
    text = dict(base.definition)
    procedure = dict(text["procedure"])
    procedure |= {
        "procedure": PROCEDURE, "slug": "bench-five-stages", "needs": [], "findings": [],
        "checks": [], "results": [{"id": "SEAL", "when": "channel == 'post'"}],
        "stages": [
            {"id": name, "by": by, "due": "4wh", "do": [{"action": action, "target": to}]}
            for name, by, action, to in STAGES
        ],
    }  # fmt: skip
    text["procedure"] = procedure
    definition = from_json(text)
    made = Revision.objects.create(
        procedure=PROCEDURE, slug="bench-five-stages", content_hash=content_hash(definition),
        definition=text, effective_from=base.effective_from, published_at=clock.now(),
        source="bench",
    )  # fmt: skip
    return int(made.id)


def _answers() -> dict[str, Any]:
    """What every case carries, in all three."""
    from tests import filing

    return filing.plain(filing.scenario(BASE)["answers"])


def _task_of(case_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM cases_task WHERE case_id = %s AND closed_at IS NULL", [case_id]
        )
        found: int = cursor.fetchone()[0]
    return found


def _rows_of(bare: "psycopg.Connection[Any]", case_id: int) -> dict[str, list[Row]]:
    code = bare.execute("SELECT code FROM cases_case WHERE id = %s", [case_id]).fetchone()
    assert code is not None
    key = {"case": case_id, "subject": f"dossier:{code[0]}"}
    return {table: Row.read(bare, table, where, key) for table, where in _CASE_ROWS.items()}


def _bpmn() -> str:
    tasks = "".join(
        f'<userTask id="t{n}"><incoming>f{n}</incoming><outgoing>f{n + 1}</outgoing></userTask>'
        for n in range(5)
    )
    names = ["start", *(f"t{n}" for n in range(5)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{names[n]}" targetRef="{names[n + 1]}"/>'
        for n in range(6)
    )
    return _BPMN.format(tasks=tasks, flows=flows)
