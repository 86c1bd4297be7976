"""Reading a procedure's folder: what is accepted, what is refused and in which words."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from thanglong.kernel.cases import definition
from thanglong.kernel.cases.definition import DefinitionError, strict_yaml
from thanglong.kernel.cases.tests import make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(make.FOLDER, tmp_path / make.FOLDER.name))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(folder: Path) -> str:
    with pytest.raises(DefinitionError) as caught:
        definition.load(folder)
    return str(caught.value)


def test_a_folder_in_order_is_read(folder: Path) -> None:
    found = definition.load(folder)

    assert found.code == "1.004873"
    assert list(found.stages) == ["reception", "waiting", "appraisal", "signature"]
    assert found.actions("reception")["supplement"] == "waiting"
    assert found.words("en").refusals[0].id == "not_resident"


def test_a_definition_survives_a_store_that_sorts_keys(folder: Path) -> None:
    found = definition.load(folder)

    stored = json.loads(json.dumps(definition.as_json(found), sort_keys=True))
    again = definition.from_json(stored)

    assert list(again.stages) == list(found.stages)
    assert list(again.actions("signature")) == ["approve", "refuse", "send_back"]
    assert definition.content_hash(again) == definition.content_hash(found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("procedure.yaml", "due: 12wh", "due: 11wh"),
        ("texts/en.yaml", "Copies", "Number of copies"),
        ("results/certificate.typ", "Họ và tên", "Tên"),
    ],
)
def test_any_change_of_content_changes_the_hash(
    folder: Path, file: str, old: str, new: str
) -> None:
    before = definition.content_hash(definition.load(folder))

    change(folder / file, old, new)

    assert definition.content_hash(definition.load(folder)) != before


def test_a_comment_does_not_change_the_hash(folder: Path) -> None:
    before = definition.content_hash(definition.load(folder))

    change(folder / "procedure.yaml", "slug:", "# the name in addresses\nslug:")

    assert definition.content_hash(definition.load(folder)) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("slug:", "slugg:", "slugg: is not a key of the format. Did you mean 'slug'?"),
        ('procedure: "1.004873"', "procedure: 1.004873", "procedure: must be text. Put the value"),
        ("due: 12wh", "due: 12h", "stages.appraisal.due: is not a duration. Write a number"),
        ("assurance: 2", "assurance: 3", "assurance: is not one of the known words. Use 1 or 2."),
        ("level: commune", "level: ward", "authority.2.level: is not one of the known words"),
        ("type: choice, options: [marriage, study, other]", "type: choice", "without options"),
        ("{by: leader@deciding,", "{bye: leader@deciding,", "Did you mean 'by'?"),
        ("until: 2025-07-01", "until: 2025-7-1", "must be a date. Write it as 2025-07-01."),
        ("limit: 10wd, on_limit: stopped, ", "limit: 10wd, ", "`limit` or `on_limit` alone"),
        ("- id: purpose\n", "- id: subject\n", "gives the page 'subject' twice"),
        ("id: copies,", "id: phone,", "gives the field 'phone' twice"),
        ("amount: 0,", "amount: -5,", "is no amount in đồng"),
        ('"register:population.residence"', '"registre:x"', "Write register:<register>.<claim>"),
        ("{until: 2025-07-01, level: district", "{from: 2026-01-01, until: 2025-07-01, level: city",
         "ends before it begins"),
        ("until: 2025-07-01, level: district,", "level: district, department: justice,",
         "has a department below the city"),
        ("form:\n", "form:\n  page: []\n", "form.page: is not a key of the format"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_place_and_what_to_do(
    folder: Path, old: str, new: str, said: str
) -> None:
    change(folder / "procedure.yaml", old, new)

    assert said in faults(folder)


def test_a_fault_has_the_line_on_which_it_stands(folder: Path) -> None:
    change(folder / "procedure.yaml", "assurance: 2", "assurance: 9")

    with pytest.raises(DefinitionError) as caught:
        definition.load(folder)

    lines = (folder / "procedure.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[caught.value.findings[0].line - 1].startswith("assurance")


def test_every_fault_is_reported_at_once(folder: Path) -> None:
    change(folder / "texts" / "en.yaml", "who:", "whom:")
    change(folder / "texts" / "vi.yaml", "summary:", "sumary:")
    (folder / "results" / "certificate.typ").unlink()

    said = faults(folder)

    assert "texts/en.yaml" in said and "Did you mean 'who'?" in said
    assert "texts/vi.yaml" in said and "Did you mean 'summary'?" in said
    assert "results.XNTTHN.template" in said


def test_a_template_outside_the_folder_is_not_read(folder: Path) -> None:
    (folder.parent / "secret.typ").write_text("x", encoding="utf-8")
    change(folder / "procedure.yaml", "results/certificate.typ", "../secret.typ")

    assert "inside the procedure's folder" in faults(folder)


def test_a_folder_without_files_says_which_to_write(tmp_path: Path) -> None:
    said = faults(tmp_path)

    assert "Write a file procedure.yaml." in said
    assert "Write a file texts/en.yaml." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a: 1\na: 2\n", "The key 'a' is given twice"),
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (b"a: !!python/object:os.system x\n", "Tags"),
        (b"[" * 100, "nested too deeply"),
        (b"a: [1, 2\n", "not valid YAML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"? [a]\n: b\n", "A key must be a word"),
        (b"x" * (512 * 1024 + 1), "larger than 512 kB"),
        (b"[" + b"1," * 70_000 + b"]", "too many values"),
    ],
)
def test_tricks_in_yaml_are_refused(text: bytes, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        strict_yaml.parse(text, file="procedure.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("00004", "00004"),
        ("15:00", "15:00"),
        ("12", 12),
        ("2025-07-01", datetime.date(2025, 7, 1)),
        ("2025-02-31", "2025-02-31"),
        ("'12'", "12"),
        ("~", None),
    ],
)
def test_plain_words_mean_what_they_look_like(text: str, value: Any) -> None:
    assert strict_yaml.parse(f"a: {text}\n".encode(), file="x").data == {"a": value}


def test_text_is_kept_in_the_one_normal_form() -> None:
    decomposed = "a: Nguye\u0302\u0303n\n"

    assert strict_yaml.parse(decomposed.encode(), file="x").data == {"a": "Nguyễn"}


def test_more_than_two_hundred_fields_are_refused(folder: Path) -> None:
    field = "        - {id: copies, type: integer, min: 1, max: 20, required: true}\n"
    many = "".join(f"        - {{id: extra_{n}, type: text}}\n" for n in range(200))
    change(folder / "procedure.yaml", field, field + many)

    assert "has more than 200 fields" in faults(folder)
