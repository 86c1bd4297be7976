"""Two texts of a procedure compared: what differs, in words, and what it means for dossiers."""

import pytest

from thanglong.kernel.cases import changes
from thanglong.kernel.cases.changes import Weight, model
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.broken_stages import Change
from thanglong.kernel.cases.tests.changed import CHANGED, PAIRS
from thanglong.kernel.cases.tests.make import Data


@pytest.mark.parametrize(
    ("kind", "change", "weight", "vi", "en"),
    CHANGED,
    ids=[f"{row[0]}: {row[4]}" for row in CHANGED],
)
def test_a_change_is_found_classed_and_said_in_both_languages(
    kind: str, change: Change, weight: Weight, vi: str, en: str
) -> None:
    old, new = make.definition(), make.definition(change)

    found = [one for one in changes.compare(old, new) if f"{one.part} {one.what}" == kind]

    assert found
    assert max(one.weight for one in found) == weight
    assert any(vi in changes.sentence(one, old, new, "vi") for one in found)
    assert any(en in changes.sentence(one, old, new, "en") for one in found)


def test_every_rule_is_proved_by_a_change() -> None:
    pairs = [*((make.definition(), make.definition(row[1])) for row in CHANGED)]
    pairs += [(make.definition(old), make.definition(new)) for old, new in PAIRS]

    used = {
        next(rule for rule in model.RULES if rule.fits(one))
        for old, new in pairs
        for one in changes.compare(old, new)
    }

    assert set(model.RULES) - used == set()


def test_the_same_text_has_no_change_and_no_class() -> None:
    assert changes.compare(make.definition(), make.definition()) == ()
    assert changes.weight_of(()) is None


def test_the_gravest_change_is_the_class_of_the_whole() -> None:
    def both(data: Data) -> None:
        data["vi"]["title"] = "Tên mới"
        data["procedure"]["needs"].pop("lives_here")

    found = changes.compare(make.definition(), make.definition(both))

    assert {one.weight for one in found} >= {Weight.COSMETIC, Weight.BREAKING}
    assert changes.weight_of(found) is Weight.BREAKING


def test_a_row_put_in_between_is_one_change() -> None:
    def put(data: Data) -> None:
        row = {"when": "copies > 50", "total": "5wd", "basis": "nd123"}
        data["procedure"]["deadline"].insert(1, row)

    found = changes.compare(make.definition(), make.definition(put))

    assert [(one.part, one.what, one.name) for one in found] == [("deadline", "added", "2")]


@pytest.mark.parametrize("change", [row[1] for row in CHANGED])
def test_what_is_added_one_way_is_removed_the_other(change: Change) -> None:
    old, new = make.definition(), make.definition(change)
    forth, back = changes.compare(old, new), changes.compare(new, old)

    assert len([one for one in forth if one.what == "added"]) == len(
        [one for one in back if one.what == "removed"]
    )
    assert bool(forth) == bool(back)
