"""Finding and ordering units by name."""

import pytest

from thanglong.kernel.units import queries
from thanglong.kernel.units.tests.make import IN_2024, NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ba dinh", "Phường Ba Đình"),
        ("PHƯỜNG BA ĐÌNH", "Phường Ba Đình"),
        ("Ba Đình", "Phường Ba Đình"),  # decomposed
        ("00004", "Phường Ba Đình"),
        ("quoc tu giam", "Phường Văn Miếu - Quốc Tử Giám"),
        ("hoan kiemm", "Phường Hoàn Kiếm"),
    ],
)
def test_a_unit_is_found_as_people_write_it(words: str, name: str) -> None:
    assert queries.search(words, on=NOW)[0].name == name


def test_nothing_is_found_for_nothing() -> None:
    assert queries.search("   ", on=NOW) == []
    assert queries.search("qqqqqqqq", on=NOW) == []


def test_wildcards_are_only_letters() -> None:
    assert queries.search("%", on=NOW) == []
    assert queries.search("_" * 500, on=NOW) == []


def test_a_name_of_yesterday_is_found_among_the_former() -> None:
    assert queries.search("phuc xa", on=NOW) == [] or all(
        one.name != "Phường Phúc Xá" for one in queries.search("phuc xa", on=NOW)
    )
    assert [one.name for one in queries.former("phuc xa", on=NOW)] == ["Phường Phúc Xá"]
    assert [one.name for one in queries.search("phuc xa", on=IN_2024)] == ["Phường Phúc Xá"]


def test_communes_stand_in_the_order_of_the_alphabet() -> None:
    names = [name.split(" ", 1)[1] for _, name, _ in queries.commune_choices(on=NOW)]

    assert len(names) == 126
    assert names[:4] == ["An Khánh", "Ba Đình", "Ba Vì", "Bạch Mai"]
    assert names.index("Dương Hòa") < names.index("Đa Phúc")
    assert names.index("Ô Chợ Dừa") > names.index("Nội Bài")


def test_a_choice_names_the_district_where_there_are_some() -> None:
    then = {code: district for code, _, district in queries.commune_choices(on=IN_2024)}
    now = {district for _, _, district in queries.commune_choices(on=NOW)}

    assert then["00004"] == "Quận Ba Đình"
    assert now == {""}
