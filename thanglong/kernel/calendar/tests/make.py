"""Builders for the tests of the clock."""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from thanglong.kernel.calendar import pack, rules

CITY = Path(__file__).parents[4] / "cities" / "hanoi" / "calendar"
HANOI = pack.calendar(pack.read_pack(CITY), "vn-civil")
OFFICE = rules.parse_hours("08:00-12:00 13:00-17:00")


def at(text: str, zone: str = "Asia/Ho_Chi_Minh") -> datetime.datetime:
    """A local time as an instant."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def lasting(text: str) -> rules.Duration:
    return rules.Duration.parse(text)


def off(text: str, name: str = "Ngày nghỉ") -> rules.Day:
    return day(text, is_working=False, name=name)


def worked(text: str, hours: str = "") -> rules.Day:
    return day(text, is_working=True, hours=hours)


def day(text: str, *, is_working: bool, hours: str = "", name: str = "Ngày làm bù") -> rules.Day:
    return rules.Day(
        on=datetime.date.fromisoformat(text),
        is_working=is_working,
        hours=rules.parse_hours(hours),
        name_vi=name,
        name_en="Day off" if not is_working else "Worked day",
        source="Quyết định 1/QĐ-UBND",
    )


def plain(
    *days: rules.Day,
    zone: str = "Asia/Ho_Chi_Minh",
    weekday: str = "08:00-12:00 13:00-17:00",
    saturday: str = "",
    sunday: str = "",
) -> rules.Calendar:
    """A calendar that is the same every week."""
    hours = rules.parse_hours(weekday)
    week = rules.WorkWeek(
        hours=(*(hours,) * 5, rules.parse_hours(saturday), rules.parse_hours(sunday))
    )
    return rules.Calendar("test", zone, (week,), {one.on: one for one in days})


def pause(start: str, end: str, why: str = "") -> rules.Pause:
    return rules.Pause(at(start), at(end), why)
