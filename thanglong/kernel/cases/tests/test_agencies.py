"""Who does a stage, read from `role@agency`."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from thanglong.kernel.cases.agencies import AgencyError, Department, Parent, Post, parse_post


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("one_stop@receiving", Post("one_stop", "receiving")),
        ("leader@receiving.parent", Post("leader", "receiving", (Parent(),))),
        (
            "specialist@city.department('construction')",
            Post("specialist", "city", (Department("construction"),)),
        ),
        (
            "head@receiving.parent.department('justice')",
            Post("head", "receiving", (Parent(), Department("justice"))),
        ),
    ],
)
def test_a_post_is_read_and_written_again(text: str, post: Post) -> None:
    assert parse_post(text) == post
    assert str(post) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("applicant", "Write role@agency"),
        ("leeder@deciding", "Did you mean 'leader'?"),
        ("leader@desiding", "Did you mean 'deciding'?"),
        ("leader@deciding.departement('x')", "is not a step"),
        ("leader@deciding.department('X')", "is not a step"),
        ("leader@deciding.parent.parent.parent.parent.parent", "at most four"),
        ("leader@", "There is no agency"),
        ("@deciding", "There is no role"),
    ],
)
def test_what_names_no_post_is_refused_with_advice(text: str, said: str) -> None:
    with pytest.raises(AgencyError, match=said.replace("(", r"\(")):
        parse_post(text)


@given(some.text(max_size=80))
def test_any_text_ends_in_a_post_or_an_agency_error(text: str) -> None:
    try:
        post = parse_post(text)
    except AgencyError:
        return
    assert parse_post(str(post)) == post
