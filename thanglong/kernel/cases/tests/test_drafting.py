"""A text of a procedure lives: An writes it, Bình reads and publishes it, Hạnh may do neither."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from tests import filing
from tests.town import LONG_AGO, MORNING, Town
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import definition, editors, queries
from thanglong.kernel.cases.actions import drafting, publishing
from thanglong.kernel.cases.models import Case, Draft, DraftFile, Revision, RevisionFile
from thanglong.kernel.events.models import Event
from thanglong.kernel.people.models import Account, Holding
from thanglong.kernel.trail.models import Entry
from thanglong.kernel.units.models import Post

SLUG = "marital-status-certificate"
FOLDER = next((settings.CITY / "procedures").glob(f"*-{SLUG}"))
HERE = {"subject.residence": {"area": "00004", "line": "Số 1"}, "fee_group": "ordinary"}
HOUR = datetime.timedelta(hours=1)
OFFICE = "Văn phòng UBND thành phố Hà Nội"


@pytest.fixture(autouse=True)
def everybody(town: Town) -> None:
    """Every post of the city is held, so that the check of staffing has nothing to say."""
    account = Account.objects.get(id=town.officer("Mai", OFFICE, "specialist").account_id)
    Holding.objects.filter(account=account).delete()
    posts = Post.objects.filter(agency__valid_to__isnull=True)
    Holding.objects.bulk_create(
        Holding(post=post, account=account, valid_from=LONG_AGO, basis="test") for post in posts
    )


@pytest.fixture
def an(town: Town) -> Actor:
    """A specialist of the Office, who writes."""
    return town.officer("Đỗ Thu An", OFFICE, "specialist")


@pytest.fixture
def binh(town: Town) -> Actor:
    """The head of the Office, who publishes."""
    return town.officer("Lê Thanh Bình", OFFICE, "head")


def files(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The city's folder, with replacements by file: `procedure=("12wh", "10wh")`."""
    found = definition.read_folder(FOLDER)
    names = {"procedure": "procedure.yaml", "vi": "texts/vi.yaml", "readme": "README.md"}
    for key, (old, new) in changes.items():
        text = found[names[key]].decode()
        assert old in text
        found[names[key]] = text.replace(old, new).encode()
    return found


TITLE = next(
    line for line in (FOLDER / "texts/vi.yaml").read_text("utf-8").splitlines() if "title:" in line
)


def another() -> dict[str, bytes]:
    return files(vi=(TITLE, "title: Xác nhận tình trạng hôn nhân (mới)"))


def begin(by: Actor, content: dict[str, bytes] | None = None) -> Draft:
    return cases.begin_draft(content=content or another(), at=MORNING, by=by)


def submitted(by: Actor) -> Draft:
    return cases.submit_draft(draft_id=begin(by).id, note="Tên ngắn hơn", at=MORNING, by=by)


def publish(draft: Draft, by: Actor) -> Revision:
    return cases.publish_draft(
        draft_id=draft.id, content_hash=queries.content_hash_of(draft.id), at=MORNING + HOUR, by=by
    )


def test_a_folder_comes_in_and_goes_out_byte_for_byte(
    town: Town, an: Actor, tmp_path: Path
) -> None:
    content = files() | {"results/odd.typ": b"\xef\xbb\xbf= A\r\nB  \r\n", "empty.txt": b""}

    draft = begin(an, content)
    definition.write_folder(queries.files_of_draft(draft.id), tmp_path / "out")

    assert definition.read_folder(tmp_path / "out") == content
    assert (draft.procedure, draft.slug) == ("1.004873", SLUG)
    assert draft.base_id == queries.newest_revision_id("1.004873")


def test_the_folders_of_the_city_are_kept_with_their_revisions(town: Town) -> None:
    revision = Revision.objects.get(slug=SLUG)

    assert queries.files_of_revision(revision.id) == files()
    assert (revision.how, revision.published_by) == ("folder", SYSTEM.name)


def test_an_submits_and_binh_publishes_and_lan_files_by_the_new_text(
    town: Town, an: Actor, binh: Actor
) -> None:
    old = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=HERE)

    revision = publish(submitted(an), binh)

    new = filing.file(slug=SLUG, by=town.lan, at=MORNING + 2 * HOUR, answers=HERE)
    assert new.revision_id == revision.id
    assert Case.objects.get(id=old.id).revision_id != revision.id
    assert revision.author_ids == [an.account_id]
    assert (revision.published_by_id, revision.how) == (binh.account_id, "review")
    assert queries.files_of_revision(revision.id) == another()
    assert queries.revision_definition(revision.id).words("vi").title.endswith("(mới)")


