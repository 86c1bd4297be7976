"""The walls between the rooms (pyproject.toml, [tool.importlinter])."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import tree

RUN = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_the_six_contracts_are_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--no-cache"],
        cwd=tree.ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, (
        f"Move the thing asked about down, or publish an event:\n{done.stdout}"
    )


def test_the_contracts_have_no_exceptions() -> None:
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))
    contracts = project["tool"]["importlinter"]["contracts"]

    loose = [one["name"] for one in contracts if one.get("ignore_imports")]

    assert len(contracts) == 6, "HOUSE has six contracts; another one, or one less, is an ADR."
    assert not loose, f"An exception to a contract is an ADR, not a line:{tree.listed(loose)}"


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "common", "helpers", "helper", "core", "misc", "base_utils"}
    found = [
        tree.place(path)
        for path in tree.files(".py")
        if empty & {*path.relative_to(tree.ROOT).parts[:-1], Path(path).stem}
    ]

    assert not found, f"Say what it is about in one word of administration:{tree.listed(found)}"
