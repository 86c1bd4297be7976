"""Minh keeps the calendar: what becomes known is added, nothing is overwritten."""

import datetime
import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.calendar import actions, pack, queries, rules
from thanglong.kernel.calendar.models import CalendarDay, CalendarSet, CalendarVersion, WorkHours
from thanglong.kernel.calendar.tests.make import CITY, at, off, worked
from thanglong.kernel.events.models import Event
from thanglong.kernel.trail.models import Entry
from thanglong.kernel.units.models import Agency

pytestmark = pytest.mark.django_db

NOW = at("2026-11-24T09:00")
LATER = at("2026-11-25T09:00")
MINH = Actor(kind="officer", account_id=7, name="Trần Văn Minh")
EVE = datetime.date(2026, 12, 24)


@pytest.fixture
def hanoi() -> CalendarSet:
    actions.load_calendar(folder=CITY, at=NOW, by=SYSTEM)
    return CalendarSet.objects.get(code="vn-civil")


@pytest.fixture
def police() -> Agency:
    return Agency.objects.create(
        code="CA-01",
        name="Công an phường Hoàn Kiếm",
        name_en="Police of Hoàn Kiếm ward",
        kind="police",
        level="commune",
        valid_from=datetime.date(2025, 7, 1),
        source="test",
        sort_key=b"",
    )


def declare(day: rules.Day, when: datetime.datetime = LATER) -> CalendarVersion:
    return actions.declare_day(code="vn-civil", day=day, why="QĐ", at=when, by=MINH)


def kind(on: datetime.date, known_at: datetime.datetime | None = None) -> str:
    return queries.calendar("vn-civil", known_at=known_at).kind_on(on).value


def saturday_morning(
    valid_from: str = "2026-01-01", valid_to: str | None = None, hours: str = "08:00-12:00"
) -> rules.HoursRow:
    return rules.HoursRow(
        weekday=5,
        hours=rules.parse_hours(hours),
        valid_from=datetime.date.fromisoformat(valid_from),
        valid_to=datetime.date.fromisoformat(valid_to) if valid_to else None,
        source="Thông báo 3/TB-CA",
        certainty="V",
    )


def test_the_loaded_calendar_is_the_one_of_the_files(hanoi: CalendarSet) -> None:
    loaded = queries.calendar("vn-civil")
    read = pack.calendar(pack.read_pack(CITY), "vn-civil")

    assert loaded.days == read.days
    assert loaded.weeks == read.weeks
    assert loaded.zone == "Asia/Ho_Chi_Minh"


def test_loading_twice_changes_nothing(hanoi: CalendarSet) -> None:
    before = CalendarDay.objects.count(), WorkHours.objects.count(), Event.objects.count()

    added = actions.load_calendar(folder=CITY, at=LATER, by=SYSTEM)

    assert added == 0
    assert before == (
        CalendarDay.objects.count(), WorkHours.objects.count(), Event.objects.count()
    )  # fmt: skip


def test_what_was_known_on_a_day_can_be_asked(hanoi: CalendarSet) -> None:
    swapped = datetime.date(2026, 1, 2)

    assert kind(swapped, at("2025-12-24T10:00")) == "working"
    assert kind(swapped, at("2025-12-25T10:00")) == "holiday"
    assert kind(swapped, at("1960-01-01T10:00")) == "working"
    assert kind(swapped) == "holiday"


def test_a_declared_day_is_known_from_then_on(hanoi: CalendarSet) -> None:
    version = declare(off("2026-12-24", "Ngày nghỉ của thành phố"))

    assert kind(EVE) == kind(EVE, LATER) == "holiday"
    assert kind(EVE, NOW) == "working"
    assert queries.calendar("vn-civil").version == str(version.pk)
    assert queries.versions("vn-civil").first() == version
    assert [row.kind for row in queries.beliefs("vn-civil", on=EVE)] == ["off"]


