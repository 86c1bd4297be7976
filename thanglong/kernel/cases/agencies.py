"""Who does a stage: `role@agency`, read into a small tree. Finding the post is the engine's work.

one_stop@receiving
specialist@deciding.department('civil_status')
leader@receiving.parent
"""

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

APPLICANT = "applicant"
PARTS = "parts"  # of an interlinked filing: the dossier waits for them, on no desk
NOBODY = frozenset({APPLICANT, PARTS})
ROLES = ("one_stop", "specialist", "head", "leader", "deputy_leader", "supervisor")
STEPS_MAX = 4

Base = Literal["receiving", "deciding", "city"]
_BASES = ("receiving", "deciding", "city")
_STEP = re.compile(r"\.(?:(?P<parent>parent)|department\('(?P<function>[a-z][a-z0-9_]{0,39})'\))")


class AgencyError(Exception):
    """The text names no post. `advice` says what to write."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        self.message = message
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Parent:
    """The agency above."""

    def __str__(self) -> str:
        return ".parent"


@dataclass(frozen=True, slots=True)
class Department:
    """The part of an agency that has a function at that time."""

    function: str

    def __str__(self) -> str:
        return f".department('{self.function}')"


Step = Parent | Department


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of work (`role`) in an agency: from a base, some steps."""

    role: str
    base: Base
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return f"{self.role}@{self.base}{''.join(str(step) for step in self.steps)}"


@lru_cache(maxsize=1024)
def parse_post(text: str) -> Post:
    """The post that a text names. Raises AgencyError. `applicant` is no post."""
    role, at, agency = text.strip().partition("@")
    if not at:
        raise AgencyError(
            f"'{text}' names no post.", "Write role@agency, such as one_stop@receiving."
        )
    if role not in ROLES:
        raise AgencyError(f"There is no role '{role}'.", _nearest(role, ROLES))
    base, steps = _agency(agency)
    return Post(role, base, steps)


def _agency(text: str) -> tuple[Base, tuple[Step, ...]]:
    base = text.split(".", 1)[0]
    if base not in _BASES:
        raise AgencyError(f"There is no agency '{base}'.", _nearest(base, _BASES))
    steps: list[Step] = []
    at = len(base)
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or len(steps) == STEPS_MAX:
            raise AgencyError(
                f"'{text[at:]}' is not a step to another agency.",
                "Write .parent or .department('function'), at most four.",
            )
        steps.append(Department(match["function"]) if match["function"] else Parent())
        at = match.end()
    return cast(Base, base), tuple(steps)


def _nearest(word: str, words: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(words)}."
