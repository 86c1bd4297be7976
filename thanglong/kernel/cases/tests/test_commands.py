"""`thanglong procedure …` as it is typed."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from thanglong.kernel.cases import commands
from thanglong.kernel.cases.tests import make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(make.PROCEDURES, tmp_path / "procedures"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commands.procedure, [str(word) for word in words])


def break_it(folder: Path, old: str = "due: 12wh", new: str = "due: 90wh") -> None:
    path = folder / make.FOLDER.name / "procedure.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_procedure_in_order_passes_the_check(folder: Path) -> None:
    found = run("check", folder)

    assert found.exit_code == 0
    assert "in order" in found.output


def test_a_broken_procedure_fails_the_check_with_file_line_place_and_advice(folder: Path) -> None:
    break_it(folder)

    found = run("check", folder / make.FOLDER.name)

    assert found.exit_code == 1
    assert "1 to mend" not in found.output  # both totals are too short
    assert "procedure.yaml:" in found.output
    assert "deadline.0.total" in found.output
    assert "Shorten the `due` of a stage." in found.output


def test_a_folder_that_cannot_be_read_fails_the_check(folder: Path) -> None:
    break_it(folder, "slug:", "slugg:")

    found = run("check", folder)

    assert found.exit_code == 1
    assert "Did you mean 'slug'?" in found.output


def test_the_check_answers_machines_as_json(folder: Path) -> None:
    break_it(folder)

    found = run("check", folder, "--json")

    report = json.loads(found.output)[0]
    assert found.exit_code == 1
    assert report["ok"] is False
    assert report["findings"][0]["rule"] == "dues_fit_into_the_total"
    assert report["findings"][0]["line"] > 0


def test_a_line_number_leads_to_the_row_that_is_wrong(folder: Path) -> None:
    break_it(folder)

    report = json.loads(run("check", folder, "--json").output)[0]

    lines = (folder / make.FOLDER.name / "procedure.yaml").read_text(encoding="utf-8").splitlines()
    assert "total: 6wd" in lines[report["findings"][0]["line"] - 1]


def test_an_empty_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    found = run("check", tmp_path)

    assert found.exit_code == 1
    assert found.output == ("Error: There is no procedure.yaml here. Name a procedure's folder.\n")


def test_scenarios_are_told_one_by_one(folder: Path) -> None:
    found = run("simulate", folder)

    assert found.exit_code == 0
    assert "ok  A girl of sixteen cannot marry" in found.output
    assert "refused by old_enough_to_marry" in found.output


def test_a_scenario_that_comes_out_otherwise_fails(folder: Path) -> None:
    break_it(folder, "amount: 0,", "amount: 5,")

    found = run("simulate", folder)

    assert found.exit_code == 1
    assert "`fee` should be 0, but is 5." in found.output
    assert json.loads(run("simulate", folder, "--json").output)[0]["ok"] is False


def test_a_procedure_is_drawn_in_both_formats() -> None:
    assert run("draw", make.FOLDER).output.startswith("<svg ")
    mermaid = run("draw", make.FOLDER, "--format", "mermaid", "--language", "en").output
    assert mermaid.startswith("flowchart TD\n")


def test_a_procedure_is_shown_in_short() -> None:
    found = run("show", make.FOLDER, "--language", "en")

    assert "Certificate of marital status" in found.output
    assert "3 working days" in found.output
    assert json.loads(run("show", make.FOLDER, "--json").output)["code"] == "1.004873"


def test_procedures_are_listed_from_the_city_when_no_folder_is_named() -> None:
    found = run("list", "--language", "en")

    assert "1.001193" in found.output
    assert "birth-registration" in found.output


def test_a_procedure_of_the_city_is_found_by_code_or_slug() -> None:
    by_code = run("show", "1.001193", "--json").output
    by_slug = run("show", "birth-registration", "--json").output

    assert json.loads(by_code) == json.loads(by_slug)


def test_a_code_that_does_not_exist_says_how_to_find_one() -> None:
    found = run("draw", "9.999999")

    assert found.exit_code == 1
    assert "thanglong procedure list" in found.output


@pytest.mark.parametrize("name", ["check", "simulate", "draw", "show", "list"])
def test_every_command_has_an_example(name: str) -> None:
    assert "Example: thanglong procedure" in run(name, "--help").output