def test_a_declaration_is_logged_with_its_author(hanoi: CalendarSet) -> None:
    version = declare(off("2026-12-24"))

    event = Event.objects.get(type="calendar.day.declared.v1")
    assert event.payload == {
        "calendar": "vn-civil",
        "version": version.pk,
        "on": "2026-12-24",
        "kind": "off",
        "agency": None,
    }
    assert version.account_id == MINH.account_id
    assert Entry.objects.filter(act="calendar.day.declared.v1", account_id=7).exists()


def test_a_declaration_may_be_corrected_and_taken_back(hanoi: CalendarSet) -> None:
    declare(off("2026-12-26"))
    declare(worked("2026-12-26", "08:00-10:00"), at("2026-11-26T09:00"))
    actions.withdraw_day(
        code="vn-civil", day=off("2026-12-26"), why="", at=at("2026-11-27T09:00"), by=MINH
    )

    on = datetime.date(2026, 12, 26)
    assert [row.kind for row in queries.beliefs("vn-civil", on=on)] == [
        "off", "working", "ordinary",
    ]  # fmt: skip
    assert kind(on, at("2026-11-26T10:00")) == "swapped"
    assert kind(on) == "rest"


def test_what_becomes_known_between_two_known_things_holds_until_the_later(
    hanoi: CalendarSet,
) -> None:
    swapped = datetime.date(2026, 1, 2)
    assert kind(swapped, at("2026-01-01T00:00")) == "holiday"  # the calendar is now cached

    declare(worked("2026-01-02"), at("2025-12-01T09:00"))

    assert kind(swapped, at("2025-12-10T00:00")) == "working"
    assert kind(swapped, at("2026-01-01T00:00")) == "holiday"


def test_the_same_declaration_twice_is_refused(hanoi: CalendarSet) -> None:
    declare(off("2026-12-24"))

    with pytest.raises(actions.DayIsDeclaredSo) as refused:
        declare(off("2026-12-24"), at("2026-11-26T09:00"))

    assert "24/12/2026" in str(refused.value)


def test_an_ordinary_day_cannot_be_taken_back(hanoi: CalendarSet) -> None:
    with pytest.raises(actions.DayIsDeclaredSo):
        actions.withdraw_day(code="vn-civil", day=off("2026-12-24"), why="", at=LATER, by=MINH)


def test_a_change_needs_the_decision_behind_it(hanoi: CalendarSet) -> None:
    nameless = rules.Day(on=EVE, is_working=False, name_vi="x", name_en="x", source="")
    hours = rules.HoursRow(
        weekday=5, hours=(), valid_from=EVE, valid_to=None, source="", certainty="V"
    )

    with pytest.raises(actions.SourceIsMissing):
        declare(nameless)
    with pytest.raises(actions.SourceIsMissing):
        actions.set_hours(code="vn-civil", row=hours, agency_id=None, why="", at=LATER, by=MINH)


def test_an_unknown_calendar_is_refused(db: None) -> None:
    with pytest.raises(queries.NoSuchCalendar):
        queries.calendar("lunar")
    with pytest.raises(queries.NoSuchCalendar):
        actions.declare_day(code="lunar", day=off("2026-12-24"), why="", at=NOW, by=MINH)


def test_the_police_have_hours_of_their_own(hanoi: CalendarSet, police: Agency) -> None:
    actions.set_hours(
        code="vn-civil", row=saturday_morning(), agency_id=police.pk, why="", at=LATER, by=MINH
    )

    saturday = datetime.date(2026, 12, 5)
    theirs = queries.calendar("vn-civil", agency_id=police.pk)
    assert rules.hours_text(theirs.hours_on(saturday)) == "08:00-12:00"
    assert theirs.hours_on(datetime.date(2026, 12, 4)) == queries.calendar("vn-civil").hours_on(
        datetime.date(2026, 12, 4)
    )
    assert queries.calendar("vn-civil").hours_on(saturday) == ()
    before = queries.calendar("vn-civil", agency_id=police.pk, known_at=NOW)
    assert before.hours_on(saturday) == ()
    assert Event.objects.filter(type="calendar.hours.set.v1").count() == 1


