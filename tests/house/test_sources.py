"""Nothing the law says stands here without the place where the law says it."""

import ast
import csv
import re
from pathlib import Path

from tests.house import tree

CITIES = tree.ROOT / "cities"
SAID = ("source", "basis", "sources", "legal_basis")


def rules() -> list[Path]:
    """The modules that hold law as functions."""
    return [path for path in tree.modules() if path.stem == "rules" or "rules" in path.parts]


def test_every_rule_names_its_source() -> None:
    bare = [
        f"{tree.place(path, one.lineno)} {one.name}"
        for path in rules()
        for one in tree.parsed(path).body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
        if "Source:" not in f"{ast.get_docstring(one)}{ast.get_docstring(tree.parsed(path))}"
    ]

    assert not bare, f"Add “Source: law, article” to the docstring of:{tree.listed(bare)}"


def test_every_arc_names_its_source() -> None:
    bare = [
        f"{tree.place(path, node.lineno)}"
        for path in tree.modules()
        if path.stem == "states"
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Arc")
        if "source" not in {keyword.arg for keyword in node.keywords}
    ]

    assert not bare, f"Add source=… to these arcs:{tree.listed(bare)}"


def test_every_row_of_the_city_names_its_source() -> None:
    bare = [
        f"{tree.place(path)} row {number}"
        for path in tree.files(".csv", CITIES)
        for number, row in enumerate(csv.DictReader(tree.text(path).splitlines()), start=2)
        if not any((row.get(name) or "").strip() for name in SAID) and not _readme_says(path)
    ]

    assert not bare, f"Fill the column “source”, or say it in README.md:{tree.listed(bare[:30])}"


def test_every_procedure_stands_on_law() -> None:
    bare = [
        tree.place(path)
        for path in tree.files("procedure.yaml", CITIES)
        if not re.search(r"^basis:\n(\s+\S+:.*cite)", tree.text(path), re.MULTILINE)
    ]

    assert not bare, f"Give these procedures their `basis`:{tree.listed(bare)}"


def _readme_says(path: Path) -> bool:
    """A table as it was handed to us keeps its form; its source stands in the folder's page."""
    page = path.parent / "README.md"
    return page.exists() and path.name in tree.text(page) and "ource" in tree.text(page)
