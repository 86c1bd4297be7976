"""Pages of the documentation that are made, not written: `python -m thanglong.config.reference`.

Events from their declarations, the glossary from its table, the law from the Sources in the code
and in the city's procedures.
"""

import ast
import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MADE = "*Made by `python -m thanglong.config.reference`; do not edit.*\n"


def main() -> None:
    """Write all pages anew."""
    (DOCS / "law").mkdir(parents=True, exist_ok=True)
    pages = {"events.md": events(), "glossary.md": glossary(), "law/README.md": law()}
    for name, page in pages.items():
        (DOCS / name).write_text(page, encoding="utf-8")


def events() -> str:
    """Every event: what it says, what it carries, who listens."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
    django.setup()
    from thanglong.kernel.events.registry import REGISTRY

    rows = [
        f"| `{name}` | {one.doc} | {_code(one.payload)} | {_code(_listeners(REGISTRY.of(name)))} |"
        for name, one in sorted(REGISTRY.types.items())
    ]
    return _page(
        "Events",
        "Facts that travel inside the house, in the transaction that makes them true. A change of "
        "meaning is a new version beside the old one.",
        "| event | says | payload | who listens |",
        rows,
    )


def glossary() -> str:
    """The words of administration, by area."""
    with (DOCS / "glossary.csv").open(encoding="utf-8", newline="") as table:
        words = sorted(csv.DictReader(table), key=lambda one: (one["area"], one["key"]))
    rows = [
        f"| `{one['key']}` | {one['vi']} | {one['en']} | {one['abbr']} | {one['note']} |"
        for one in words
    ]
    return _page(
        "Glossary",
        "One word per thing, one thing per word. Code uses the key, pages the terms. "
        "V verified, S from a secondary source, M from memory.",
        "| word | Vietnamese | English | short | note |",
        rows,
    )


def law() -> str:
    """Which act stands behind which rule."""
    behind: dict[str, set[str]] = defaultdict(set)
    for source, place in (*_sources_in_code(), *_sources_in_procedures()):
        behind[source].add(place)
    rows = [
        f"| {source} | {_code(sorted(behind[source]))} |"
        for source in sorted(behind, key=str.casefold)
    ]
    return _page(
        "Law and standards behind the rules",
        "From the line *Source* of each rule, and from the `basis` of each procedure.",
        "| source | stands behind |",
        rows,
    )


def _sources_in_code() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "thanglong").rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts[1:])
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
                name = getattr(node, "name", "")
                for source in _sources(ast.get_docstring(node) or ""):
                    yield source, f"{module}.{name}".rstrip(".")


def _sources(docstring: str) -> list[str]:
    found = re.findall(r"Source:\s*(.+?)(?:\n\s*\n|\Z)", docstring, re.DOTALL)
    return [" ".join(one.split()).replace("|", "/").rstrip(".") for one in found]


def _sources_in_procedures() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "cities").glob("*/procedures/*/procedure.yaml")):
        basis = yaml.safe_load(path.read_text(encoding="utf-8")).get("basis", {})
        for one in basis.values():
            yield str(one["cite"]).replace("|", "/"), path.parent.name


def _listeners(subscribers: Mapping[str, object]) -> list[str]:
    return sorted(label.removeprefix("thanglong.") for label in subscribers)


def _code(names: object) -> str:
    assert isinstance(names, list | tuple)
    return ", ".join(f"`{name}`" for name in names) or "–"


def _page(title: str, intro: str, head: str, rows: list[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([f"# {title}\n", MADE, intro, "", head, rule, *rows]) + "\n"


if __name__ == "__main__":
    main()
