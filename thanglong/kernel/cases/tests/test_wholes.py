"""What a whole makes of its parts: what begins, what it stands at, when it is promised, its end."""

import datetime

import pytest

from thanglong.kernel.cases import wholes
from thanglong.kernel.cases.wholes import Part

DAY = datetime.timedelta(days=1)
MONDAY = datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)


def due(part: Part, start: datetime.datetime) -> datetime.datetime:
    """Days of the calendar are enough here."""
    return start + int(part.budget.removesuffix("d")) * DAY


def birth(status: str = "", outcome: str = "", *, closed: bool = False) -> Part:
    return Part(
        id="birth",
        status=status,
        outcome=outcome,
        is_closed=closed,
        due_at=MONDAY + DAY if status else None,
        budget="1d",
    )


def later(name: str, status: str = "", outcome: str = "", *, closed: bool = False) -> Part:
    return Part(
        id=name,
        after=("birth",),
        status=status,
        outcome=outcome,
        is_closed=closed,
        due_at=MONDAY + 9 * DAY if status else None,
        budget="7d",
    )


GRANTED = birth("returned", "granted", closed=True)


@pytest.mark.parametrize(
    ("parts", "ready", "dropped"),
    [
        ([birth(), later("card")], ("birth",), set()),
        ([birth("filed"), later("card")], (), set()),
        ([birth("decided", "granted"), later("card")], ("card",), set()),
        ([GRANTED, later("card", "filed")], (), set()),
        ([birth("decided", "refused"), later("card")], (), {"card"}),
        ([birth("withdrawn", closed=True), later("card")], (), {"card"}),
        (
            [
                birth("stopped", closed=True),
                later("card"),
                Part(id="school", after=("card",), budget="1d"),
            ],
            (),
            {"card", "school"},
        ),
    ],
)
def test_a_part_begins_with_the_last_grant_that_it_waits_for(
    parts: list[Part], ready: tuple[str, ...], dropped: set[str]
) -> None:
    assert wholes.ready(parts) == ready
    assert wholes.dropped(parts) == dropped


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([birth("filed"), later("card")], "filed"),
        ([birth("received"), later("card")], "in_process"),
        ([GRANTED, later("card", "waiting_for_you"), later("home", "filed")], "waiting_for_you"),
        ([GRANTED, later("card", "filed")], "in_process"),
    ],
)
def test_the_whole_stands_where_its_parts_stand(parts: list[Part], status: str) -> None:
    assert wholes.status_of(parts) == status


def test_the_promise_is_the_latest_date_and_counts_what_has_not_begun() -> None:
    waiting = [birth("filed"), later("card"), later("home")]
    assert wholes.promised_at(waiting, due=due, filed_at=MONDAY) == MONDAY + 8 * DAY

    begun = [GRANTED, later("card", "filed"), later("home")]
    assert wholes.promised_at(begun, due=due, filed_at=MONDAY) == MONDAY + 9 * DAY


def test_a_part_that_will_not_begin_promises_nothing() -> None:
    parts = [birth("not_accepted", closed=True), later("card")]

    assert wholes.promised_at(parts, due=due, filed_at=MONDAY) == MONDAY + DAY


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        ([birth("filed"), later("card")], None),
        ([GRANTED, later("card")], None),
        ([GRANTED, later("card", "decided", "granted")], None),
        ([GRANTED, later("card", "returned", "granted", closed=True)], ("returned", "granted")),
        ([GRANTED, later("card", "returned", "refused", closed=True)], ("returned", "granted")),
        (
            [birth("returned", "refused", closed=True), later("card")],
            ("returned", "refused"),
        ),
        ([birth("withdrawn", closed=True), later("card")], ("withdrawn", "")),
        ([birth("not_accepted", closed=True), later("card")], ("not_accepted", "")),
        ([birth("stopped", closed=True), later("card")], ("stopped", "")),
    ],
)
def test_the_whole_ends_when_every_part_has_ended(
    parts: list[Part], end: tuple[str, str] | None
) -> None:
    move = wholes.end_of(parts)

    assert (move and (move.status, move.outcome)) == end
    assert move is None or move.closes
