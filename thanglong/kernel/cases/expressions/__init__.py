"""A small, typed, total language for the conditions and amounts of a procedure.

    purpose == 'marriage' and age(subject.birth_date, submitted_on) >= 18
    2000 * min(pages, 2) + 1000 * max(pages - 2, 0)

Literals: numbers, 'text' (a quote inside is doubled), true, false, dates 2025-07-01, times 15:00,
durations 3wd 12wh 10d 6mo 2y, lists ['a', 'b']. Names: fields by id, facts, `channel`,
`submitted_on`… Operators: == != < <= > >=, in, not in, and, or, not, + - *. Functions: see
`functions.SIGNATURES`. No loops, no division, no attribute of anything but a declared name.

The rule of missing values, in full: a comparison (`in` included) with a missing side is false;
`and`, `or`, `not` and the condition of `if` take a missing value for false; arithmetic and
functions of a missing value are missing; only `is_empty` sees that a value is missing. Empty text
and an empty list are missing. What cannot be computed (a date beyond the calendar, a number beyond
10^18) is missing too, so an evaluation always ends with a value and never with an exception.
"""

from thanglong.kernel.cases.expressions.checker import check
from thanglong.kernel.cases.expressions.errors import ExpressionError
from thanglong.kernel.cases.expressions.evaluator import evaluate, holds
from thanglong.kernel.cases.expressions.parser import names, parse
from thanglong.kernel.cases.expressions.tree import Expression
from thanglong.kernel.cases.expressions.types import Kind, Type
from thanglong.kernel.cases.expressions.values import MISSING, Missing, Scope, Value, WorkingDays
from thanglong.kernel.cases.expressions.writer import write

__all__ = [
    "MISSING",
    "Expression",
    "ExpressionError",
    "Kind",
    "Missing",
    "Scope",
    "Type",
    "Value",
    "WorkingDays",
    "check",
    "evaluate",
    "holds",
    "names",
    "parse",
    "write",
]
