"""From “every commune has a committee and a one-stop unit” to the agencies of a city."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.units.pack.files import LINE, BadPack
from thanglong.kernel.units.pack.rows import AgencyRow, AreaRow, Key, PostRow, Span

FILE = "agencies.yaml"
COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of `agencies.yaml`."""

    content: dict[str, Any]

    def of_level(self, level: str) -> list[dict[str, Any]]:
        """The agencies that each unit of a level has, its committee among them."""
        return list(self.content.get(level) or ())

    def posts(self, rule: dict[str, Any], place: str) -> list[dict[str, Any]]:
        """The posts of an agency: its own, or those of its kind."""
        found = rule.get("posts") or self.content.get("posts", {}).get(rule["kind"])
        if not found:
            raise BadPack(f"{place}: there are no posts for the kind “{rule['kind']}”.")
        return list(found)


def agencies(areas: list[AreaRow], content: dict[str, Any]) -> list[AgencyRow]:
    """The agencies of these areas, by the rules. Raises BadPack."""
    rules = Rules(content)
    committees: dict[Key, AgencyRow] = {}
    for area in areas:
        for rule in rules.of_level(area.level):
            if rule.get("kind") == COMMITTEE:
                committees[area.key] = _agency(rule, area, area.span, rules)
    found: list[AgencyRow] = []
    for area in areas:
        for rule in rules.of_level(area.level):
            span = _life(rule, area)
            if span is None:
                continue
            row = _agency(rule, area, span, rules)
            parent = area.parent if rule["kind"] == COMMITTEE else area.key
            head = committees.get(parent) if parent else None
            found.append(dataclasses.replace(row, parent=head.key if head else None))
    return found


def _life(rule: dict[str, Any], area: AreaRow) -> Span | None:
    """The days on which a unit has an agency; None when it never has."""
    if area.kind not in rule.get("of", [area.kind]):
        return None
    start = rule.get("from") or area.span.valid_from
    return area.span.common(Span(valid_from=start, valid_to=rule.get("until")))


def _agency(rule: dict[str, Any], area: AreaRow, span: Span, rules: Rules) -> AgencyRow:
    content, place = rules.content, f"{FILE}:{rule.get(LINE, '?')}"
    try:
        words = {"kind": area.kind_name.lower(), "place": area.in_text, "short": rule["short"]}
        words_en = {"kind": area.kind, "place": area.name_en, "short": rule["short_en"]}
        names = content["names"][area.level]
        code = ".".join(_code_parts(content["prefix"], area, rule["code"]))
        return AgencyRow(
            code=code,
            name=names["vi"].format(**words),
            name_en=names["en"].format(**words_en),
            kind=rule["kind"],
            level=area.level,
            area=area.key,
            parent=None,
            functions=tuple(rule["functions"]),
            span=span,
            is_demo_code=not (code == content["prefix"] and content.get("prefix_is_real")),
            certainty=rule.get("certainty") or content["certainty"],
            source=content["source"],
            posts=tuple(
                PostRow(
                    role=post["role"],
                    title=post["title"].format(**words),
                    title_en=post["title_en"].format(**words_en),
                )
                for post in rules.posts(rule, place)
            ),
            place=place,
        )
    except KeyError as error:
        raise BadPack(f"{place}: {error} is missing.") from error


def _code_parts(prefix: str, area: AreaRow, ending: str) -> Iterator[str]:
    """`H26`, `H26.001`, `H26.00004.KT`: the form of Decision 20/2020/QĐ-TTg."""
    yield prefix
    if area.parent is not None:
        yield area.code
    if ending:
        yield ending
