"""Lan asks: why this date?"""

import datetime

import pytest

from thanglong.kernel.calendar import rules, wording
from thanglong.kernel.calendar.phrases import WEEKDAYS, words
from thanglong.kernel.calendar.rules import StepKind
from thanglong.kernel.calendar.tests.make import HANOI, at, lasting, pause


def kinds(explanation: rules.Explanation) -> list[str]:
    return [step.kind.value for step in explanation.steps]


def test_over_tet_every_skipped_day_is_named_with_its_source() -> None:
    told = rules.explain(at("2026-02-13T14:30"), lasting("3wd"), HANOI)

    holidays = [step for step in told.steps if step.kind is StepKind.HOLIDAY]
    assert told.due_at == at("2026-02-25T14:30")
    assert [step.start.day for step in holidays] == [16, 17, 18, 19, 20]
    assert holidays[1].name_vi == "Tết Nguyên Đán"
    assert all(step.source and step.certainty for step in holidays)
    assert kinds(told) == [
        "received", "counted", "night", "weekend", *["holiday"] * 5, "weekend", "due",
    ]  # fmt: skip


def test_a_worked_saturday_is_told() -> None:
    told = rules.explain(at("2026-01-08T14:30"), lasting("2wd"), HANOI)

    assert "swapped" in kinds(told)
    assert "Có tính thứ Bảy 10/01/2026 (Ngày làm bù)." in wording.sentences(told, "vi")


def test_receipt_outside_hours_and_after_the_cut_off_are_told() -> None:
    closed = rules.explain(at("2026-08-01T10:00"), lasting("1wd"), HANOI)
    late = rules.explain(at("2026-08-03T15:30"), lasting("0wd"), HANOI, cutoff=datetime.time(15))

    assert kinds(closed)[:2] == ["received", "waited"]
    assert kinds(late) == ["received", "cutoff", "counted", "due"]
    assert (
        "Hồ sơ đến từ 15:00 trở đi được tính từ ngày làm việc tiếp theo, "
        "lúc 08:00 thứ Ba 04/08/2026."
    ) in wording.sentences(late, "vi")


def test_calendar_days_tell_the_first_day_and_the_last() -> None:
    weekend = rules.explain(at("2026-08-03T10:00"), lasting("5d"), HANOI)
    holiday = rules.explain(at("2026-11-20T10:00"), lasting("4d"), HANOI)

    assert kinds(weekend) == ["received", "counted", "first_day", "rolled", "due"]
    assert (
        "The last day, Saturday 8 August 2026, is off (weekly rest), "
        "so the time ends with the next working day."
    ) in wording.sentences(weekend, "en")
    assert "Ngày Văn hóa Việt Nam" in " ".join(wording.sentences(holiday, "vi"))


def test_pauses_and_extensions_are_told_with_their_reasons() -> None:
    told = rules.explain(
        at("2026-08-03T14:30"),
        lasting("3wd"),
        HANOI,
        pauses=[
            pause("2026-08-04T10:00", "2026-08-05T10:00", "Chờ bổ sung giấy khai sinh."),
            pause("2026-12-01T10:00", "2026-12-05T10:00"),
        ],
        extensions=[rules.Extension(lasting("2wd"), at("2026-08-06T09:00"), "Xác minh", "QĐ 7")],
    )

    paused = [step for step in told.steps if step.kind is StepKind.PAUSED]
    said = wording.sentences(told, "vi")
    assert [step.minutes for step in paused] == [480]
    assert (
        "Tạm dừng tính thời hạn từ 10:00 thứ Ba 04/08/2026 đến 10:00 thứ Tư 05/08/2026, "
        "cộng thêm 8 giờ làm việc."
    ) in said
    assert "Lý do: Chờ bổ sung giấy khai sinh." in said
    assert "Thời hạn được gia hạn thêm 2 ngày làm việc." in said
    assert said[-1] == "Vì vậy hạn trả kết quả là 14:30 thứ Ba 11/08/2026."


