"""Why an answer is as it is: sentences in both languages."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from thanglong.kernel.units import wording
from thanglong.kernel.units.models import Area
from thanglong.kernel.units.queries import maps
from thanglong.kernel.units.queries.agencies import Known
from thanglong.kernel.units.queries.converting import Candidate

Names = Callable[[str], dict[str, str]]  # the names in a sentence, by language


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of a reason, in both languages. `code`: which kind of sentence."""

    code: str
    vi: str
    en: str

    def said(self, language: str) -> str:
        """The sentence in a language: vi or en."""
        return self.en if language == "en" else self.vi


def said(code: str, names: Names = lambda language: {}) -> Reason:
    """A sentence with its names."""
    return Reason(
        code,
        wording.say(code, "vi", **names("vi")),
        wording.say(code, "en", **names("en")),
    )


def unknown_code(code: str) -> Reason:
    """Nothing has or had this code."""
    return said("unknown_code", lambda language: {"code": code})


def no_power(power: str, on: datetime.date) -> Reason:
    """No row says who decides this."""
    return said("no_power", lambda language: {"power": power, "day": wording.day(on, language)})


def lost(asked: Area, on: datetime.date) -> Reason:
    """The area is not there on the day, and nothing says what is there instead."""
    ended = asked.valid_to if asked.valid_to and asked.valid_to <= on else None
    return said(
        "ended" if ended else "not_yet",
        lambda language: {
            "old": wording.area(asked, language),
            "day": wording.day(ended or on, language),
        },
    )


def moved(asked: Area, found: list[Candidate], on: datetime.date) -> list[Reason]:
    """What became of the address between its own day and the one asked for."""
    first = found[0]
    if first.kind == "same":
        return []
    others = [one.area for one in found[first.is_default :]]

    def names(language: str) -> dict[str, str]:
        return {
            "old": wording.area(asked, language),
            "new": wording.area(first.area, language),
            "others": wording.listed(
                [wording.area(one, language) for one in others],
                language,
                last="or" if first.is_default else "and",
            ),
            "day": wording.day(on, language),
            "ended": wording.day(asked.valid_to or on, language),
        }

    return [said(_kind_of_move(first, others, is_back=asked.valid_from > on), names)]


def no_districts(on: datetime.date) -> list[Reason]:
    """Since when there are no districts, if there were some."""
    ended = maps.districts_ended_on(on=on)
    if ended is None:
        return []
    day = ended
    return [said("no_districts", lambda language: {"day": wording.day(day, language)})]


def lies_in(place: Area) -> list[Reason]:
    """Which area another one is in."""
    above = place.parent
    if above is None:
        return []
    return [
        said(
            "lies_in",
            lambda language: {
                "place": wording.area(place, language),
                "district": wording.area(above, language),
            },
        )
    ]


def nobody(place: Area, on: datetime.date) -> Reason:
    """The law names a level at which there is no agency."""
    return said(
        "nobody",
        lambda language: {
            "day": wording.day(on, language),
            "place": wording.area(place, language),
        },
    )


def decides(agency: Known, department: Known | None, one_stop: Known | None) -> list[Reason]:
    """Who decides, who does the work, where dossiers are handed in."""
    known = {"agency": agency, "department": department, "one_stop": one_stop}

    def names(language: str) -> dict[str, str]:
        return {
            key: wording.agency(one.name, one.name_en, language)
            for key, one in known.items()
            if one
        }

    is_shared = department is not None and department.id != agency.id
    first = said("decides_by" if is_shared else "decides", names)
    return [first, said("received_at", names)] if one_stop else [first]


def _kind_of_move(first: Candidate, others: list[Area], *, is_back: bool) -> str:
    if not first.is_default:
        return "part_back" if is_back else "part_open"
    if is_back:
        return "whole_back"
    if others:
        return "part_default"
    return "rename" if first.kind == "rename" else "whole"
