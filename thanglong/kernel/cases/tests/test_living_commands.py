"""`thanglong procedure import … publish` as they are typed: the keyboard proves who it is."""

import json
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import commands, definition, queries
from thanglong.kernel.cases.tests.test_drafting import FOLDER, HERE, another, everybody
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import sealing
from thanglong.kernel.people.models import Account

PASSWORD = "mua-thu-ha-noi-2026"
OFFICE = "Văn phòng UBND thành phố Hà Nội"
__all__ = ["everybody"]


@pytest.fixture(autouse=True)
def keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", PASSWORD)


def officer(town: Town, name: str, role: str) -> tuple[str, str]:
    """An officer's login, and the secret of his app."""
    actor = town.officer(name, OFFICE, role)
    account = Account.objects.get(id=actor.account_id)
    people.set_password(account_id=account.id, password=PASSWORD, at=clock.now(), by=SYSTEM)
    secret = pyotp.random_base32()
    Account.objects.filter(id=account.id).update(totp_secret=sealing.seal(secret))
    return account.login, secret


def run(*words: str | Path, secret: str = "") -> Result:
    code = pyotp.TOTP(secret).at(clock.now()) if secret else "000000"
    found = CliRunner(env={"OFFICER_CODE": code}).invoke(
        commands.procedure, [str(word) for word in words]
    )
    if isinstance(found.exception, CityError):  # the root command says it in one sentence
        found.exit_code = 2
    return found


def test_an_imports_and_submits_and_binh_publishes_from_terminals(
    town: Town, tmp_path: Path
) -> None:
    an, an_secret = officer(town, "An", "specialist")
    binh, binh_secret = officer(town, "Bình", "head")
    definition.write_folder(another(), tmp_path / "in")

    brought = run("import", tmp_path / "in", "--by", an, "--json", secret=an_secret)
    number = json.loads(brought.stdout)["draft"]
    # A code is good once: on the next day the next.
    cases.submit_draft(draft_id=number, at=clock.now(), by=_actor(an))
    text = queries.content_hash_of(number)
    done = run("publish", str(number), "--by", binh, "--hash", text, secret=binh_secret)

    assert "is published, in force from" in done.output, done.output
    assert queries.revision_named(text[:12]) is not None
    out = run("export", text[:12], tmp_path / "out")
    assert out.exit_code == 0
    assert definition.read_folder(tmp_path / "out") == another()


def _actor(login: str) -> Actor:
    from thanglong.kernel.people import queries as accounts

    account = Account.objects.get(login=login)
    return accounts.actor_for_account(account_id=account.id, at=clock.now(), assurance=2)


def test_a_wrong_code_publishes_nothing(town: Town) -> None:
    an, _secret = officer(town, "An", "specialist")

    found = run("import", FOLDER, "--by", an)

    assert found.exit_code == 2
    assert queries.drafts() == []


def test_minh_signs_in_and_still_may_not(town: Town) -> None:
    minh = Account.objects.get(id=town.minh.account_id)
    people.set_password(account_id=minh.id, password=PASSWORD, at=clock.now(), by=SYSTEM)
    secret = pyotp.random_base32()
    Account.objects.filter(id=minh.id).update(totp_secret=sealing.seal(secret))

    found = run("import", FOLDER, "--by", minh.login, secret=secret)

    assert getattr(found.exception, "code", "") == "city.not_allowed"


def test_nothing_is_written_over_by_an_export(town: Town, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("mine")

    found = run("export", "1.004873", tmp_path / "out")

    assert found.exit_code == 1
    assert "is there already. Name a new folder." in found.output
    assert (tmp_path / "out" / "README.md").read_text() == "mine"


def test_texts_are_compared_by_hash_and_folder(town: Town, tmp_path: Path) -> None:
    definition.write_folder(another(), tmp_path / "in")
    revision = queries.revisions_of("1.004873")[0]

    found = run("diff", revision.content_hash[:10], tmp_path / "in", "--language", "en")
    as_json = json.loads(run("diff", revision.content_hash[:10], tmp_path / "in", "--json").output)

    assert found.output.startswith("cosmetic: words only\n  Text vi.title: “")
    assert as_json["class"] == "cosmetic"
    assert as_json["changes"][0]["sentence"]["vi"].startswith("Câu chữ vi.title")
    picture = run("diff", "1.004873", tmp_path / "in", "--draw", "svg").output
    assert picture.startswith("<svg ")
    assert "nothing differs" in run("diff", "1.004873", FOLDER, "--language", "en").output


def test_a_text_that_is_not_there_is_said_in_one_sentence(town: Town) -> None:
    found = run("diff", "0123456789", "1.004873")

    assert (found.exit_code, found.output) == (
        1,
        "Error: There is no procedure '0123456789'. See: thanglong procedure list\n",
    )


def test_the_check_asks_the_city_who_holds_the_posts(town: Town) -> None:
    assert "was not looked at" in run("check", FOLDER).output
    assert "was not looked at" not in run("check", FOLDER, "--staffed").output


@pytest.mark.parametrize("name", sorted(commands.procedure.commands))
def test_every_command_has_an_example(name: str) -> None:
    assert "Example: thanglong procedure" in run(name, "--help").output


def test_open_dossiers_are_moved_and_brought_back_from_a_terminal(
    town: Town, tmp_path: Path
) -> None:
    case = filing.file(slug=FOLDER.name.split("-", 1)[1], by=town.lan, at=MORNING, answers=HERE)
    definition.write_folder(another(), tmp_path / "in" / FOLDER.name)
    cases.load_procedures(folder=tmp_path / "in", at=MORNING)
    new, old = (one.content_hash[:12] for one in queries.revisions_of("1.004873"))
    binh, secret = officer(town, "Bình", "head")
    (tmp_path / "map.yaml").write_text("stages: {attic: reception}")

    def migrate(*words: str) -> Result:
        Account.objects.filter(login=binh).update(totp_last_step=0)  # the next half minute
        return run("migrate", old, new, "--by", binh, *words, secret=secret)

    assert "Do the dry run first" in migrate("--apply").output
    wrong = migrate("--mapping", str(tmp_path / "map.yaml"))
    assert "stages.attic" in str(wrong.exception)
    dry = migrate()
    assert "cosmetic, rehearsed: 1 open dossiers" in dry.output, dry.output
    assert json.loads(migrate("--apply", "--json").stdout)["ways"]["same"] == {
        "count": 1,
        "moved": 1,
    }
    case.refresh_from_db()
    assert case.revision.content_hash.startswith(new)
    assert "1 brought back, 0 stay" in migrate("--undo").output
    case.refresh_from_db()
    assert case.revision.content_hash.startswith(old)
