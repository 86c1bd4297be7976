"""The expression language: the corpus of vectors, and everything that must hold for any text."""

import datetime
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition import strict_yaml
from thanglong.kernel.cases.expressions import MISSING, ExpressionError, Kind, Type, tree
from thanglong.kernel.cases.expressions.functions import FUNCTIONS

CORPUS: Any = strict_yaml.read(
    Path(__file__).parent / "data" / "vectors.yaml", file="vectors.yaml"
).data
KINDS = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "boolean": Kind.BOOLEAN,
    "address": Kind.ADDRESS,
    "list": Kind.LIST,
}
SCOPE = CORPUS["scope"] | {"opens_at": datetime.time(8, 0)}
NAMES = [*SCOPE, "unasked", "agreed", "spouse.birth_date"]


def is_weekday(on: datetime.date) -> bool:
    return on.weekday() < 5


def types() -> dict[str, Type]:
    return {
        name: Type(
            KINDS[row["kind"]],
            item=Kind.TEXT if row["kind"] == "list" else None,
            options=frozenset(row["options"]) if "options" in row else None,
        )
        for name, row in CORPUS["types"].items()
    }


@pytest.mark.parametrize("row", CORPUS["values"], ids=lambda row: row["text"])
def test_an_expression_gives_the_value_of_the_corpus(row: dict[str, Any]) -> None:
    expression = expressions.parse(row["text"])

    found = expressions.evaluate(expression, SCOPE, days=is_weekday)

    expected = MISSING if row["value"] == "missing" else row["value"]
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize("row", CORPUS["values"], ids=lambda row: row["text"])
def test_every_text_of_the_corpus_has_a_type_that_agrees_with_its_value(
    row: dict[str, Any],
) -> None:
    expression = expressions.parse(row["text"])

    found = expressions.check(expression, types())

    value = expressions.evaluate(expression, SCOPE, days=is_weekday)
    assert value is MISSING or found.kind is expressions.values.kind_of(value)


@pytest.mark.parametrize("row", CORPUS["errors"], ids=lambda row: row["text"])
def test_a_wrong_text_is_refused_with_its_place_and_advice(row: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.check(expressions.parse(row["text"]), types())

    assert row["error"] in str(caught.value)
    assert caught.value.at == row.get("at", caught.value.at)


@pytest.mark.parametrize("row", CORPUS["values"], ids=lambda row: row["text"])
def test_writing_a_tree_and_reading_it_again_changes_nothing(row: dict[str, Any]) -> None:
    expression = expressions.parse(row["text"])

    assert expressions.parse(expressions.write(expression)) == expression


def test_the_names_of_an_expression_are_those_that_it_reads() -> None:
    expression = expressions.parse(
        "purpose == 'marriage' and age(subject.birth_date, submitted_on)"
    )

    assert expressions.names(expression) == {"purpose", "subject.birth_date", "submitted_on"}


def test_without_a_calendar_working_days_are_missing() -> None:
    assert expressions.evaluate(expressions.parse("submitted_on + 3wd"), SCOPE) is MISSING


def test_an_expression_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(ExpressionError, match="longer than 500"):
        expressions.parse("1 + " * 125 + "1")


@pytest.mark.parametrize("text", ["(" * 30 + "1" + ")" * 30, "not " * 30 + "true", "-" * 30 + "1"])
def test_an_expression_that_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="nested deeper"):
        expressions.parse(text)


def test_a_chain_of_many_conditions_is_not_deep() -> None:
    text = " or ".join(f"pages == {n}" for n in range(30))

    assert expressions.holds(expressions.parse(text), SCOPE)


def words() -> some.SearchStrategy[str]:
    """Pieces that expressions are made of, so that many texts are nearly or wholly right."""
    pieces = [
        *NAMES, *sorted(FUNCTIONS), "and", "or", "not", "in", "true", "false", "(", ")", "[", "]",
        ",", "==", "!=", "<", ">=", "+", "-", "*", "1", "12.5", "999999999999999", "'online'",
        "2025-07-01", "3wd", "12wh", "6mo", "2y", "08:00", " ",
    ]  # fmt: skip
    return some.lists(some.sampled_from(pieces), max_size=40).map(" ".join)


