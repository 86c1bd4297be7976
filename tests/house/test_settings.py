"""Every number an operator can set is read in one place and written down."""

import re

from tests.house import tree

READS = re.compile(r"\benv(?:str|bool|int|list|secret|choice|zone)\(\s*\"([A-Z_0-9]+)\"")
ROW = re.compile(r"^\| `([A-Z_0-9]+)`", re.MULTILINE)
PAGE = tree.ROOT / "docs" / "operating" / "settings.md"


def read_settings() -> set[str]:
    """The names of all variables that the product reads."""
    return {
        name
        for path in tree.modules(tree.PACKAGE / "config")
        for name in READS.findall(tree.text(path))
    }


def test_every_setting_is_documented() -> None:
    missing = read_settings() - set(ROW.findall(tree.text(PAGE)))

    assert not missing, f"Write a row for each in {tree.place(PAGE)}:{tree.listed(sorted(missing))}"


def test_no_setting_is_documented_that_nobody_reads() -> None:
    ghosts = set(ROW.findall(tree.text(PAGE))) - read_settings()

    assert not ghosts, f"Take these rows out of {tree.place(PAGE)}:{tree.listed(sorted(ghosts))}"


def test_only_config_reads_the_environment() -> None:
    found = [
        tree.place(path)
        for path in tree.modules()
        if "config" not in path.parts and re.search(r"\bos\.(environ|getenv)\b", tree.text(path))
    ]

    assert not found, (
        f"Read it in thanglong/config/settings.py, and settings here:{tree.listed(found)}"
    )