def test_a_pause_of_calendar_days_tells_the_dates_it_adds() -> None:
    stops = [
        pause("2026-08-05T10:00", "2026-08-07T09:00"),
        pause("2026-08-07T10:00", "2026-08-07T11:00"),
    ]

    told = rules.explain(at("2026-08-03T10:00"), lasting("8d"), HANOI, pauses=stops)

    said = wording.sentences(told, "en")
    assert any(sentence.endswith("which adds 2 calendar days.") for sentence in said)
    assert any(sentence.endswith("to 11:00 on Friday 7 August 2026.") for sentence in said)


def test_a_day_within_a_pause_is_not_told_twice() -> None:
    told = rules.explain(
        at("2026-02-13T14:30"),
        lasting("3wd"),
        HANOI,
        pauses=[pause("2026-02-13T16:00", "2026-02-23T09:00")],
    )

    assert "holiday" not in kinds(told)
    assert "weekend" not in kinds(told)


def test_long_times_count_the_days_of_rest() -> None:
    told = rules.explain(at("2026-08-03T08:00"), lasting("30wd"), HANOI)

    said = wording.sentences(told, "vi")
    assert "Không tính 11 ngày nghỉ hằng tuần." in said
    assert sum("nghỉ hằng tuần" in sentence for sentence in said) == 1


def test_the_clock_of_a_dossier_explains_itself() -> None:
    found = rules.read(
        [rules.Entry("started", at("2026-02-13T14:30"))],
        lasting("3wd"),
        HANOI,
        now=at("2026-02-24T10:00"),
    )

    told = rules.why(found, HANOI)

    assert told is not None
    assert told.due_at == found.due_at


@pytest.mark.parametrize(
    ("now", "said_vi", "said_en"),
    [
        (
            "2026-08-06T08:00",
            "còn 5 giờ 30 phút làm việc",
            "5 hours 30 minutes of working time left",
        ),
        ("2026-08-06T14:30", "còn 0 phút làm việc", "0 working minutes left"),
        ("2026-08-06T15:30", "quá hạn 1 giờ làm việc", "late by 1 working hour"),
        ("2026-08-03T14:30", "còn 3 ngày làm việc", "3 working days left"),
    ],
)
def test_what_is_left_is_said_in_working_time(now: str, said_vi: str, said_en: str) -> None:
    found = rules.read(
        [rules.Entry("started", at("2026-08-03T14:30"))], lasting("3wd"), HANOI, now=at(now)
    )

    assert wording.headline(found, "vi") == f"Hẹn trả: 14:30 thứ Năm 06/08/2026 · {said_vi}"
    assert wording.headline(found, "en") == f"Due: 14:30 on Thursday 6 August 2026 · {said_en}"


def test_a_clock_that_does_not_run_says_so() -> None:
    started = rules.Entry("started", at("2026-08-03T14:30"))
    paused = rules.Entry("paused", at("2026-08-04T10:00"))
    stopped = rules.Entry("stopped", at("2026-08-05T10:00"))

    def left(*entries: rules.Entry, budget: str = "3wd", now: str = "2026-08-05T20:00") -> str:
        return wording.left(rules.read(entries, lasting(budget), HANOI, now=at(now)), "vi")

    assert left(started, paused) == "đang tạm dừng, còn 2 ngày 3 giờ 30 phút làm việc"
    assert left(started, stopped) == "đã xong, đúng hạn"
    assert left(started, stopped, budget="1wh") == "đã xong, quá hạn"
    assert left(started, budget="150min", now="2026-08-03T20:00") == "quá hạn"
    assert wording.headline(
        rules.read([], lasting("3wd"), HANOI, now=at("2026-08-05T20:00")), "vi"
    ).startswith("Chưa bắt đầu")


def test_every_weekday_has_a_vietnamese_name() -> None:
    assert len({words("vi").gettext(name) for name in WEEKDAYS} - set(WEEKDAYS)) == 7


def test_a_language_without_catalogue_is_english() -> None:
    assert wording.duration(lasting("1d"), "fr") == "1 calendar day"


@pytest.mark.parametrize("text", ["1wd", "2wh", "5min", "3d", "1mo", "2y", "0wd"])
def test_every_duration_has_words_in_both_languages(text: str) -> None:
    vietnamese, english = (wording.duration(lasting(text), one) for one in ("vi", "en"))

    assert vietnamese
    assert english
    assert vietnamese != english
