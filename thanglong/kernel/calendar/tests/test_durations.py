import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.rules import durations


@pytest.mark.parametrize("text", ["3wd", "4wh", "30min", "10d", "6mo", "2y", "0wd", "36525wd"])
def test_a_duration_is_written_as_it_was_read(text: str) -> None:
    assert str(rules.Duration.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "3", "wd", "-3wd", "3 wd", "3WD", "3w", "1.5wd", "٣wd", "3wd4wh", "99999999999wd"]
)
def test_what_is_no_duration_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="as in 3wd"):
        rules.Duration.parse(text)


def test_more_than_a_hundred_years_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        rules.Duration.parse("101y")


def test_a_working_day_has_eight_working_hours() -> None:
    assert rules.Duration.parse("3wd").working_minutes == 3 * 8 * 60
    assert rules.Duration.parse("4wh").working_minutes == 240
    assert rules.Duration.parse("7min").working_minutes == 7


def test_calendar_days_have_no_working_minutes() -> None:
    with pytest.raises(ValueError, match="not counted in working time"):
        _ = rules.Duration.parse("10d").working_minutes


def test_working_days_have_no_date_of_their_own() -> None:
    with pytest.raises(ValueError, match="use `due`"):
        rules.Duration.parse("3wd").after(datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-01-31", "1mo", "2026-02-28"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2025-12-15", "2mo", "2026-02-15"),
        ("2026-03-31", "6mo", "2026-09-30"),
        ("2026-02-13", "15d", "2026-02-28"),
    ],
)
def test_months_and_years_end_on_the_same_day_or_the_last(start: str, text: str, end: str) -> None:
    found = rules.Duration.parse(text).after(datetime.date.fromisoformat(start))

    assert found.isoformat() == end


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2300, 1, 1)), st.integers(0, 1199))
def test_another_month_never_ends_earlier(on: datetime.date, months: int) -> None:
    shorter, longer = rules.Duration(months, "mo"), rules.Duration(months + 1, "mo")

    assert shorter.after(on) < longer.after(on)


def test_a_cut_off_is_a_time_of_day() -> None:
    assert rules.parse_cutoff("15:00") == datetime.time(15)
    assert rules.parse_cutoff("") is None
    for wrong in ["3pm", "15", "25:00", "15:00:00"]:
        with pytest.raises(ValueError, match=r".+"):
            rules.parse_cutoff(wrong)


def test_every_unit_has_a_limit() -> None:
    assert set(durations.MOST) == {"min", "wh", "wd", "d", "mo", "y"}