def test_new_hours_for_a_while_leave_the_others_before_and_after(hanoi: CalendarSet) -> None:
    for row, when in [
        (saturday_morning(), LATER),
        (saturday_morning("2026-06-01", "2026-09-01", "07:00-11:00"), at("2026-11-26T09:00")),
    ]:
        actions.set_hours(code="vn-civil", row=row, agency_id=None, why="", at=when, by=MINH)

    def on(text: str, known_at: datetime.datetime | None = None) -> str:
        calendar = queries.calendar("vn-civil", known_at=known_at)
        return rules.hours_text(calendar.hours_on(datetime.date.fromisoformat(text)))

    assert on("2026-05-30") == on("2026-09-05") == "08:00-12:00"
    assert on("2026-07-04") == "07:00-11:00"
    assert on("2026-07-04", LATER) == "08:00-12:00"


def test_a_new_edition_of_the_pack_adds_what_is_new(hanoi: CalendarSet, tmp_path: Path) -> None:
    edition = Path(shutil.copytree(CITY, tmp_path / "calendar"))
    text = (edition / "days.csv").read_text(encoding="utf-8")
    text += "vn-civil,2026-12-24,off,,Ngày nghỉ,Day off,,,V,QĐ 9\n"
    (edition / "days.csv").write_text(text, encoding="utf-8")
    with (edition / "hours.csv").open("a", encoding="utf-8") as file:
        file.write("vn-civil,,sat,08:00-12:00,2027-01-01,,V,QĐ 9\n")

    added = actions.load_calendar(folder=edition, at=LATER, by=SYSTEM)

    assert added == 1
    assert kind(EVE, NOW) == "working"
    assert kind(EVE) == "holiday"
    assert queries.calendar("vn-civil").hours_on(datetime.date(2027, 1, 2))


def test_what_minh_declared_is_not_undone_by_loading_again(hanoi: CalendarSet) -> None:
    declare(worked("2026-11-24"))

    actions.load_calendar(folder=CITY, at=at("2026-11-26T09:00"), by=SYSTEM)

    assert kind(datetime.date(2026, 11, 24)) == "working"


def test_hours_of_an_agency_need_the_agency(tmp_path: Path, police: Agency) -> None:
    edition = Path(shutil.copytree(CITY, tmp_path / "calendar"))
    row = "vn-civil,{},sat,08:00-12:00,2020-01-01,,V,Thông báo\n"
    hours = (edition / "hours.csv").read_text(encoding="utf-8")

    (edition / "hours.csv").write_text(hours + row.format("CA-99"), encoding="utf-8")
    with pytest.raises(actions.NoSuchAgency):
        actions.load_calendar(folder=edition, at=NOW, by=SYSTEM)
    assert not WorkHours.objects.filter(agency__isnull=False).exists()

    (edition / "hours.csv").write_text(hours + row.format("CA-01"), encoding="utf-8")
    actions.load_calendar(folder=edition, at=NOW, by=SYSTEM)
    theirs = queries.calendar("vn-civil", agency_id=police.pk)
    assert theirs.hours_on(datetime.date(2026, 12, 5))


def test_one_date_has_one_belief_at_a_time(hanoi: CalendarSet) -> None:
    row = CalendarDay.objects.get(calendar=hanoi, on="2026-11-24")
    row.pk = None

    with pytest.raises(IntegrityError, match="calendar_day_one_belief"), transaction.atomic():
        row.save()


def test_one_weekday_has_one_belief_at_a_time(hanoi: CalendarSet) -> None:
    row = WorkHours.objects.filter(calendar=hanoi).first()
    assert row is not None
    row.pk = None

    with pytest.raises(IntegrityError, match="calendar_hours_one_belief"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE calendar_day SET kind = 'working'",
        "DELETE FROM calendar_day",
        "UPDATE calendar_hours SET hours = ''",
        "DELETE FROM calendar_hours",
        "UPDATE calendar_version SET why = ''",
        "DELETE FROM calendar_version",
    ],
)
def test_what_was_believed_cannot_be_rewritten(hanoi: CalendarSet, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"believed|append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_calendar_in_use_costs_one_query(
    hanoi: CalendarSet, django_assert_num_queries: object
) -> None:
    queries.calendar("vn-civil")

    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.calendar("vn-civil")
