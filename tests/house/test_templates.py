"""Templates and stylesheets: all used, all forms guarded, nothing the browser must not run."""

import re
from pathlib import Path

from tests.house import tree

FORM = re.compile(r"<form\b[^>]*method=[\"']?post.*?</form>", re.IGNORECASE | re.DOTALL)
INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)=[\"']", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\b(src|nonce|type=\"application/json\"))[^>]*>", re.IGNORECASE)


def templates() -> list[Path]:
    """All page templates."""
    return [path for path in tree.files(".html", tree.PACKAGE) if "templates" in path.parts]


def name_of(path: Path) -> str:
    """The name by which a template is asked for."""
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def test_every_template_is_used() -> None:
    places = [*tree.files(".py", tree.PACKAGE), *templates()]
    said = {path: tree.text(path) for path in places}
    orphans = [
        tree.place(path)
        for path in templates()
        if not any(
            name_of(path) in words or _by_stem(path, words)
            for place, words in said.items()
            if place != path
        )
    ]

    assert not orphans, f"Remove these templates, or render them:{tree.listed(orphans)}"


def test_every_form_that_writes_is_guarded() -> None:
    bare = [
        tree.place(path)
        for path in templates()
        if "adapters" not in path.parts  # simulators play the pages of others
        for form in FORM.findall(tree.text(path))
        if "csrf" not in form
    ]

    assert not bare, f"Put {{{{ csrf_input }}}} into these forms:{tree.listed(bare)}"


def test_no_template_carries_styles_or_handlers() -> None:
    found = [
        f"{tree.place(path)} {match.group()[:60]}"
        for path in templates()
        for match in (*INLINE.finditer(tree.text(path)), *SCRIPT.finditer(tree.text(path)))
    ]

    assert not found, f"Put it into a static file; the browser refuses it:{tree.listed(found)}"


def test_every_stylesheet_and_script_is_used() -> None:
    words = "".join(tree.text(path) for path in (*templates(), *tree.modules()))
    styles = "".join(tree.text(path) for path in tree.files(".css", tree.PACKAGE))
    orphans = [
        tree.place(path)
        for path in (*tree.files(".css", tree.PACKAGE), *tree.files(".js", tree.PACKAGE))
        if path.name not in words + styles and not _by_stem(path, words)
    ]

    assert not orphans, f"Remove these files, or link them:{tree.listed(orphans)}"


def _by_stem(path: Path, words: str) -> bool:
    """Whether a folder is taken as a whole or by a name put together: `components/{name}`."""
    folder = re.escape(path.parent.name)
    return bool(re.search(rf"{folder}/?(\{{|\"|'|%s)", words)) and path.stem in words
