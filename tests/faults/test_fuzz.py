"""What people and machines send us by mistake or on purpose: it is read, or refused in words.

A hundred tries each in the suite, a hundred times as many in `make soak`. Expressions have their
own (`kernel/cases/tests/test_expressions.py`).
"""

import io
import os
import random
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from thanglong.kernel.cases.definition import strict_yaml
from thanglong.kernel.cases.definition.errors import DefinitionError
from thanglong.kernel.documents import inspection
from thanglong.kernel.documents.tests import make

TRIES = 100 if "SOAK_BLOWS" not in os.environ else 10_000
bounded = settings(
    max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
YAML = (
    "a: ", "- ", "\n", "  ", "{", "}", "[", "]", ",", ": ", "&a", "*a", "!!python/object:os", "|",
    ">", "'", '"', "? ", "---", "...", "%YAML 9.9", "<<: ", "0x1F", "1_000", ".inf", "2025-02-30",
    "on", "~", "\t", "\x85", "\u2028", "á", "\ufeff", "# c", "1e400", "@", "`", "!", "\\x41",
)  # fmt: skip


@bounded
@given(
    st.lists(st.sampled_from(YAML), max_size=80).map("".join).map(str.encode)
    | st.binary(max_size=300)
)
@example(b"[" * 20_000)
@example(b"- " * 20_000)
@example(b"? " * 20_000)
@example(b"a: &a [*a, *a]")
@example(b"{a: 1, a: 2}")
@example(b"? [a, b]\n: c")
@example("a: b".encode("utf-16"))
def test_any_bytes_are_a_document_or_are_refused(content: bytes) -> None:
    try:
        document = strict_yaml.parse(content, file="procedure.yaml")
    except DefinitionError as refused:
        assert str(refused)
        return

    assert all(number >= 1 for number in document.lines.values())


@cache
def samples() -> tuple[bytes, ...]:
    """A small file of each kind that is taken."""
    picture = Image.effect_noise((64, 48), 50).convert("RGB")
    kept = []
    for kind in ("JPEG", "PNG", "WEBP"):
        content = io.BytesIO()
        picture.save(content, kind)
        kept.append(content.getvalue())
    return (*kept, make.pdf_of(1))


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A file with some bytes changed, cut out, doubled, or with another one's beginning."""
    content = bytearray(draw(st.sampled_from(samples())))
    order = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret
    for _ in range(draw(st.integers(0, 8))):
        at = order.randrange(len(content))
        match order.randrange(5):
            case 0:
                content[at] = order.randrange(256)
            case 1:
                del content[at : at + order.randrange(1, 40)]
            case 2:
                content[at:at] = content[at : at + 40]
            case 3:
                content[at : at + 4] = order.choice((b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff"))
            case _:
                content[:8] = order.choice(samples())[:8]
        if not content:
            break
    return bytes(content)


@bounded
@given(spoiled() | st.binary(max_size=200))
def test_any_bytes_are_a_paper_or_are_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, cleaned = Path(folder) / "sent", Path(folder) / "cleaned"
        path.write_bytes(content)
        try:
            found = inspection.look(path, cleaned)
        except Exception:  # the process that looks dies of it: not readable
            return

        assert bool(found.media_type) != bool(found.refusal)
        if found.media_type.startswith("image/"):
            with Image.open(cleaned) as kept:
                kept.load()
                assert not kept.getexif()


def test_what_kills_the_one_who_looks_is_not_readable(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"%PDF-", samples()[0][:200], b"\xff\xd8\xff" * 9)):
        path = tmp_path / str(number)
        path.write_bytes(content)

        found = inspection.inspect_file(path, cleaned=tmp_path / "cleaned")

        assert found.refusal == "not_readable"
