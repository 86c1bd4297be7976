"""Loading a city: twice is once, a reform is another edition, a fault names its line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from thanglong.kernel.trail.models import Entry
from thanglong.kernel.units import actions, queries
from thanglong.kernel.units.models import Agency, Area, Edition, Post
from thanglong.kernel.units.tests import make
from thanglong.kernel.units.tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    yield
    queries.forget()


def test_loading_twice_changes_nothing() -> None:
    make.load(make.reference())
    before = [list(model.objects.order_by("id").values()) for model in (Area, Agency, Post)]
    editions = Edition.objects.count()

    counts = make.load(make.reference())

    after = [list(model.objects.order_by("id").values()) for model in (Area, Agency, Post)]
    assert after == before
    assert Edition.objects.count() == editions
    assert counts == {"areas": len(after[0]), "agencies": len(after[1]), "posts": len(after[2])}


def test_a_reform_ends_a_ward_and_begins_another_without_touching_the_rest(tmp_path: Path) -> None:
    make.load(make.reference())
    agency_before = queries.agency_by_code("H26.00008", on=NOW)
    folder = make.changed(tmp_path, "areas.csv", _hong_ha_is_renamed)

    make.load(folder)

    before, after = queries.history("00097")[-2:]
    assert (before.name, str(before.valid_to)) == ("Phường Hồng Hà", "2027-01-01")
    assert (after.name, after.valid_to) == ("Phường Nhị Hà", None)
    agency_after = queries.agency_by_code("H26.00008", on=NOW)
    assert agency_before is not None and agency_after is not None
    assert agency_after.id == agency_before.id


def test_what_was_kept_in_memory_is_forgotten_when_the_city_changes(tmp_path: Path) -> None:
    make.load(make.reference())
    assert queries.area_name("00097", on=NOW) == "Phường Hồng Hà"

    make.load(make.changed(tmp_path, "areas.csv", lambda csv: csv.replace("Hồng Hà", "Hồng Giang")))

    assert queries.area_name("00097", on=NOW) == "Phường Hồng Giang"


def test_a_line_that_is_gone_and_not_in_use_is_removed(tmp_path: Path) -> None:
    make.load(make.reference())

    make.load(make.changed(tmp_path, "agencies.yaml", _without_tourism))

    assert not Agency.objects.filter(name="Sở Du lịch").exists()


def test_a_line_that_is_gone_and_in_use_is_refused(tmp_path: Path) -> None:
    make.load(make.reference())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE desk (agency_id bigint REFERENCES units_agency DEFERRABLE "
            "INITIALLY DEFERRED); "
            "INSERT INTO desk SELECT id FROM units_agency WHERE code = 'H26.DL'",
        )
    folder = make.changed(tmp_path, "agencies.yaml", _without_tourism)

    with pytest.raises(actions.UnitIsInUse) as refusal:
        make.load(folder)

    assert "desk" in refusal.value.details["problem"]
    assert Agency.objects.filter(name="Sở Du lịch").exists()


def test_a_loading_is_on_the_trail() -> None:
    Edition.objects.all().delete()

    make.load(make.reference())

    edition = Edition.objects.get()
    assert Entry.objects.filter(act="units.city.loaded", subject=f"units:{edition.id}").exists()


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "areas.csv",
            "00004,commune,phuong,Trúc Bạch,,001,2020-03-01,2025-07-01",
            "00004,commune,phuong,Trúc Bạch,,001,2020-03-01,2025-07-02",
            "areas.csv:35: 00004 is valid from 2025-07-01, but areas.csv:34 gives the same until",
        ),
        ("areas.csv", "Trúc Bạch,,001", "Trúc Bạch,,999", "areas.csv:34: 00004 Phường Trúc Bạch"),
        ("areas.csv", "00004,commune,phuong", "00004,commune,ward", "“kind” is “ward”; known are"),
        ("areas.csv", "2020-03-01", "01/03/2020", "is no day: write 2025-07-01"),
        ("areas.csv", "21.0386", "21,0386", "areas.csv:35: the line has too few or too many"),
        ("areas.csv", "21.0386", "north", "areas.csv:35: “north” in “latitude” is no number."),
        ("areas.csv", "code,level", "codes,level", "areas.csv:1: there is no column code."),
        ("successions.csv", "00001,00097", "00001,99999", "there is no unit 99999 on 2025-07-01."),
        ("successions.csv", "00001,00097", "77777,00097", "no unit 77777 ended on 2025-07-01."),
        ("jurisdictions.csv", ",M,facts", ",X,facts", "“certainty” is “X”; known are V, S, M."),
        (
            "jurisdictions.csv",
            "tax,,city,tax,,,",
            "tax,,city,tax,,H26.ZZ,",
            "there is no agency H26.ZZ.",
        ),
        ("agencies.yaml", "{code: CA, kind: police", "{code: CA, kind: polis", "“polis”"),
        ("agencies.yaml", "prefix: H26", "prefix: [H26", "agencies.yaml: "),
        ("agencies.yaml", 'short: "Công an", short', "short", "'short' is missing."),
        ("city.yaml", "kinds:", "sorts:", "city.yaml: “kinds” is missing."),
    ],
)
def test_a_fault_names_file_and_line_and_changes_nothing(
    tmp_path: Path, name: str, before: str, after: str, said: str
) -> None:
    areas = Area.objects.count()
    folder = make.changed(tmp_path, name, lambda text: text.replace(before, after))

    with pytest.raises(actions.UnitsPackIsWrong) as refusal:
        make.load(folder)

    assert said in str(refusal.value)
    assert Area.objects.count() == areas


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(actions.UnitsPackIsWrong, match=r"city\.yaml: there is no such file"):
        make.load(tmp_path)


def _hong_ha_is_renamed(csv: str) -> str:
    line = next(one for one in csv.splitlines() if one.startswith("00097,") and "Hồng Hà" in one)
    begun = line.split(",")
    ended = [*begun[:7], "2027-01-01", *begun[8:]]
    next_one = [*begun[:3], "Nhị Hà", *begun[4:6], "2027-01-01", *begun[7:]]
    return csv.replace(line, ",".join(ended) + "\n" + ",".join(next_one))


def _without_tourism(yaml: str) -> str:
    return "\n".join(line for line in yaml.splitlines() if "code: DL" not in line)
