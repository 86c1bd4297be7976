"""What must hold for any calendar, instant and amount; and a second, slow reckoning to compare."""

import datetime
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.tests import make

# A loaded machine must not decide; the first look at a year takes a millisecond.
MANY = settings(max_examples=200, deadline=None)
FEW = settings(max_examples=40, deadline=None)

ZONES = ["Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
WORKING = ["min", "wh", "wd"]
BY_DATE = ["d", "mo", "y"]

minutes = st.integers(0, 1440)
hours = st.lists(minutes, max_size=6, unique=True).map(
    lambda edges: tuple(
        rules.Span(start, end)
        for start, end in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    )
)
office = st.just(make.OFFICE)
instants = st.integers(1_100_000_000, 2_000_000_000).map(
    lambda seconds: datetime.datetime.fromtimestamp(seconds, datetime.UTC)
)
dates = st.dates(datetime.date(2005, 1, 1), datetime.date(2034, 1, 1))
cutoffs = st.one_of(st.none(), st.times())
days = st.builds(
    rules.Day,
    on=dates,
    is_working=st.booleans(),
    hours=hours,
    name_vi=st.just("Ngày nghỉ"),
    name_en=st.just("Day off"),
    source=st.just("test"),
)


def _calendar(
    zone: str, week: list[rules.Hours], exceptions: list[rules.Day]
) -> rules.Calendar | None:
    if not any(week):
        return None
    known = {day.on: day for day in exceptions}
    return rules.Calendar("test", zone, (rules.WorkWeek(hours=tuple(week)),), known)


calendars = st.one_of(
    st.just(make.HANOI),
    st.builds(
        _calendar,
        st.sampled_from(ZONES),
        st.lists(st.one_of(hours, office), min_size=7, max_size=7),
        st.lists(days, max_size=12),
    ).filter(lambda calendar: calendar is not None),
)


def durations(units: list[str], most: int = 60) -> st.SearchStrategy[rules.Duration]:
    return st.builds(rules.Duration, st.integers(0, most), st.sampled_from(units))


@st.composite
def pauses_near(draw: st.DrawFn, start: datetime.datetime) -> list[rules.Pause]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        begin = start + datetime.timedelta(minutes=draw(st.integers(-3000, 60_000)))
        found.append(
            rules.Pause(begin, begin + datetime.timedelta(minutes=draw(st.integers(-10, 20_000))))
        )
    return found


@given(calendars, instants, durations(WORKING))
@MANY
def test_used_and_due_invert_each_other(
    calendar: rules.Calendar, start: datetime.datetime, budget: rules.Duration
) -> None:
    assume(not budget.is_same_day)

    end = rules.due(start, budget, calendar)

    assert rules.used(start, end, calendar) == budget.working_minutes
    assert end >= start.replace(second=0, microsecond=0)


@given(st.data(), calendars, instants, durations(WORKING))
@MANY
def test_pauses_add_exactly_their_working_time(
    data: st.DataObject,
    calendar: rules.Calendar,
    start: datetime.datetime,
    budget: rules.Duration,
) -> None:
    assume(not budget.is_same_day)
    stops = data.draw(pauses_near(start))

    end = rules.due(start, budget, calendar, pauses=stops)

    counted = rules.reckon(start, budget, calendar).counted_from
    begun = calendar.instant(counted)
    assert rules.used(begun, end, calendar, stops) == budget.working_minutes
    paused = rules.used(begun, end, calendar) - budget.working_minutes
    assert rules.due(start, rules.Duration(budget.working_minutes + paused, "min"), calendar) == end


@given(st.data(), calendars, instants, durations(WORKING + BY_DATE, 30), cutoffs)
@MANY
def test_adding_time_never_moves_a_due_instant_earlier(
    data: st.DataObject,
    calendar: rules.Calendar,
    start: datetime.datetime,
    budget: rules.Duration,
    cutoff: datetime.time | None,
) -> None:
    assume(str(budget) not in {"0wh", "0min"})
    stops = data.draw(pauses_near(start))
    more = rules.Duration(budget.amount + 1, budget.unit)

    shorter = rules.due(start, budget, calendar, cutoff=cutoff, pauses=stops)

    if budget.amount or budget.unit != "wd":  # "the same day" is no amount of working time
        assert rules.due(start, more, calendar, cutoff=cutoff, pauses=stops) >= shorter
    extended = rules.due(
        start,
        budget,
        calendar,
        cutoff=cutoff,
        pauses=stops,
        extensions=[rules.Extension(more, start)],
    )
    assert extended >= shorter


@given(st.data(), calendars, instants, durations(WORKING + BY_DATE, 30), cutoffs)
@MANY
def test_what_comes_later_is_never_due_earlier(
    data: st.DataObject,
    calendar: rules.Calendar,
    start: datetime.datetime,
    budget: rules.Duration,
    cutoff: datetime.time | None,
) -> None:
    stops = data.draw(pauses_near(start))
    later = start + datetime.timedelta(minutes=data.draw(st.integers(0, 20_000)))

    assert rules.due(later, budget, calendar, cutoff=cutoff, pauses=stops) >= rules.due(
        start, budget, calendar, cutoff=cutoff, pauses=stops
    )


@given(st.data(), calendars, instants, durations(WORKING + BY_DATE, 30), cutoffs)
@MANY
def test_a_day_declared_a_holiday_never_shortens(
    data: st.DataObject,
    calendar: rules.Calendar,
    start: datetime.datetime,
    budget: rules.Duration,
    cutoff: datetime.time | None,
) -> None:
    stops = data.draw(pauses_near(start))
    before = rules.due(start, budget, calendar, cutoff=cutoff, pauses=stops)
    span = max((before.date() - start.date()).days, 0) + 3
    on = start.date() + datetime.timedelta(days=data.draw(st.integers(-2, span)))

    after = rules.due(
        start,
        budget,
        calendar.with_days(make.off(on.isoformat())),
        cutoff=cutoff,
        pauses=stops,
    )

    assert after >= before


@given(st.data(), calendars, instants, durations(WORKING + BY_DATE, 30))
@MANY
def test_a_pause_never_shortens(
    data: st.DataObject,
    calendar: rules.Calendar,
    start: datetime.datetime,
    budget: rules.Duration,
) -> None:
    stops = data.draw(pauses_near(start))

    assert rules.due(start, budget, calendar, pauses=stops) >= rules.due(start, budget, calendar)


@given(calendars, instants, st.integers(0, 6000), st.integers(0, 6000))
@MANY
def test_working_time_adds_up(
    calendar: rules.Calendar, start: datetime.datetime, first: int, second: int
) -> None:
    middle = start + datetime.timedelta(minutes=first)
    end = middle + datetime.timedelta(minutes=second)

    assert rules.used(start, end, calendar) == rules.used(start, middle, calendar) + rules.used(
        middle, end, calendar
    )


@given(calendars, instants, durations(WORKING))
@MANY
def test_the_time_before_and_the_time_after_meet(
    calendar: rules.Calendar, end: datetime.datetime, budget: rules.Duration
) -> None:
    start = rules.before(end, budget, calendar)

    assert start <= end
    assert rules.used(start, end, calendar) == budget.working_minutes


@given(calendars, instants, durations(BY_DATE, 30))
@MANY
def test_calendar_days_end_at_a_closing_of_the_office(
    calendar: rules.Calendar, start: datetime.datetime, budget: rules.Duration
) -> None:
    end = rules.due(start, budget, calendar)

    last = end - datetime.timedelta(minutes=1)
    assert calendar.spans(calendar.date_of(calendar.minute(last)))[-1][1] == calendar.minute(end)


@given(calendars, instants, st.integers(0, 4000))
@FEW
def test_a_slow_reckoning_minute_by_minute_agrees(
    calendar: rules.Calendar, start: datetime.datetime, length: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + datetime.timedelta(minutes=length)

    assert rules.used(start, end, calendar) == _slowly(calendar, start, length)


@given(st.integers(-3000, 3000), st.sampled_from(["2026-03-08", "2026-11-01"]))
@FEW
def test_nights_on_which_the_clocks_change_are_as_long_as_they_are(shift: int, on: str) -> None:
    watch = make.plain(
        zone="America/New_York",
        weekday="00:00-24:00",
        saturday="00:00-24:00",
        sunday="00:00-24:00",
    )
    start = make.at(f"{on}T00:00", "America/New_York").astimezone(datetime.UTC)
    start += datetime.timedelta(minutes=shift)

    end = rules.due(start, rules.Duration(24, "wh"), watch)

    assert end.astimezone(datetime.UTC) - start == datetime.timedelta(hours=24)


def _slowly(calendar: rules.Calendar, start: datetime.datetime, length: int) -> int:
    zone = ZoneInfo(calendar.zone)
    worked = 0
    for index in range(length):
        here = (start + datetime.timedelta(minutes=index)).astimezone(zone)
        minute = here.hour * 60 + here.minute
        worked += any(span.start <= minute < span.end for span in calendar.hours_on(here.date()))
    return worked
