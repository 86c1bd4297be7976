"""The new procedures of the catalogue are found in the words that people use for them."""

import datetime

import pytest

from thanglong.services.procedures import queries

TODAY = datetime.date(2026, 11, 25)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("lương hưu", "social-pension"),
        ("tien nguoi gia", "social-pension"),
        ("bang lai xe", "driving-licence-exchange"),
        ("bằng lái hết hạn", "driving-licence-exchange"),
        ("nhap ho khau", "permanent-residence"),
        ("thue phong tro", "temporary-residence"),
        ("mất giấy khai sinh", "civil-status-extract-copy"),
        ("giay uy quyen", "signature-certification"),
        ("nhan con nuoi", "domestic-adoption"),
        ("doi ten", "civil-status-change"),
        ("so do sau sap nhap", "land-data-change"),
        ("tro cap nguoi khuyet tat", "monthly-social-allowance"),
        ("can cuoc het han", "identity-card"),
        ("bien quang cao", "billboard-and-utility-works"),
        ("phu hieu xe tai", "vehicle-badge"),
        ("mo cong ty", "private-enterprise-registration"),
        ("the bao hiem y te cho con", "child-health-insurance-card"),
        ("giay to cho tre so sinh", "newborn-three-in-one"),
        ("driving licence", "driving-licence-exchange"),
        ("id card", "identity-card"),
    ],
)
def test_plain_words_find_the_procedure(words: str, slug: str) -> None:
    found = [one.slug for one in queries.search(words=words, on=TODAY, language="vi")]

    assert slug in found[:2], found[:5]
