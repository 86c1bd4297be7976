"""The papers of the project: complete, true and free of what belongs to one machine."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import tree

DOCS = tree.ROOT / "docs"
ADDRESS = re.compile(
    r"--(extra-)?index-url|--find-links|--trusted-host|\"resolved\": *\"http|^\S+ @ https?://",
    re.MULTILINE,
)
HEADINGS = ["For whom", "Law", "Screens", "Events", "Indicators", "Try it"]
ADR_PARTS = ["Status", "Context", "Decision", "Consequences", "How it is checked"]
HOST = re.compile(r"https?://(?:[^/@\s]*@)?([^/\s:'\"]+)")
LOOPBACK = {"localhost", "127.0.0.1"}


def test_every_direct_dependency_has_a_line_of_why() -> None:
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in wanted}
    page = tree.text(DOCS / "dependencies.md").lower()
    missing = sorted(name for name in names if f"| `{name}` |" not in page)

    assert len(project["dependencies"]) < 30, "Take a dependency out before another comes in."
    assert not missing, f"Say in docs/dependencies.md why these are here:{tree.listed(missing)}"


def test_every_service_introduces_itself() -> None:
    wrong = [
        f"{tree.place(folder)}/README.md wants “## {heading}”"
        for folder in sorted((tree.PACKAGE / "services").iterdir())
        if (folder / "apps.py").exists()
        for heading in HEADINGS
        if f"## {heading}" not in _said(folder / "README.md")
    ]

    assert not wrong, f"One page: for whom, which law, what it shows:{tree.listed(wrong)}"


def test_every_decision_says_how_it_is_checked() -> None:
    wrong = [
        f"{tree.place(path)} wants “## {part}”"
        for path in tree.files(".md", DOCS / "adr")
        if path.name[:4].isdigit()
        for part in ADR_PARTS
        if f"## {part}" not in tree.text(path)
    ]

    assert not wrong, f"An ADR has five parts:{tree.listed(wrong)}"


def test_no_file_knows_a_registry_or_this_machine() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    ours = [host for host in HOST.findall(said) if host not in LOOPBACK]
    ours += [str(Path.home()) + "/."] + ([f"{tree.ROOT}/"] if len(tree.ROOT.parts) > 2 else [])
    found = [
        f"{tree.place(path)}: {match.group() if match else word}"
        for path in tree.files()
        if path != Path(__file__)
        for match, word in [
            (
                ADDRESS.search(tree.text(path)),
                next((one for one in ours if one in tree.text(path)), ""),
            )
        ]
        if match or word
    ]

    assert not found, f"Take these addresses and paths out:{tree.listed(found)}"


def _said(path: Path) -> str:
    return tree.text(path) if path.exists() else ""