def test_history_and_trail_say_who_wrote_and_who_published(
    town: Town, an: Actor, binh: Actor
) -> None:
    draft = submitted(an)
    publish(draft, binh)

    steps = [(one.action, one.account_id) for one in queries.steps_of_draft(draft.id)]
    assert steps == [
        ("begun", an.account_id),
        ("submitted", an.account_id),
        ("published", binh.account_id),
    ]
    acts = Entry.objects.filter(account_id=binh.account_id).values_list("act", flat=True)
    assert {"cases.draft.published", "cases.revision.published"} <= set(acts)
    assert Event.objects.filter(
        type="cases.revision.published.v1", subject="procedure:1.004873", happened_at=MORNING + HOUR
    ).exists()


def test_whoever_wrote_a_word_does_not_publish(town: Town, an: Actor, binh: Actor) -> None:
    draft = begin(an)
    draft = cases.save_file(
        draft_id=draft.id, path="README.md", content=b"x", version=1, at=MORNING, by=binh
    )
    cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)

    with pytest.raises(publishing.OwnDraft):
        publish(draft, binh)
    assert not queries.revisions_of("1.004873")[0].author_ids


def test_a_second_account_of_the_author_is_not_a_second_person(
    town: Town, an: Actor, binh: Actor
) -> None:
    draft = submitted(an)
    twin = Actor(**{**_fields(binh), "person_id": an.person_id})

    with pytest.raises(publishing.OwnDraft):
        publish(draft, twin)


def _fields(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in Actor.__dataclass_fields__}


def test_the_database_itself_refuses_what_one_pair_of_eyes_published(town: Town, an: Actor) -> None:
    values = {
        "procedure": "1.1", "slug": "x", "definition": {}, "effective_from": MORNING.date(),
        "published_at": MORNING, "source": "test", "how": "review",
    }  # fmt: skip
    for number, (author, publisher) in enumerate([([7], 7), ([], 7), ([7], None), ([7, 8], 8)]):
        with pytest.raises(DatabaseError, match="four_eyes"), transaction.atomic():
            Revision.objects.create(
                content_hash=str(number), author_ids=author, published_by_id=publisher, **values
            )


def test_a_published_text_never_changes(town: Town, an: Actor, binh: Actor) -> None:
    draft = submitted(an)
    revision = publish(draft, binh)

    for change in (
        lambda: Revision.objects.filter(id=revision.id).update(slug="y"),
        lambda: RevisionFile.objects.filter(revision=revision).update(content=b""),
        lambda: RevisionFile.objects.filter(revision=revision).delete(),
        lambda: DraftFile.objects.filter(draft=draft).update(content=b""),
        lambda: draft.steps.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_minh_and_hanh_may_neither_write_nor_publish(town: Town, an: Actor) -> None:
    draft = submitted(an)

    for stranger in (town.minh, town.hanh, town.lan, SYSTEM):
        with pytest.raises(NotAllowed):
            begin(stranger)
        with pytest.raises(NotAllowed):
            publish(draft, stranger)
    with pytest.raises(NotAllowed):
        publish(draft, an)
    assert editors.may("write", at=MORNING, by=an)
    assert not editors.may("publish", at=MORNING, by=an)


def test_the_leader_of_the_city_may_publish_the_leader_of_a_ward_not(town: Town) -> None:
    leader = town.officer("Phạm Gia Khôi", "UBND thành phố Hà Nội", "leader")

    assert editors.may("publish", at=MORNING, by=leader)
    assert not editors.may("publish", at=MORNING, by=town.long)


def test_a_draft_with_faults_is_not_submitted(town: Town, an: Actor) -> None:
    draft = begin(an, files(procedure=("do: {approve:", "do: {aprove:")))

    with pytest.raises(drafting.DraftHasFaults) as refused:
        cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)

    assert refused.value.details["count"] > 0
    assert Draft.objects.get(id=draft.id).state == "draft"


def test_a_file_that_cannot_be_read_is_kept_and_found(town: Town, an: Actor) -> None:
    draft = begin(an)
    cases.save_file(
        draft_id=draft.id, path="texts/vi.yaml", content=b"title: [", version=1, at=MORNING, by=an
    )

    found = queries.findings_of_draft(draft.id, at=MORNING)

    assert any(one.file == "texts/vi.yaml" for one in found)
    assert queries.files_of_draft(draft.id)["texts/vi.yaml"] == b"title: ["


def test_nobody_writes_over_what_he_has_not_seen(town: Town, an: Actor, binh: Actor) -> None:
    draft = begin(an)
    cases.save_file(
        draft_id=draft.id, path="README.md", content=b"Binh", version=1, at=MORNING, by=binh
    )

    with pytest.raises(drafting.DraftHasChanged) as refused:
        cases.save_file(
            draft_id=draft.id, path="README.md", content=b"An", version=1, at=MORNING, by=an
        )

    assert "Lê Thanh Bình" in str(refused.value)
    assert queries.files_of_draft(draft.id)["README.md"] == b"Binh"


def test_saving_the_same_again_is_no_change(town: Town, an: Actor) -> None:
    draft = begin(an)
    same = queries.files_of_draft(draft.id)["README.md"]

    again = cases.save_file(
        draft_id=draft.id, path="README.md", content=same, version=1, at=MORNING, by=an
    )

    assert again.version == 1
    assert len(queries.steps_of_draft(draft.id)) == 1


