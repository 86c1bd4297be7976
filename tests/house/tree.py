"""The project's own files, read once, for the tests of the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "thanglong"
NOT_OURS = {"var", "build", "screenshots", "node_modules", "__pycache__"}
BINARY = {
    ".mo",
    ".pyc",
    ".png",
    ".jpg",
    ".woff2",
    ".ttf",
    ".pdf",
    ".ico",
    ".gz",
    ".zip",
    ".docx",
    ".xz",
}


@cache
def files(suffix: str = "", under: Path = ROOT) -> tuple[Path, ...]:
    """Our files with this ending, sorted; nothing hidden, made or installed."""
    return tuple(path for path in sorted(_walk(under)) if path.name.endswith(suffix))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.suffix in BINARY or path.name.endswith(".egg-info"):
            continue
        if path.name.startswith(".") and path.name not in {".ci", ".gitignore"}:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def modules(under: Path = PACKAGE) -> tuple[Path, ...]:
    """Python modules of the product: no migrations, no tests."""
    return tuple(
        path
        for path in files(".py", under)
        if not {"migrations", "tests"} & set(path.relative_to(ROOT).parts)
    )


@cache
def text(path: Path) -> str:
    """What a file says."""
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """A module as a tree."""
    return ast.parse(text(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    return [
        node
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def place(path: Path, line: int = 0) -> str:
    """How a place is named in a failure."""
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def listed(found: list[str]) -> str:
    """The places of a failure, one a line, after the sentence that says what to do."""
    return "".join(f"\n  {one}" for one in found)
