"""What may not stand in the code, each with what to do instead."""

import ast
import re
from pathlib import Path

from tests.house import tree

CLOCK = "thanglong/kernel/base/clock.py"
BROAD = ("kernel/events/tasks.py", "kernel/notify/tasks.py")  # and the edge of an adapter
TODO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\s*\(?#\d+)")


def test_nobody_prints() -> None:
    found = _calls({"print", "breakpoint"})

    assert not found, f"Use click.echo in commands and structlog elsewhere:{tree.listed(found)}"


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{tree.place(path, node.lineno)} {ast.unparse(node.func)}"
        for path in tree.modules()
        if not str(path).endswith((CLOCK, "config/cli/running.py"))
        for node in _nodes_that_call(path)
        if re.search(r"(datetime|timezone|date)\.(now|utcnow|today)$", ast.unparse(node.func))
    ]

    assert not found, f"Take the time as `at=` or `on=`; views ask clock.now():{tree.listed(found)}"


def test_errors_are_caught_by_name() -> None:
    found = [
        tree.place(path, node.lineno)
        for path in tree.modules()
        if not str(path).endswith(BROAD) and "adapters" not in path.parts
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]

    assert not found, f"Name what you expect; faults belong to the middleware:{tree.listed(found)}"


def test_every_promise_to_do_something_has_an_issue() -> None:
    found = [
        f"{tree.place(path)} {match.group()}"
        for path in tree.files()
        if Path(__file__) != path and (match := TODO.search(tree.text(path)))
    ]

    assert not found, f"Do it, or write the number of its issue: TODO(#12):{tree.listed(found)}"


def test_models_send_no_signals() -> None:
    found = [
        tree.place(path)
        for path in tree.modules()
        if re.search(r"django\.(dispatch|db\.models\.signals)", tree.text(path))
    ]

    assert not found, f"Publish an event instead (kernel/events):{tree.listed(found)}"


def test_money_is_whole() -> None:
    money = re.compile(r"\b\w*(amount|fee|price|_minor)\w*\s*[:=][^\n]*\b(float|FloatField)\b")
    found = [tree.place(path) for path in tree.modules() if money.search(tree.text(path))]

    assert not found, f"Money is an integer in the smallest unit:{tree.listed(found)}"


def _calls(names: set[str]) -> list[str]:
    return [
        tree.place(path, node.lineno)
        for path in tree.modules()
        for node in _nodes_that_call(path)
        if isinstance(node.func, ast.Name) and node.func.id in names
    ]


def _nodes_that_call(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree.parsed(path)) if isinstance(node, ast.Call)]


def _is_broad(node: ast.ExceptHandler) -> bool:
    if isinstance(node.type, ast.Name) and node.type.id == "BaseException":
        return not any(isinstance(one, ast.Raise) for one in ast.walk(node))
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception")