def test_what_is_in_review_stands_still_until_it_is_given_back(
    town: Town, an: Actor, binh: Actor
) -> None:
    draft = submitted(an)

    with pytest.raises(drafting.DraftIsNotOpen):
        cases.save_file(
            draft_id=draft.id, path="README.md", content=b"x", version=1, at=MORNING, by=an
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        DraftFile.objects.filter(draft=draft).update(content=b"")
    cases.return_draft(draft_id=draft.id, note="Thiếu căn cứ", at=MORNING, by=binh)
    cases.save_file(draft_id=draft.id, path="README.md", content=b"x", version=1, at=MORNING, by=an)


def test_what_was_not_looked_at_is_not_published(town: Town, an: Actor, binh: Actor) -> None:
    draft = submitted(an)
    seen = queries.content_hash_of(draft.id)
    cases.return_draft(draft_id=draft.id, note="", at=MORNING, by=an)
    content = files(vi=(TITLE, "title: Tên khác hẳn"))
    cases.replace_files(draft_id=draft.id, content=content, version=1, at=MORNING, by=an)
    cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)

    with pytest.raises(publishing.ReviewedOther):
        cases.publish_draft(draft_id=draft.id, content_hash=seen, at=MORNING, by=binh)


def test_two_drafts_of_one_text_do_not_undo_each_other(town: Town, an: Actor, binh: Actor) -> None:
    first, second = submitted(an), begin(an, files(vi=(TITLE, "title: Tên khác hẳn")))
    cases.submit_draft(draft_id=second.id, at=MORNING, by=an)
    newer = publish(first, binh)

    with pytest.raises(publishing.DraftIsBehind):
        publish(second, binh)

    cases.return_draft(draft_id=second.id, note="", at=MORNING, by=an)
    cases.follow_newest(draft_id=second.id, at=MORNING, by=an)
    cases.submit_draft(draft_id=second.id, at=MORNING, by=an)
    assert queries.draft(second.id).base_id == newer.id
    assert publish(second, binh).slug == SLUG


def test_what_is_published_word_for_word_is_not_published_again(
    town: Town, an: Actor, binh: Actor
) -> None:
    draft = begin(an, files(readme=("", "")))
    cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)

    with pytest.raises(publishing.NothingIsNew):
        publish(draft, binh)


def test_a_procedure_that_is_written_here_is_no_longer_taken_from_the_folder(
    town: Town, an: Actor, binh: Actor, tmp_path: Path
) -> None:
    publish(submitted(an), binh)
    definition.write_folder(files(vi=(TITLE, "title: Từ thư mục")), tmp_path / FOLDER.name)

    new = cases.load_procedures(folder=tmp_path, at=MORNING + 2 * HOUR)

    assert new == 0
    found = queries.latest_revision(SLUG, on=MORNING.date())
    assert found is not None and found.definition.words("vi").title.endswith("(mới)")


def test_a_text_for_a_later_day_is_in_force_from_that_day(
    town: Town, an: Actor, binh: Actor
) -> None:
    folder = next((settings.CITY / "procedures").glob("KN.000001-*"))
    content = definition.read_folder(folder)
    text = content["procedure.yaml"].decode()
    begins = next(line for line in text.splitlines() if line.startswith("effective:"))
    later = text.replace(begins, "effective: {from: 2026-12-01}")
    draft = begin(an, content | {"procedure.yaml": later.encode()})
    assert [str(one) for one in queries.findings_of_draft(draft.id, at=MORNING)] == []
    cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)
    revision = publish(draft, binh)

    before = queries.latest_revision("complaint-about-a-decision", on=datetime.date(2026, 11, 30))
    after = queries.latest_revision("complaint-about-a-decision", on=datetime.date(2026, 12, 1))
    assert before is not None and before.id != revision.id
    assert after is not None and after.id == revision.id


def test_files_that_are_no_procedure_or_leave_their_folder_do_not_come_in(
    town: Town, an: Actor
) -> None:
    for content in (
        {"procedure.yaml": b"["},
        {"README.md": b""},
        files() | {"../../evil.typ": b"x"},
        files() | {"big.txt": b"x" * (512 * 1024 + 1)},
        files() | {f"n{number}.txt": b"" for number in range(80)},
    ):
        with pytest.raises(drafting.NotAProcedure):
            begin(an, content)
    assert not Draft.objects.exists()


def test_a_draft_that_is_put_away_keeps_its_files(town: Town, an: Actor) -> None:
    draft = begin(an)

    cases.discard_draft(draft_id=draft.id, note="Không cần nữa", at=MORNING, by=an)

    assert queries.drafts() == []
    assert queries.files_of_draft(draft.id) == another()
    with pytest.raises(drafting.DraftIsNotOpen):
        cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)
