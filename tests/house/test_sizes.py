"""Files, functions and classes stay small. There is no list of exceptions."""

import ast

from tests.house import tree

LINES_MAX = 400
FUNCTION_LINES_MAX = 60
PARAMETERS_MAX = 6


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = [
        f"{tree.place(path)} has {lines} lines"
        for path in tree.files(".py")
        if "migrations" not in path.parts and (lines := tree.text(path).count("\n")) > LINES_MAX
    ]

    assert not long, f"Split these modules into packages of the same name:{tree.listed(long)}"


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{tree.place(path, one.lineno)} {one.name} has {lines} lines"
        for path in tree.files(".py")
        if "migrations" not in path.parts
        for one in tree.functions(path)
        if (lines := (one.end_lineno or one.lineno) - one.lineno + 1) > FUNCTION_LINES_MAX
    ]

    assert not long, f"Give parts of these functions names of their own:{tree.listed(long)}"


def test_no_function_asks_for_too_much() -> None:
    greedy = [
        f"{tree.place(path, one.lineno)} {one.name} takes {count}"
        for path in tree.modules()
        for one in tree.functions(path)
        if not one.decorator_list or not _is_command(one)
        if (count := _parameters(one)) > PARAMETERS_MAX
    ]

    assert not greedy, f"Put what belongs together into a small dataclass:{tree.listed(greedy)}"


def test_classes_have_one_base() -> None:
    heirs = [
        f"{tree.place(path, node.lineno)} {node.name}"
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ClassDef) and len(node.bases) > _bases_max(path.parts)
    ]

    assert not heirs, f"One base class, and hold the other things instead:{tree.listed(heirs)}"


def _bases_max(parts: tuple[str, ...]) -> int:
    return 2 if {"kernel", "web"} <= set(parts) else 1  # at most one mixin, in kernel/web only


def _parameters(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
    return sum(name.arg not in {"self", "cls", "_"} for name in names)


def _is_command(one: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A click command gets one parameter an option."""
    return any("command" in ast.unparse(wrapper) for wrapper in one.decorator_list)
