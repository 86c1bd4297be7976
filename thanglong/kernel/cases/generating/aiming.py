"""Making a condition come true, or not: its names are given values, part by part."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.expressions import MISSING, tree
from thanglong.kernel.cases.generating import values
from thanglong.kernel.cases.generating.applicants import DEPTH_MAX, Applicant, Maker

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_STEPS = {"==": 0, "<=": 0, ">=": 0, "<": -1, ">": 1}
_YEAR = 366


class Aim:
    """Changes one applicant so that conditions hold."""

    def __init__(self, maker: Maker, who: Applicant) -> None:
        self._maker, self.who = maker, who
        self._facts = {one.id: one.expression for one in maker.definition.procedure.facts}

    def at(self, text: str | bool | None, *, want: bool, depth: int = 0) -> None:
        """Try to make a condition true or false; one that cannot be read is left alone."""
        if not isinstance(text, str) or depth > DEPTH_MAX:
            return
        try:
            expression = expressions.parse(text)
        except expressions.ExpressionError:
            return
        self._part(expression, want, depth)

    def _part(self, part: tree.Expression, want: bool, depth: int) -> None:
        match part:
            case tree.Name(path):
                self._name(path, want, depth)
            case tree.Not(inner):
                self._part(inner, not want, depth)
            case tree.All(parts) | tree.Any(parts):
                is_all = isinstance(part, tree.All)
                chosen = parts if is_all == want else (self._maker.chance.choice(parts),)
                for one in chosen:
                    self._part(one, want, depth)
            case tree.Compare() | tree.Within():
                self._relation(part, want, depth)
            case tree.Call("is_empty", (tree.Name(path),)):
                self._set(path, None if want else self._some(path), depth)
            case tree.Call("if", (condition, *_)):
                self._part(condition, want, depth)

    def _name(self, path: str, want: bool, depth: int) -> None:
        if path in self._facts:
            self.at(self._facts[path], want=want, depth=depth + 1)
        else:
            self._set(path, want, depth)

    def _relation(self, part: tree.Compare | tree.Within, want: bool, depth: int) -> None:
        if isinstance(part, tree.Within):
            self._within(part.left, part.right, want, depth)
        else:
            sign = part.sign if want else _OPPOSITE[part.sign]
            self._compare(sign, part.left, part.right, depth)

    def _compare(
        self, sign: str, left: tree.Expression, right: tree.Expression, depth: int
    ) -> None:
        """Give the side that can be set a value that stands in this relation to the other."""
        pairs = [(sign, left, right), (_MIRRORED[sign], right, left)]
        for relation, side, other in pairs:
            value = self._value(other)
            if value is not MISSING and self._settable(side):
                self._give(side, self._beside(relation, side, value), depth)
                return

    def _beside(self, sign: str, side: tree.Expression, value: Any) -> Any:
        """A value in this relation to another."""
        if isinstance(value, bool):
            return value if sign == "==" else not value
        step = self._maker.chance.choice((-1, 1)) if sign == "!=" else _STEPS[sign]
        if isinstance(value, int | Decimal):
            return value + step
        if isinstance(value, datetime.date):
            return value + datetime.timedelta(days=step)
        if sign == "==" or not isinstance(side, tree.Name):
            return value
        one = self._maker.definition.fields.get(side.path)
        others = [option for option in (one.options if one else ()) if option != value]
        return self._maker.chance.choice(others) if others else f"{value}x"

    def _settable(self, part: tree.Expression) -> bool:
        match part:
            case tree.Name(path):
                return path not in ("submitted_on", "submitted_at", "applicant.full_name")
            case tree.Call(_, arguments):
                return any(self._settable(one) for one in arguments)
            case tree.Compute(_, left, right):
                return self._settable(left) or self._settable(right)
        return False

    def _give(self, part: tree.Expression, value: Any, depth: int) -> None:
        """Let a part of an expression have a value."""
        match part:
            case tree.Name(path):
                self._set(path, value, depth)
            case tree.Compute(sign, left, right):
                self._computed(sign, left, right, value, depth)
            case tree.Call(name, arguments):
                self._called(name, arguments, value, depth)

    def _called(
        self, name: str, arguments: tuple[tree.Expression, ...], value: Any, depth: int
    ) -> None:
        """Let a function have a value, by what it is asked about."""
        first = arguments[0]
        if name == "age":
            day = self._value(arguments[1])
            if isinstance(day, datetime.date):
                years = datetime.timedelta(days=int(value) * _YEAR + 2)
                self._give(first, _date(day) - years, depth)
        elif name in ("days_between", "working_days_between"):
            self._days(int(value), name, (first, arguments[1]), depth)
        elif name == "year":
            self._give(first, datetime.date(int(value), 6, 15), depth)
        elif name == "length":
            self._give(first, "a" * max(int(value), 0), depth)
        else:
            self._give(first, value, depth)

    def _days(
        self, days: int, name: str, ends: tuple[tree.Expression, tree.Expression], depth: int
    ) -> None:
        """Two days so far from each other; working days are counted as five in seven."""
        start, end = ends
        span = datetime.timedelta(days=days * 7 // 5 if name.startswith("working") else days)
        first, last = self._value(start), self._value(end)
        if self._settable(end) and isinstance(first, datetime.date):
            self._give(end, _date(first) + span, depth)
        elif isinstance(last, datetime.date):
            self._give(start, _date(last) - span, depth)

    def _computed(
        self, sign: str, left: tree.Expression, right: tree.Expression, value: Any, depth: int
    ) -> None:
        """Undo one computation: `a + b` is to be the value, so `a` is the value without `b`."""
        side, other = (left, right) if self._settable(left) else (right, left)
        known = self._value(other)
        if isinstance(known, int | Decimal) and isinstance(value, int | Decimal):
            undone: Mapping[str, Callable[[], Any]] = {
                "+": lambda: value - known,
                "-": lambda: value + known if side is left else known - value,
                "*": lambda: value // known + self._maker.chance.choice((0, 1)) if known else value,
            }
            self._give(side, undone[sign](), depth)

    def _within(
        self, left: tree.Expression, right: tree.Expression, want: bool, depth: int
    ) -> None:
        if isinstance(left, tree.Name) and isinstance(right, tree.Listing):
            listed = [one.value for one in right.items if isinstance(one, tree.Literally)]
            one = self._maker.definition.fields.get(left.path)
            others = [option for option in (one.options if one else ()) if option not in listed]
            chosen = listed if want else others
            if chosen:
                self._set(left.path, self._maker.chance.choice(chosen), depth)
        elif isinstance(left, tree.Literally) and isinstance(right, tree.Name):
            had = self.who.answers.get(right.path) or []
            rest = [item for item in had if item != left.value]
            self._set(right.path, [*rest, left.value] if want else rest, depth)

    def _set(self, path: str, value: Any, depth: int) -> None:
        """Give a name a value, and see to it that the question is shown."""
        who = self.who
        kind, _, rest = path.partition(".")
        if path == "channel":
            who.channel = str(value)
        elif path == "applicant.is_organisation":
            who.is_organisation = bool(value)
        elif path == "applicant.birth_date" and isinstance(value, datetime.date):
            who.birth_date = value
        elif kind == "papers":
            (who.papers.add if value else who.papers.discard)(rest)
        else:
            self._answer(path, value, depth)

    def _answer(self, path: str, value: Any, depth: int) -> None:
        definition = self._maker.definition
        whole, _, part = path.rpartition(".")
        if path not in definition.fields and whole in definition.fields:
            kept = self.who.answers.get(whole) or {"area": values.AREA, "line": "1"}
            path, value = whole, {**kept, part: str(value)}
        if path not in definition.fields:
            return
        one = definition.fields[path]
        if one.type == "decimal" and isinstance(value, int):
            value = Decimal(value)
        self.who.answers[path] = value
        if value is not None:
            self.at(definition.plan.places[path][0].show_if, want=True, depth=depth + 1)
            self.at(one.show_if, want=True, depth=depth + 1)

    def _some(self, path: str) -> Any:
        one = self._maker.definition.fields.get(path)
        seen = self._maker.see(self.who)
        return values.draw(one, seen, self._maker.chance) if one else True

    def _value(self, part: tree.Expression) -> Any:
        return self._maker.see(self.who).value(expressions.write(part))


def _date(day: datetime.date) -> datetime.date:
    return day.date() if isinstance(day, datetime.datetime) else day
