"""Many rows at once: bulk orders, the team, the overview, and how many queries pages make."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.tables import Case, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases

pytestmark = pytest.mark.django_db
SLUG = "birth-registration"
DESK = "Điểm phục vụ hành chính công phường Ba Đình"

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


def file_many(town: Town, count: int) -> list[Case]:
    return [filing.file(slug=SLUG, by=town.lan, at=clock.now()) for _ in range(count)]


def line(case: Case) -> str:
    return f"{Task.objects.get(case=case, closed_at=None).id}:{case.code}"


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/desk", "minh"),
        ("/desk/team", "long"),
        ("/desk/team/nobody", "long"),
        ("/desk/overview", "long"),
        ("/desk/overview/dossiers", "long"),
    ],
)
def test_fifty_rows_cost_no_more_queries_than_five(
    town: Town, browse: Browse, path: str, who: str
) -> None:
    client = browse(getattr(town, who))
    file_many(town, 5)
    few = queries_of(client, path)

    file_many(town, 45)

    assert queries_of(client, path) == few


def test_a_long_history_costs_no_more_queries_than_a_short_one(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    minh, path = browse(town.minh), f"/desk/dossiers/{case.code}"
    few = queries_of(minh, path)

    for _ in range(10):
        minh.post(f"{path}/claim")
        minh.post(f"{path}/release")
        cases.send_message(code=case.code, text="Xin chờ", at=clock.now(), by=town.minh)

    assert queries_of(minh, path) == few


def test_a_long_inbox_goes_on_over_pages_and_shows_each_row_once(
    town: Town, browse: Browse
) -> None:
    filed = {case.code for case in file_many(town, 55)}
    minh = browse(town.minh)

    first = minh.get("/desk").content.decode()
    after = re.search(r'href="(\?view=team&amp;after=[^"]+)"', first)
    assert after is not None
    second = minh.get("/desk" + after[1].replace("&amp;", "&")).content.decode()

    seen = [set(re.findall(r'value="\d+:([^"]+)"', page)) for page in (first, second)]
    assert (len(seen[0]), len(seen[1])) == (50, 5)
    assert seen[0] | seen[1] == filed


def test_sixty_dossiers_are_accepted_in_parts_with_a_report(town: Town, browse: Browse) -> None:
    filed = file_many(town, 60)
    lines = [line(case) for case in filed]
    colleague = town.officer("Đinh Thu Trang", DESK, "one_stop")
    taken = filed[7]
    cases.claim_task(task_id=int(lines[7].split(":")[0]), at=clock.now(), by=colleague)
    minh = browse(town.minh)

    order = minh.post("/desk/bulk", {"tasks": lines, "action": "accept", "back": "/desk?view=mine"})
    page = order["Location"]
    assert "60" in minh.get(page).content.decode()
    minh.post(f"{page}/parts")
    assert Case.objects.filter(status="received").count() == 49
    minh.post(f"{page}/parts")
    report = minh.get(page).content.decode()

    assert Case.objects.filter(status="received").count() == 59
    assert taken.code in report and "Đinh Thu Trang" in report
    assert 'href="/desk?view=mine"' in report


def test_the_same_part_again_changes_nothing(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    minh = browse(town.minh)
    page = minh.post("/desk/bulk", {"tasks": [line(case)], "action": "claim"})["Location"]

    minh.post(f"{page}/parts")
    minh.post(f"{page}/parts")

    assert case.steps.filter(action="claim").count() == 1


def test_an_order_without_rows_or_with_too_many_is_refused(town: Town, browse: Browse) -> None:
    minh = browse(town.minh)

    assert minh.post("/desk/bulk", {"action": "claim"}).status_code == 422
    many = [f"{number}:x" for number in range(501)]
    assert minh.post("/desk/bulk", {"action": "claim", "tasks": many}).status_code == 422


def test_an_order_is_seen_by_nobody_else(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    page = browse(town.minh).post("/desk/bulk", {"tasks": [line(case)], "action": "claim"})

    assert browse(town.hoa).get(page["Location"]).status_code == 404
    assert browse(town.lan).get(page["Location"]).status_code == 403


def test_an_order_cannot_lead_back_to_another_site(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    minh = browse(town.minh)
    sent = {"tasks": [line(case)], "action": "claim", "back": "/desk//evil.example"}

    page = minh.post("/desk/bulk", sent)["Location"]

    assert "evil" not in minh.get(page).content.decode()


def test_what_minh_may_not_do_is_reported_not_done(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    hoa = browse(town.hoa)

    page = hoa.post("/desk/bulk", {"tasks": [line(case)], "action": "accept"})["Location"]
    hoa.post(f"{page}/parts")

    assert case.code in hoa.get(page).content.decode()
    case.refresh_from_db()
    assert case.status == "filed"


def test_long_shares_out_the_work_of_his_team(town: Town, browse: Browse) -> None:
    filed = file_many(town, 3)
    trang = town.officer("Đinh Thu Trang", DESK, "one_stop")
    for case in filed:
        cases.claim_task(task_id=int(line(case).split(":")[0]), at=clock.now(), by=town.minh)
    long = browse(town.long)
    minhs = f"/desk/team/{town.minh.account_id}"

    assert "Trần Văn Minh" in long.get("/desk/team").content.decode()
    assert filed[0].code in long.get(minhs).content.decode()
    sent = {"tasks": [line(case) for case in filed], "action": "pass_on", "to": trang.account_id}
    page = long.post("/desk/bulk", sent)["Location"]
    long.post(f"{page}/parts")

    assert Task.objects.filter(claimed_by_id=trang.account_id).count() == 3


def test_a_team_of_another_commune_is_not_shown(town: Town, browse: Browse) -> None:
    cuc = town.officer("Bùi Thị Cúc", "UBND phường Hoàn Kiếm", "leader")
    file_many(town, 1)

    page = browse(cuc).get("/desk/team").content.decode()

    assert "Trần Văn Minh" not in page
    assert browse(cuc).get(f"/desk/team/{town.minh.account_id}").status_code == 404


def test_every_figure_of_the_overview_opens_to_its_dossiers(town: Town, browse: Browse) -> None:
    filed = file_many(town, 2)
    long = browse(town.long)

    page = long.get("/desk/overview").content.decode()
    links = set(re.findall(r'href="(/desk/overview/dossiers[^"]*)"', page))
    assert len(links) >= 4
    for link in links:
        assert long.get(link.replace("&amp;", "&")).status_code == 200
    behind = long.get("/desk/overview/dossiers?stage=reception").content.decode()

    assert all(case.code in behind for case in filed)


def test_the_leader_of_another_commune_sees_no_dossier_of_ours(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    cuc = town.officer("Bùi Thị Cúc", "UBND phường Hoàn Kiếm", "leader")

    assert case.code not in browse(cuc).get("/desk/overview/dossiers").content.decode()


def test_the_city_sees_that_it_is_there_but_not_whose_it_is(town: Town, browse: Browse) -> None:
    (case,) = file_many(town, 1)
    chief = town.officer("Phạm Quang Vinh", "UBND thành phố Hà Nội", "leader")

    page = browse(chief).get("/desk/overview/dossiers").content.decode()

    assert case.code in page
    assert "Nguyễn Thị Lan" not in page and "NGUYỄN THỊ LAN" not in page
    assert browse(chief).get(f"/desk/dossiers/{case.code}").status_code == 404


def test_nonsense_in_the_address_of_a_list_asks_for_all(town: Town, browse: Browse) -> None:
    file_many(town, 1)

    page = browse(town.long).get(
        "/desk/overview/dossiers?part=x&week=never&after=1_&procedure=" + "9" * 400
    )

    assert page.status_code == 200


def test_minh_gives_many_to_a_colleague_whom_he_chooses_on_the_next_page(
    town: Town, browse: Browse
) -> None:
    trang = town.officer("Đinh Thu Trang", DESK, "one_stop")
    filed, minh = file_many(town, 3), browse(town.minh)
    sent = {"tasks": [line(case) for case in filed], "action": "pass_on"}

    page = minh.post("/desk/bulk", sent)["Location"]
    assert "Đinh Thu Trang" in minh.get(page).content.decode()
    minh.post(f"{page}/parts")
    assert not Task.objects.filter(claimed_by_id__isnull=False).exists()
    minh.post(f"{page}/parts", {"to": str(trang.account_id)})

    assert Task.objects.filter(claimed_by_id=trang.account_id).count() == 3


def test_work_for_which_nobody_else_has_the_post_stays_where_it_is(
    town: Town, browse: Browse
) -> None:
    (case,) = file_many(town, 1)
    minh = browse(town.minh)
    sent = {"tasks": [line(case)], "action": "pass_on"}

    page = minh.post("/desk/bulk", sent)["Location"]
    minh.post(f"{page}/parts", {"to": str(town.lan.account_id)})

    assert Task.objects.get(case=case, closed_at=None).claimed_by_id is None


def test_long_reads_why_work_is_late_and_each_cause_opens_to_its_dossiers(
    town: Town, browse: Browse
) -> None:
    lying, held, early = file_many(town, 3)
    cases.claim_task(task_id=int(line(held).split(":")[0]), at=clock.now(), by=town.minh)
    late, hour = Case.objects.exclude(id=early.id), datetime.timedelta(hours=1)
    Task.objects.filter(case__in=late).update(opened_at=clock.now() - 2 * hour)
    late.update(due_at=clock.now() - hour)
    long = browse(town.long)

    page = long.get("/desk/overview").content.decode()
    behind = {
        cause: long.get(f"/desk/overview/dossiers?late=1&cause={cause}").content.decode()
        for cause in ("unclaimed", "desk", "opinion")
    }

    assert "Vì sao quá hạn?" in page and "Chưa ai nhận xử lý" in page
    assert lying.code in behind["unclaimed"] and held.code not in behind["unclaimed"]
    assert held.code in behind["desk"] and lying.code not in behind["desk"]
    assert not re.search("|".join([lying.code, held.code, early.code]), behind["opinion"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_decided_is_a_line_against_the_target(
    town: Town, browse: Browse, lang: str
) -> None:
    (case,) = file_many(town, 1)
    now = clock.now()
    Case.objects.filter(id=case.id).update(decided_at=now, deciding_id=case.receiving_id)

    page = browse(town.long).get("/desk/overview", {"lang": lang}).content.decode()

    assert "100%" in page and 'class="trend-line"' in page
    assert {"vi": "mục tiêu: tất cả đúng hẹn", "en": "target: all on time"}[lang] in page
