import datetime
import shutil
from collections import Counter
from pathlib import Path

import pytest

from thanglong.kernel.calendar import pack, rules
from thanglong.kernel.calendar.tests.make import CITY, HANOI


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CITY, tmp_path / "calendar"))


def test_hanoi_has_its_days_from_2023_to_2028() -> None:
    working_days_off = Counter(
        on.year for on, day in HANOI.days.items() if not day.is_working and on.weekday() < 5
    )

    assert {day.on.year for day in HANOI.days.values()} == set(range(2023, 2029))
    # Counted from the list of days by year in the facts, §7.4.
    assert [working_days_off[year] for year in (2023, 2024, 2025, 2026)] == [11, 12, 12, 14]


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ("2026-01-02", "holiday"),
        ("2026-01-10", "swapped"),
        ("2026-02-16", "holiday"),
        ("2026-02-20", "holiday"),
        ("2026-02-23", "working"),
        ("2026-11-24", "holiday"),
        ("2025-11-24", "working"),
        ("2025-04-26", "swapped"),
        ("2026-08-22", "swapped"),
        ("2026-08-08", "rest"),
    ],
)
def test_days_that_people_know(on: str, kind: str) -> None:
    assert HANOI.kind_on(datetime.date.fromisoformat(on)).value == kind


def test_every_day_has_its_source_and_certainty() -> None:
    assert all(day.source and day.certainty in "VSM" for day in HANOI.days.values())
    assert all(day.is_projection for on, day in HANOI.days.items() if on.year > 2026)


def test_in_december_nobody_knew_of_the_swap_in_january() -> None:
    then = pack.calendar(pack.read_pack(CITY), "vn-civil", known_on=datetime.date(2025, 12, 24))

    assert then.kind_on(datetime.date(2026, 1, 2)) is rules.DayKind.WORKING
    assert then.kind_on(datetime.date(2026, 1, 1)) is rules.DayKind.HOLIDAY


def test_an_agency_may_have_hours_of_its_own(copied: Path) -> None:
    with (copied / "hours.csv").open("a", encoding="utf-8") as file:
        file.write("vn-civil,CA-01,sat,08:00-12:00,2020-01-01,,V,Thông báo của công an\n")
    found = pack.read_pack(copied)
    saturday = datetime.date(2026, 8, 8)

    assert pack.calendar(found, "vn-civil").hours_on(saturday) == ()
    police = pack.calendar(found, "vn-civil", agency="CA-01")
    assert rules.hours_text(police.hours_on(saturday)) == "08:00-12:00"
    assert rules.hours_text(police.hours_on(datetime.date(2026, 8, 7))).endswith("13:00-17:00")


def test_hours_may_end_and_others_begin() -> None:
    def row(weekday: int, hours: str, start: str, end: str | None) -> rules.HoursRow:
        return rules.HoursRow(
            weekday=weekday,
            hours=rules.parse_hours(hours),
            valid_from=datetime.date.fromisoformat(start),
            valid_to=datetime.date.fromisoformat(end) if end else None,
            source="test",
            certainty="V",
        )

    weeks = rules.weeks_of(
        [
            row(0, "07:00-11:00", "2020-01-01", "2025-01-01"),
            row(0, "08:00-12:00", "2025-01-01", None),
            row(5, "08:00-10:00", "2020-01-01", "2022-01-01"),
        ]
    )

    assert [week.valid_from.year for week in weeks] == [2020, 2022, 2025]
    assert [rules.hours_text(week.hours[0])[:5] for week in weeks] == ["07:00", "07:00", "08:00"]
    assert [bool(week.hours[5]) for week in weeks] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("days.csv", "vn-civil,2026-13-01,off,,A,A,,,V,x", "line 96"),
        ("days.csv", "vn-civil,2026-12-01,maybe,,A,A,,,V,x", "off, working"),
        ("days.csv", "vn-civil,2026-12-01,off,08:00-09:00,A,A,,,V,x", "no hours"),
        ("days.csv", "vn-civil,2026-12-01,off,,A,A,,,V,", "“source” is empty"),
        ("days.csv", "vn-civil,2026-12-01", "line 96"),
        ("hours.csv", "vn-civil,,sat,12:00-08:00,2020-01-01,,V,x", "forward"),
        ("hours.csv", "vn-civil,,sat,08:00-25:00,2020-01-01,,V,x", "forward"),
        ("hours.csv", "vn-civil,,sat,08:00-09:60,2020-01-01,,V,x", "time of day"),
        ("hours.csv", "vn-civil,,sat,8-12,2020-01-01,,V,x", "write them as"),
        ("hours.csv", "vn-civil,,samedi,,2020-01-01,,V,x", "weekday"),
    ],
)
def test_a_wrong_row_is_named(copied: Path, name: str, line: str, told: str) -> None:
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")

    with pytest.raises(pack.PackError, match=told) as refused:
        pack.read_pack(copied)

    assert name in str(refused.value)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "days.csv").unlink()

    with pytest.raises(pack.PackError, match=r"days\.csv is missing"):
        pack.read_pack(copied)


def test_an_unknown_calendar_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(pack.PackError, match="Known: vn-civil"):
        pack.calendar(pack.read_pack(CITY), "lunar")