def values() -> some.SearchStrategy[Any]:
    plain = (
        some.none()
        | some.booleans()
        | some.integers()
        | some.decimals()
        | some.text(max_size=20)
        | some.dates()
        | some.times()
        | some.datetimes()
        | some.datetimes(timezones=some.just(datetime.UTC))
        | some.floats()
        | some.binary(max_size=5)
    )
    return plain | some.lists(plain, max_size=5) | some.dictionaries(some.text(max_size=3), plain)


def trees() -> some.SearchStrategy[tree.Expression]:
    """Any tree that the parser could make, well typed or not."""
    literal = (
        some.booleans()
        | some.integers(0, 10**15 - 1)
        | some.decimals(0, 10**9, places=3).map(abs)
        | some.text("abcđé' ", max_size=8)
        | some.dates()
        | some.times().map(lambda one: one.replace(second=0, microsecond=0))
        | some.builds(tree.Span, some.integers(0, 9999), some.sampled_from(["wh", "wd", "d", "y"]))
    )
    leaf = some.builds(tree.Literally, literal) | some.builds(tree.Name, some.sampled_from(NAMES))
    signs = some.sampled_from(["==", "!=", "<", "<=", ">", ">="])

    def grow(inner: some.SearchStrategy[tree.Expression]) -> some.SearchStrategy[tree.Expression]:
        several = some.lists(inner, min_size=2, max_size=3).map(tuple)
        return (
            some.builds(tree.Not, inner)
            | some.builds(tree.Negative, inner)
            | some.builds(tree.All, several)
            | some.builds(tree.Any, several)
            | some.builds(tree.Compare, signs, inner, inner)
            | some.builds(tree.Within, inner, several.map(tree.Listing))
            | some.builds(tree.Compute, some.sampled_from("+-*"), inner, inner)
            | some.builds(tree.Call, some.sampled_from(sorted(FUNCTIONS)), several)
        )

    return some.recursive(leaf, grow, max_leaves=12)


@given(some.text(max_size=520) | words())
@settings(max_examples=400, deadline=None)
def test_reading_any_text_ends_in_a_tree_or_an_expression_error(text: str) -> None:
    try:
        expression = expressions.parse(text)
    except ExpressionError as error:
        assert 0 <= error.at <= len(text)
        assert error.advice
    else:
        assert expressions.parse(expressions.write(expression)) == expression


@given(words(), some.dictionaries(some.sampled_from(NAMES), values()))
@settings(max_examples=400, deadline=None)
def test_evaluating_in_any_scope_ends_with_a_value(text: str, scope: dict[str, Any]) -> None:
    try:
        expression = expressions.parse(text)
    except ExpressionError:
        return

    expressions.evaluate(expression, scope, days=is_weekday)


@given(trees(), some.dictionaries(some.sampled_from(NAMES), values()))
@settings(max_examples=400, deadline=None)
def test_evaluating_any_tree_ends_with_a_value_in_bounded_time(
    expression: tree.Expression, scope: dict[str, Any]
) -> None:
    begun = time.perf_counter()

    found = expressions.evaluate(expression, scope, days=is_weekday)

    assert time.perf_counter() - begun < 1
    if isinstance(found, int | Decimal):
        assert abs(found) <= 10**18


@given(trees())
@settings(max_examples=400, deadline=None)
def test_a_tree_that_passes_the_checker_gives_a_value_of_its_type(
    expression: tree.Expression,
) -> None:
    try:
        found = expressions.check(expression, types())
    except ExpressionError:
        return

    value = expressions.evaluate(expression, SCOPE, days=is_weekday)

    assert value is MISSING or expressions.values.kind_of(value) is found.kind


@given(trees())
@settings(max_examples=400, deadline=None)
def test_any_tree_written_and_read_again_means_the_same(expression: tree.Expression) -> None:
    try:
        again = expressions.parse(expressions.write(expression))
    except ExpressionError:
        return

    found = expressions.evaluate(again, SCOPE, days=is_weekday)
    assert found == expressions.evaluate(expression, SCOPE, days=is_weekday)
