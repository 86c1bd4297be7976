"""Taking in dossiers at the counter, for people with and without an account."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Account, Case, Document, Entry, Person
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db
MARRIAGE = "marital-status-certificate"
OTHER_DESK = "Điểm phục vụ hành chính công phường Hoàn Kiếm"

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


@pytest.fixture
def stranger(town: Town) -> Actor:
    """A one-stop officer of another commune."""
    return town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop")


def picture() -> bytes:
    from PIL import Image, ImageDraw

    image, kept = Image.new("RGB", (900, 1200), "white"), io.BytesIO()
    for line in range(40):
        ImageDraw.Draw(image).line((80, 30 * line, 820, 30 * line), fill="black", width=3)
    image.save(kept, "JPEG")
    return kept.getvalue()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_grandfather_without_an_account_is_taken_in(
    town: Town, browse: Browse, lang: str
) -> None:
    minh = browse(town.minh)
    answers = filing.plain(filing.scenario(MARRIAGE)["answers"]) | {"fee_group": "ordinary"}
    begun = minh.post(
        f"/desk/intake?for={MARRIAGE}&lang={lang}",
        {
            "procedure": MARRIAGE,
            "personal_number": "999046000104",
            "full_name": "Nguyễn Văn Tư",
            "channel": "direct",
        },
    )
    form = begun["Location"]
    assert minh.get(form).status_code == 200

    empty = minh.post(form, {"version": version(), "file": "1", "delivery": "counter"})
    assert empty.status_code == 422
    sent = minh.post(form, posted(answers) | {"version": version(), "file": "1"})

    case = Case.objects.get(applicant_name="Nguyễn Văn Tư")
    assert sent["Location"] == f"/desk/intake/{case.code}/receipt"
    assert (case.status, case.channel, case.delivery) == ("received", "direct", "counter")
    receipt = minh.get(sent["Location"]).content.decode()
    assert case.code in receipt and f"/desk/dossiers/{case.code}/papers/" in receipt
    assert not Account.objects.filter(person__full_name="Nguyễn Văn Tư").exists()


def version() -> int:
    return Draft.objects.get(case_code="").version


def posted(answers: dict[str, object]) -> dict[str, object]:
    """Answers as a browser sends them."""
    sent: dict[str, object] = {"delivery": "counter"}
    for name, value in answers.items():
        if isinstance(value, dict):
            sent |= {f"{name}.{part}": text for part, text in value.items()}
        else:
            sent[name] = str(value).lower() if isinstance(value, bool) else value
    return sent


def test_a_scan_goes_into_the_dossier(town: Town, browse: Browse) -> None:
    minh = browse(town.minh)
    begun = minh.post(
        f"/desk/intake?for={MARRIAGE}",
        {"procedure": MARRIAGE, "full_name": "Nguyễn Văn Tư", "channel": "post"},
    )["Location"]
    scan = io.BytesIO(picture())
    scan.name = "scan.jpg"

    minh.post(
        begun,
        {
            "version": version(),
            "delivery": "post",
            "address": "Số 40 phố Trúc Bạch",
            "files-lives_here": scan,
        },
    )

    draft = Draft.objects.get(case_code="")
    assert draft.contact["channel"] == "post"
    assert "scan.jpg" in minh.get(begun).content.decode()
    (paper,) = draft.papers["lives_here"]
    assert Document.objects.get(id=paper).owner_id == draft.beneficiary_id
    minh.post(begun, {"version": version(), "remove": f"lives_here:{paper}"})
    assert "scan.jpg" not in minh.get(begun).content.decode()


def test_a_file_that_cannot_be_read_is_named_and_the_answers_stay(
    town: Town, browse: Browse
) -> None:
    minh = browse(town.minh)
    begun = minh.post(
        f"/desk/intake?for={MARRIAGE}",
        {"procedure": MARRIAGE, "full_name": "Nguyễn Văn Tư", "channel": "direct"},
    )["Location"]
    broken = io.BytesIO(b"no picture at all")
    broken.name = "hong.jpg"

    page = minh.post(
        begun,
        {"version": version(), "subject.ethnicity": "Kinh", "files-lives_here": broken},
    )

    assert page.status_code == 422
    assert "hong.jpg" in page.content.decode()
    assert Draft.objects.get(case_code="").answers["subject.ethnicity"] == "Kinh"


def test_a_number_of_another_name_is_refused_and_nobody_is_renamed(
    town: Town, browse: Browse
) -> None:
    lan = Person.objects.get(id=town.lan.person_id)

    page = browse(town.minh).post(
        f"/desk/intake?for={MARRIAGE}",
        {
            "procedure": MARRIAGE,
            "personal_number": lan.personal_number,
            "full_name": "Lê Hồng Hạnh",
            "channel": "direct",
        },
    )

    assert page.status_code == 200
    assert not Draft.objects.exists()
    lan.refresh_from_db()
    assert lan.full_name == "Nguyễn Thị Lan"


def test_looking_somebody_up_at_the_counter_is_recorded(town: Town, browse: Browse) -> None:
    lan = Person.objects.get(id=town.lan.person_id)

    page = (
        browse(town.minh)
        .get("/desk/intake/person", {"personal_number": lan.personal_number})
        .content.decode()
    )

    assert "Nguyễn Thị Lan" in page
    look = Entry.objects.get(act="people.identified_at_counter")
    assert look.person_id == lan.id


def test_a_form_at_the_counter_belongs_to_the_officer_who_began_it(
    town: Town, browse: Browse, stranger: Actor
) -> None:
    begun = browse(town.minh).post(
        f"/desk/intake?for={MARRIAGE}",
        {"procedure": MARRIAGE, "full_name": "Nguyễn Văn Tư", "channel": "direct"},
    )["Location"]

    assert browse(stranger).get(begun).status_code == 404
    assert browse(town.hoa).get(begun).status_code == 403


def test_the_counter_asks_the_register_and_not_the_person(town: Town, browse: Browse) -> None:
    lan = Person.objects.get(id=town.lan.person_id)
    sent = {"procedure": MARRIAGE, "personal_number": lan.personal_number, "channel": "direct"}

    page = browse(town.minh).post("/desk/intake", sent)["Location"]

    draft = Draft.objects.get()
    assert page.endswith(f"{draft.id}")
    look = Entry.objects.get(act="registers.read", subject="register:population")
    assert (look.person_id, look.account_id) == (lan.id, town.minh.account_id)
    assert look.purpose == draft.procedure


def test_what_is_missing_is_named_by_its_question(town: Town, browse: Browse) -> None:
    minh = browse(town.minh)
    sent = {"procedure": MARRIAGE, "full_name": "Nguyễn Văn Tư", "channel": "direct"}
    page = minh.post("/desk/intake", sent)["Location"]

    answer = minh.post(page, {"version": str(Draft.objects.get().version), "file": "1"})

    assert answer.status_code == 422
    assert re.search(r'href="#f-[^"]+">[^<]+: Xin ông/bà điền mục này', answer.content.decode())
