"""The register book of a unit: who may read it, what stands in it, and how it is printed."""

import datetime
import io

import pypdfium2
import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import printing, queries, refusals
from thanglong.kernel.cases.models import Book, BookVolume, Case
from thanglong.kernel.trail.models import Entry

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
TODAY = MORNING.date()
SLUG = "birth-registration"
OTHER_DESK = "Điểm phục vụ hành chính công phường Hoàn Kiếm"


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING)


def shown(case: Case, **changes: object) -> queries.BookShown:
    values = {"agency_id": case.receiving_id, "from_on": TODAY, "to_on": TODAY} | changes
    return queries.BookShown(**values)  # type: ignore[arg-type]


def units_of(by: Actor) -> list[int]:
    return [one.id for one in queries.book_units(by=by, from_on=TODAY, to_on=TODAY)]


def printed(book: Book) -> list[str]:
    found = []
    for volume in BookVolume.objects.filter(book=book).order_by("number"):
        cases.print_volume(volume_id=volume.id)
        volume.refresh_from_db()
        document = pypdfium2.PdfDocument(io.BytesIO(bytes(volume.pdf or b"")))
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
        found.append(words.replace("\r\n", "").replace("\ufffe", ""))
    return found


def test_the_counter_and_the_leader_read_the_book_of_their_unit(town: Town, case: Case) -> None:
    assert units_of(town.minh) == [case.receiving_id]
    assert units_of(town.long) == [case.receiving_id]


def test_an_appraiser_a_resident_and_another_counter_do_not(town: Town, case: Case) -> None:
    stranger = town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop")

    assert units_of(town.hoa) == []
    assert units_of(town.lan) == []
    assert case.receiving_id not in units_of(stranger)


def test_the_book_lists_what_came_in_on_these_days_and_counts_it(town: Town, case: Case) -> None:
    filing.file(slug=SLUG, by=town.lan, at=MORNING - DAY)

    rows = queries.book_rows(show=shown(case), by=town.minh)
    counts = queries.book_counts(show=shown(case, from_on=TODAY - DAY), now=MORNING)

    assert [row.code for row in rows] == [case.code]
    assert (counts.all, counts.open, counts.late) == (2, 2, 0)


def test_the_book_is_read_page_by_page_in_both_directions(town: Town, case: Case) -> None:
    codes = [case.code, *(file_later(town, hours).code for hours in (1, 2))]
    for is_newest_first, wanted in ((False, codes), (True, codes[::-1])):
        show, read = shown(case, is_newest_first=is_newest_first), []
        while rows := queries.book_rows(show=show, by=town.minh, limit=1):
            read += [row.code for row in rows]
            after = (rows[-1].received_at, rows[-1].case_id)
            show = shown(case, is_newest_first=is_newest_first, after=after)

        assert read == wanted


def file_later(town: Town, hours: int) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING + hours * HOUR)


def test_a_long_book_is_bound_in_volumes_that_count_on(
    town: Town, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "VOLUME_ROWS", 2)
    codes = [case.code, *(file_later(town, hours).code for hours in (1, 2))]

    book_id = cases.order_book(show=shown(case), at=MORNING + 3 * HOUR, by=town.minh)
    first, second = printed(Book.objects.get(id=book_id))

    assert codes[0] in first
    assert codes[1] in first
    assert codes[2] in second
    assert codes[0] not in second
    assert "Quyển 2/2" in second
    assert "PHƯỜNG BA ĐÌNH" in second


def test_an_empty_book_says_so(town: Town, case: Case) -> None:
    show = shown(case, from_on=TODAY - 9 * DAY, to_on=TODAY - DAY)

    book_id = cases.order_book(show=show, at=MORNING, by=town.minh)

    assert "Không có hồ sơ nào" in printed(Book.objects.get(id=book_id))[0]


def test_a_volume_that_is_printed_stays_as_it_is(town: Town, case: Case) -> None:
    book_id = cases.order_book(show=shown(case), at=MORNING, by=town.minh)
    volume = BookVolume.objects.get(book_id=book_id)
    cases.print_volume(volume_id=volume.id)
    before = queries.volume_pdf(book_id=book_id, number=1)

    Case.objects.filter(id=case.id).update(applicant_name="Ai đó khác")
    cases.print_volume(volume_id=volume.id)

    assert queries.volume_pdf(book_id=book_id, number=1) == before


def test_a_book_of_somebody_elses_unit_or_of_no_days_is_refused(town: Town, case: Case) -> None:
    for by, show in (
        (town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop"), shown(case)),
        (town.minh, shown(case, to_on=TODAY - DAY)),
    ):
        with pytest.raises(refusals.NoSuchBook):
            cases.order_book(show=show, at=MORNING, by=by)


def test_a_book_over_its_limit_is_refused_with_the_limit(
    town: Town, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thanglong.kernel.cases.actions.books.BOOK_ROWS_MAX", 1)
    file_later(town, 1)

    with pytest.raises(refusals.BookIsTooLong) as told:
        cases.order_book(show=shown(case), at=MORNING, by=town.minh)

    assert "1 " in str(told.value)


def test_only_who_ordered_a_book_fetches_it(town: Town, case: Case) -> None:
    book_id = cases.order_book(show=shown(case), at=MORNING, by=town.minh)

    assert queries.printed_book(book_id=book_id, by=town.minh) is not None
    assert queries.printed_book(book_id=book_id, by=town.long) is None


def test_to_print_a_book_is_a_look_that_is_recorded(town: Town, case: Case) -> None:
    cases.order_book(show=shown(case), at=MORNING, by=town.minh)

    look = Entry.objects.get(act="cases.book_read")
    assert (look.account_id, look.subject) == (
        town.minh.account_id,
        f"agency:{case.receiving_id}",
    )
    assert str(TODAY) in look.purpose


def test_printed_books_are_thrown_away_after_days(town: Town, case: Case) -> None:
    cases.order_book(show=shown(case), at=MORNING, by=town.minh)

    assert cases.drop_old_books(at=MORNING + HOUR, limit=10) == 0
    assert cases.drop_old_books(at=MORNING + 3 * DAY, limit=10) == 1
    assert not BookVolume.objects.exists()
